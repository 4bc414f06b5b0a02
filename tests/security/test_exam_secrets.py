"""S26, S27, S29: nothing that a candidate is sent tells the key, by words, order, size or statements."""

import datetime as dt
import gzip
import json
import random
from collections import Counter

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from exam_platform.exams.assembly import order_for
from exam_platform.exams.models import Window
from exam_platform.grading.actions import grade_attempts
from questions.models import Key, Revision
from tests.live import ROOT
from tests.sittings.room import CANARY, PAPER, Candidate, make_room, run_out

pytestmark = pytest.mark.django_db
KEY_CANARY = "獬豸"


@pytest.fixture
def room():
    """Explanations and the key of the fill-in bear canaries; scores come at once, the review after the last window."""
    room = make_room(score_release="at_once", review_release="after_last_window")
    fill_in = Key.objects.filter(revision__kind="fill_in")
    assert fill_in.update(answer=[f"{KEY_CANARY}甲", f"{KEY_CANARY}乙"])
    assert Revision.objects.filter(explanation__contains=CANARY).count() == len(PAPER)
    return room


class Recorded:
    """All that one candidate's browser is sent, headers and all."""

    def __init__(self) -> None:
        self.bytes = b""

    def __call__(self, answer):
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.bytes += body + json.dumps(dict(answer.headers)).encode() + str(answer.cookies).encode()
        return answer

    @property
    def tells(self):
        return [word for word in (CANARY, KEY_CANARY) if word.encode() in self.bytes or ascii_of(word) in self.bytes]


def ascii_of(word):
    return json.dumps(word).strip('"').encode()


def sit(room, place, record):
    """One candidate's whole examination, right here and wrong there, with what a curious one tries besides."""
    candidate = Candidate(room, room.entry())
    get = candidate.client.get
    record(get("/api/v1/session/"))
    record(get("/api/v1/my/exams/"))
    record(candidate.start())
    record(candidate.content())
    for position, (_, options, blanks, key) in enumerate(PAPER, start=1):
        wrong = ["甲"] * blanks if blanks else ["A"] if options else ["F"]
        record(candidate.save(candidate.change(position, key if place % 2 and not blanks else wrong)))
    record(candidate.save(candidate.change(99, ["Z"])))
    record(candidate.start(device="phone"))
    record(candidate.start(device="phone", take_over=True))
    record(get(f"/api/v1/attempts/{candidate.attempt}/result/"))
    record(candidate.submit())
    grade_attempts(attempt_ids=[candidate.attempt])
    record(get(f"/api/v1/attempts/{candidate.attempt}/result/"))
    record(get("/api/v1/my/exams/"))
    for path in ("questions/1/", "questions/", f"exams/{room.exam.pk}/items/", f"exams/{room.exam.pk}/forms/"):
        record(get(f"/api/v1/{path}"))
    return candidate


def test_no_byte_of_a_whole_examination_holds_a_key_before_the_review_opens(room):
    """S26, I15; and after it has opened the review does: the canaries can be seen."""
    for place in range(20):
        record = Recorded()
        candidate = sit(room, place, record)
        assert record.tells == []
        assert len(record.bytes) > 5000
    run_out(candidate.attempt, days=2)
    past = dt.timedelta(days=7)
    Window.objects.update(opens_at=F("opens_at") - past, closes_at=F("closes_at") - past)
    record = Recorded()
    assert record(candidate.client.get(f"/api/v1/attempts/{candidate.attempt}/result/")).status_code == 200
    assert record.tells == [CANARY, KEY_CANARY]


def test_no_source_of_the_pages_marks_an_answer():
    """S26: keys are known on the server alone; the candidates' page has no word for one before the review's."""
    pages = [path for path in (ROOT / "frontend/src/take").rglob("*") if path.suffix in (".ts", ".vue")]
    assert pages
    assert not [path.name for path in pages if "questions/kinds" in path.read_text()]


def test_a_right_and_a_wrong_answer_are_the_same_to_the_save(writing):
    """S29: the same statements, the same bytes back; no key is read, so that no time can tell."""

    def asked(answer):
        with CaptureQueriesContext(connection) as queries:
            body = writing.save(writing.change(1, answer)).json()
        return [query["sql"].split("VALUES")[0][:200] for query in queries], sorted(body), body["refused"]

    right, wrong = asked(["B"]), asked(["C"])
    assert right == wrong
    assert not [sql for sql in right[0] if "questions_key" in sql]


def chi_square(counts, cells):
    """Of counts that should be even over so many cells."""
    even = sum(counts.values()) / cells
    return sum((counts.get(cell, 0) - even) ** 2 / even for cell in range(cells))


# What χ² exceeds by chance once in a thousand, by degrees of freedom.
BY_CHANCE = {3: 16.27, 9: 27.88}


def test_the_order_tells_nothing_of_the_key():
    """S27: 10,000 questions whose key is always their first option, shown in 1,000 orders: it stands anywhere alike."""
    outline = [[position, "single", 4] for position in range(1, 11)]
    of_options, of_questions = Counter(), Counter()
    for attempt in range(1000):
        order = order_for(outline, f"{attempt}:1:{attempt % 7}", True)
        for place, (position, options) in enumerate(order):
            of_options[options.index("A")] += 1
            if position == 1:
                of_questions[place] += 1
    assert sum(of_options.values()) == 10_000
    assert chi_square(of_options, 4) < BY_CHANCE[3], of_options
    assert chi_square(of_questions, 10) < BY_CHANCE[9], of_questions


def test_two_banks_that_differ_in_their_keys_alone_are_sent_alike(db):
    """S27: ids, order, lengths, hashes and ETags are the same whatever the keys are."""
    chance = random.Random(20261123)
    room = make_room(forms=1)
    first = seen(room)
    for key in Key.objects.filter(revision__kind__in=("single", "multiple", "true_false")):
        letters = "TF" if key.revision.kind == "true_false" else "ABCD"
        Key.objects.filter(pk=key.pk).update(answer=[chance.choice(letters)])
    assert seen(room) == first


def seen(room):
    """What the next candidate is sent, but for what is hers alone."""
    with transaction.atomic():
        candidate = Candidate(room, room.entry())
        started, content = candidate.start().json(), candidate.content()
        transaction.set_rollback(True)
    headers = {name: content.headers[name] for name in ("Content-Length", "ETag", "Cache-Control") if name in content}
    return content.content, headers, len(started["order"]), started["exam"], sorted(started)
