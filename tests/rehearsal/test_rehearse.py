"""`exam-platform rehearse` against real processes: clean where all is well, red where something was lost."""

import json
import signal
import subprocess
import sys
import time
from typing import Any

import pytest

from exam_platform.rehearsal.report import COUNTS, CPU_OF_EACH, MUST_BE_NOUGHT
from tests.live import ROOT, LivePlatform

pytestmark = [pytest.mark.live, pytest.mark.timeout(400)]

# Examinations of rehearsals before this one: a rehearsal takes seconds to set up its own.
REHEARSED = """
from exam_platform.exams.models import Exam
print([str(pk) for pk in Exam.objects.filter(is_rehearsal=True).values_list("pk", flat=True)])
"""
# Of an attempt that is graded while others still write: one acknowledged change goes, one mark is another.
LOSE_SOMETHING = """
from exam_platform.exams.models import Exam
from exam_platform.grading.models import Mark
from exam_platform.sittings.models import Attempt, Response
graded = Attempt.objects.filter(state="graded", entry__exam__is_rehearsal=True).exclude(entry__exam__in={rehearsed})
done = list(graded.values_list("pk", flat=True))
if done:
    one = Response.objects.filter(attempt=done[0]).order_by("seq").first()
    Response.objects.filter(attempt=done[0], seq=one.seq).delete()
    mark = Mark.objects.filter(attempt=done[0], points=0).first()
    Mark.objects.filter(attempt=done[0], position=mark.position).update(points=50)
print(len(done))
"""
COUNT_ROWS = """
from exam_platform.audit.models import AuditRecord
from exam_platform.exams.models import Exam
from exam_platform.people.models import Person, Unit
from exam_platform.sittings.models import Response
from questions.models import Question
print([model.objects.count() for model in (Person, Unit, Exam, Response, Question)], AuditRecord.objects.exists())
"""

ACTIVE_STILL = """
from exam_platform.people.models import Person
print(Person.objects.filter(is_rehearsal=True, is_active=True).count())
"""


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.long)])
def platform(request: pytest.FixtureRequest) -> Any:
    """Each stack with its own servers, whatever the run's stack."""
    name = "live_platform" if request.param == "sqlite" else "live_postgresql_platform"
    found: LivePlatform = request.getfixturevalue(name)
    # Ten times shorter than an office's, so that closing does not take the test's time.
    found.stop()
    found.environment["GRACE_SECONDS"] = "3"
    return found.start()


def begin(platform: LivePlatform, *arguments: str) -> "subprocess.Popen[str]":
    # What a shell started in its background ignores Ctrl-C, and so would its children.
    heard = ["env", "--default-signal=INT"]
    return subprocess.Popen(
        [*heard, sys.executable, "-m", "exam_platform", "rehearse", "--patience", "90", *arguments],
        cwd=ROOT,
        env=platform.settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def report_of(platform: LivePlatform, folder: Any, *arguments: str) -> tuple[int, dict[str, Any], str]:
    process = begin(platform, "--folder", str(folder), *arguments)
    output, _ = process.communicate(timeout=300)
    return process.returncode, json.loads((folder / "report.json").read_text()), output


WRONG = ("missing", "doubled", "refused_wrongly", "late_wrongly", "counted_wrongly", "wrong_score", "failed")


def test_it_is_clean_on_a_sound_platform_and_cleaned_up_leaves_nothing_but_the_audit(platform, tmp_path):
    status, report, output = report_of(platform, tmp_path, "--candidates", "30", "--seconds", "20", "--seed", "7")
    assert status == 0, output
    assert "演练通过" in output
    assert (report["candidates"], report["started"], report["closed"], report["graded"]) == (30, 30, 30, 30)
    assert report["acknowledged"] > 200
    assert report["save_count"] > 100
    # Argon2 alone is milliseconds; a save is none of that kind.
    assert report["cpu_us_per_sign_in"] > report["cpu_us_per_save"] > 0
    assert report["cpu_us_per_graded"] > 0
    assert all(f"{label} {report[name]} 微秒" in output for name, label in CPU_OF_EACH.items())
    assert all(f"{label}:0" in output for label in MUST_BE_NOUGHT.values())
    assert all(f"{label} {report[name]}" in output for name, label in COUNTS.items())
    # Somebody always goes on on a second device: she is asked first, and the first device is put off.
    assert report["http_409"] >= 2
    assert [report[name] for name in WRONG] == [0] * len(WRONG)
    acked = sum(line["what"] == "acked" for line in map(json.loads, (tmp_path / "ledger.jsonl").open()))
    assert acked > 100
    assert "审计记录保留" in platform.command("rehearse", "--clean-up-only")
    assert platform.python(COUNT_ROWS).strip() == "[0, 0, 0, 0, 0] True"


def test_interrupted_it_stops_cleanly_and_says_how_to_clean_up(platform, tmp_path):
    process = begin(platform, "--candidates", "5", "--seconds", "60", "--seed", "7", "--folder", str(tmp_path))
    ledger, deadline = tmp_path / "ledger.jsonl", time.monotonic() + 60
    while not (ledger.exists() and '"acked"' in ledger.read_text()):
        assert time.monotonic() < deadline, process.communicate(timeout=5)
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130, output
    assert "rehearse --clean-up-only" in output
    assert str(tmp_path) in output
    assert "Traceback" not in output
    assert any(line["what"] == "acked" for line in map(json.loads, ledger.open()))
    assert json.loads((tmp_path / "report.json").read_text())["not_compared"] == 1
    assert platform.python(ACTIVE_STILL).strip() == "0"


@pytest.mark.long
@pytest.mark.parametrize(
    ("scenario", "submits"), [("thundering-start", 5), ("last-seconds", 10), ("nobody-submits", 0)]
)
def test_it_knows_other_days(live_platform, tmp_path, scenario, submits):
    status, report, output = report_of(
        live_platform, tmp_path, "--candidates", "10", "--seconds", "10", "--scenario", scenario, "--seed", "7"
    )
    assert status == 0, output
    assert report["graded"] == 10
    assert report["submit_count"] >= submits if submits else report["submit_count"] == 0


def test_it_is_red_where_something_was_lost(platform, tmp_path):
    lose_something = LOSE_SOMETHING.format(rehearsed=platform.python(REHEARSED).strip())
    process = begin(platform, "--candidates", "20", "--seconds", "30", "--seed", "7", "--folder", str(tmp_path))
    deadline = time.monotonic() + 80
    while platform.python(lose_something).split()[-1] == "0":
        assert time.monotonic() < deadline, process.communicate(timeout=5)
        time.sleep(1)
    output, _ = process.communicate(timeout=300)
    report = json.loads((tmp_path / "report.json").read_text())
    assert process.returncode == 1, output
    assert (report["missing"], report["wrong_score"]) == (1, 1)
    assert "演练未通过" in output


def test_it_says_why_it_cannot_be_held(platform):
    process = begin(platform, "--candidates", "3", "--seconds", "5", "--patience", "2", "--url", "http://127.0.0.1:9/")
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 2
    assert "无法在 http://127.0.0.1:9/ 登录" in output
    assert "Traceback" not in output
