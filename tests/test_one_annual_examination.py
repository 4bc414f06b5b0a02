"""The platform's job from two spreadsheets to pass rates by unit, by the API, on real processes and real files."""

import datetime as dt
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from python_calamine import CalamineWorkbook

from tests.api_client import Answer, ApiClient
from tests.live import LivePlatform
from tests.servers import Postgresql, Redis, server_folder

pytestmark = [pytest.mark.live, pytest.mark.timeout(600)]

Json = Any

PASSWORD = "月色与河 2026 hs"
UNITS, PERSONS, VILLAGERS, POSTS = 55, 2010, 255, 270


@dataclass
class Office:
    """Who does what, and what has been made so far."""

    platform: LivePlatform
    shared: Path
    administrator: ApiClient
    staff: dict[str, ApiClient] = field(default_factory=dict)
    exam: str = ""

    def visitor(self) -> ApiClient:
        return ApiClient(self.platform.url)

    def person(self, name: str, unit: str) -> Json:
        found = [
            person
            for person in self.administrator.pages(f"people/?search={quote(name)}")
            if any(post["unit"]["name"] == unit for post in person["posts"])
        ]
        assert len(found) == 1, found
        return found[0]

    def signed_in(self, person: Json) -> ApiClient:
        """By a one-time code, as printed on a slip; the login is the ID number, which only its owner types."""
        code = self.administrator.post(f"people/{person['id']}/activation-codes/")["code"]
        login = self.administrator.post(f"people/{person['id']}/reveal/", {"reason": "首次登录测试"})["id_number"]
        return self.visitor().activate(login, code, PASSWORD)


def in_time(**ahead: float) -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(**ahead)).isoformat()  # noqa: TID251 (an outsider's clock)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Iterator[Office]:
    environment = {"GRACE_SECONDS": "2"}
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        yield from running(LivePlatform(folder, environment), shared)
        return
    with Postgresql(server_folder("postgresql")) as database, Redis(server_folder("redis")) as redis:
        stack = {"DATABASE_URL": database.url, "REDIS_URL": redis.url}
        yield from running(LivePlatform(folder, environment | stack), shared)


def running(platform: LivePlatform, shared: Path) -> Iterator[Office]:
    platform.data_dir.mkdir(parents=True, exist_ok=True)
    platform.command("prepare", "--empty")
    with platform:
        (account,) = platform.accounts()
        administrator = ApiClient(platform.url).sign_in(account["login"], account["password"])
        yield Office(platform, shared, administrator)


def test_one_annual_examination(office: Office) -> None:
    """One test, since each step stands on the one before; the steps are the functions below."""
    import_the_district(office)
    give_out_roles_and_slips(office)
    fill_the_bank(office)
    set_up_the_examination(office)
    attempts = sit(office)
    read_the_figures(office, attempts)


def import_the_district(office: Office) -> None:
    rosters = office.shared / "data" / "rosters"
    admin = office.administrator
    assert admin.import_file("unit-imports", rosters / "units.xlsx")["counts"]["accept"] == UNITS
    assert admin.import_file("roster-imports", rosters / "civil-servants-2010.xlsx")["counts"]["accept"] == PERSONS
    again = admin.import_file("roster-imports", rosters / "civil-servants-2010.xlsx")["counts"]
    assert (again["accept"], again["skip"]) == (0, PERSONS)
    assert admin.import_file("roster-imports", rosters / "villages.xlsx")["counts"]["reject"] == 0
    count = "from exam_platform.people.models import *; print(Person.objects.filter(posts__isnull=False).distinct()"
    persons, posts = office.platform.python(f"{count}.count(), Post.objects.count())").split()
    assert (int(persons), int(posts)) == (PERSONS + VILLAGERS, PERSONS + POSTS)


def give_out_roles_and_slips(office: Office) -> None:
    admin = office.administrator
    units = {unit["name"]: unit["id"] for unit in admin.pages("units/?page_size=200")}
    root = units["经济开发区"]
    wanted = {
        "trainer": ("赖芳", "党政办公室", root),
        "reviewer": ("韩兰", "党政办公室", root),
        "officer": ("漕芳春", "党政办公室", root),
        "auditor": ("戴秀", "党政办公室", root),
        "unit_administrator": ("胡秀东", "信访局", units["信访局"]),
    }
    for role, (name, unit, scope) in wanted.items():
        person = office.person(name, unit)
        assert "*" in person["id_number_masked"]
        admin.post(f"people/{person['id']}/roles/", {"role": role, "unit": scope})
        office.staff[role] = office.signed_in(person)
    slips = admin.post("activation-slips/", {"unit": units["信访局"], "only_not_activated": True})
    assert slips.startswith(b"%PDF")


def fill_the_bank(office: Office) -> None:
    trainer, reviewer = office.staff["trainer"], office.staff["reviewer"]
    questions = office.shared / "data" / "questions"
    assert trainer.import_file("question-imports", questions / "business-environment.xlsx")["counts"]["accept"] == 32
    assert trainer.import_file("question-imports", questions / "judicial-exam-1000.xlsx")["counts"]["accept"] == 1000
    drafts = [question["id"] for question in trainer.pages("questions/?state=draft&page_size=200")]
    assert len(drafts) == 1032
    for start in range(0, len(drafts), 200):
        batch = drafts[start : start + 200]
        assert trainer.post("question-submissions/", {"questions": batch})["done"] == batch
        own = trainer.ask("POST", "question-reviews/", {"questions": batch[:1], "decision": "approve", "comment": ""})
        assert own.status == 403 or own.json["refused"], "the author approved her own question"
        approved = reviewer.post("question-reviews/", {"questions": batch, "decision": "approve", "comment": ""})
        assert approved["done"] == batch, approved["refused"][:3]


def set_up_the_examination(office: Office) -> None:
    officer = office.staff["officer"]
    created = officer.post("exams/", {"title": "2026年度国家工作人员学法考试", "preset": "jining"})
    office.exam = f"exams/{created['id']}"
    assert (created["duration_minutes"], created["pass_points"]) == (60, 8000)
    rows = officer.get(f"{office.exam}/blueprint/")
    available = {row["kind"]: row["available"] for row in rows}
    assert available["single"] >= 40
    judged = min(available["true_false"], 20)
    # What the bank cannot fill of the 20 true/false goes to single choice: 80 questions of 100 points all the same.
    plan = [("single", 60 - judged, 100), ("multiple", 20, 200), ("true_false", judged, 100)]
    officer.put(
        f"{office.exam}/blueprint/",
        [
            {"paper": "all", "kind": kind, "topic": None, "difficulty": "", "count": count, "points": points}
            for kind, count, points in plan
            if count
        ],
    )
    officer.patch(f"{office.exam}/", {"duration_minutes": 1})
    root = next(iter(officer.pages("units/?page_size=200")))
    officer.put(
        f"{office.exam}/audience/", [{"unit": root["id"], "category": "civil_servant", "include_subtree": True}]
    )
    assert officer.post(f"{office.exam}/roster/")["entries"] == PERSONS
    entry = next(iter(officer.pages(f"{office.exam}/entries/?search={quote('韩兰')}")))
    excuse = {"kind": "exempt", "reason": "当年退休", "document": "组织部〔2026〕1号"}
    officer.post(f"{office.exam}/entries/{entry['id']}/exemption/", excuse)
    officer.post(f"{office.exam}/forms/", {"count": 20})
    officer.until(f"{office.exam}/", lambda exam: exam["state"] == "assembled")
    form = next(iter(officer.get(f"{office.exam}/forms/")["results"]))
    preview = officer.post(f"{office.exam}/forms/{form['id']}/preview/")
    assert len(preview["questions"]) == 80
    assert sum(question["points"] for question in preview["questions"]) == 10000
    assert "key" not in str(preview)
    windows = [{"kind": "main", "opens_at": in_time(seconds=6), "closes_at": in_time(hours=2)}]
    officer.put(f"{office.exam}/windows/", windows)
    officer.post(f"{office.exam}/publication/")


@dataclass
class Sitting:
    candidate: ApiClient
    start: Json
    questions: list[Json]

    @property
    def id(self) -> Any:
        return self.start["attempt"]

    def ask(self, method: str, door: str, changes: list[Json]) -> Answer:
        headers = {"Authorization": f"Attempt {self.start['token']}"}
        return self.candidate.ask(method, f"attempts/{self.id}/{door}/", {"changes": changes}, headers=headers)

    def save(self, *changes: Json) -> Json:
        return self.ask("PUT", "responses", list(changes)).json

    def hand_in(self) -> Json:
        answer = self.ask("POST", "submission", [])
        assert answer.status == 202, answer.body
        return answer.json["receipt"]


def begin(candidate: ApiClient, exam: str, **body: object) -> Sitting:
    start = candidate.post(f"{exam}/attempts/", {"number": 1, "device": "phone", "take_over": False} | body)
    return Sitting(candidate, start, candidate.get(start["content_url"])["questions"])


def right_answers(office: Office, sitting: Sitting) -> list[Json]:
    """A change per question with its key, read from the database: no key is to be had from the API."""
    keys = json.loads(
        office.platform.python(
            "import json; from exam_platform.sittings.models import Attempt; from questions.selection import keys_of;"
            f"items = dict(Attempt.objects.get(pk={sitting.id}).form.items.values_list('position', 'revision'));"
            "keys = keys_of(items.values()); print(json.dumps({p: keys[r] for p, r in items.items()}))"
        )
    )
    return [
        {"seq": seq, "position": question["position"], "answer": keys[str(question["position"])], "flagged": False}
        for seq, question in enumerate(sitting.questions, start=1)
    ]


def sit(office: Office) -> list[Sitting]:
    """One hands in a full paper, one moves to another device, one lets the time run out; the others do not come."""
    who = (("李英文", "马集镇"), ("苏俊林", "疃里镇"), ("史敏兰", "疃里镇"))
    diligent, moving, idle = (office.signed_in(office.person(*name_and_unit)) for name_and_unit in who)
    diligent.until("my/exams/", lambda page: page["results"][0]["state"] == "open")
    first = begin(diligent, office.exam)
    answers = right_answers(office, first)
    assert first.save(*answers[:40])["acked"] == [answer["seq"] for answer in answers[:40]]
    assert first.save(*answers[39:])["acked"] == [answer["seq"] for answer in answers[39:]]
    assert first.hand_in() == first.hand_in()

    second = begin(moving, office.exam)
    one = {"seq": 1, "position": second.questions[0]["position"], "answer": ["A"], "flagged": True}
    assert second.save(one)["acked"] == [1]
    asked = moving.ask("POST", f"{office.exam}/attempts/", {"number": 1, "device": "office-pc", "take_over": False})
    assert (asked.status, asked.json["code"]) == (409, "other_device")
    taken = begin(moving, office.exam, device="office-pc", take_over=True)
    assert taken.start["responses"][0]["flagged"]
    assert second.save(one | {"seq": 2})["code"] == "lease_lost"
    assert taken.save(one | {"seq": 2, "answer": ["B"]})["acked"] == [2]
    taken.hand_in()

    third = begin(idle, office.exam)
    assert third.save(one | {"position": third.questions[0]["position"]})["acked"] == [1]
    assert {first.start["content_url"], second.start["content_url"], third.start["content_url"]} != {
        first.start["content_url"]
    }, "neighbours got the same paper"
    return [first, taken, third]


def read_the_figures(office: Office, sittings: list[Sitting]) -> None:
    first, _, third = sittings
    result = first.candidate.until(f"attempts/{first.id}/result/", lambda found: found["state"] == "graded")
    assert (result["score"], result["verdict"]) == (10000, "excellent")
    assert result["review"] is None, "the review opened before the last window ended"
    timed_out = third.candidate.until(f"attempts/{third.id}/result/", lambda found: found["state"] == "graded")
    assert timed_out["closed_by"] == "clock"
    assert timed_out["closed_at"] == third.start["deadline"]

    admin = office.administrator
    page = admin.until(f"{office.exam}/statistics/", lambda found: found["totals"]["sat"] == len(sittings))
    totals = page["totals"]
    assert (totals["roster"], totals["exempt"], totals["due"]) == (PERSONS, 1, PERSONS - 1)
    assert totals["participation_rate"] == {"numerator": 3, "denominator": 2009, "percent": "0.15"}
    assert totals["pass_rate"] == {"numerator": 1, "denominator": 3, "percent": "33.33"}
    assert totals["pass_rate_of_due"]["denominator"] == 2009
    town = next(child for child in page["children"] if child["unit"]["name"] == "疃里镇")
    assert (town["sat"], town["passed"]) == (2, 0)
    compare_export_with_screen(office, page)

    own = office.staff["unit_administrator"].get(f"{office.exam}/statistics/")
    assert own["unit"]["name"] == "信访局"
    assert own["totals"]["sat"] == 0
    hidden = office.staff["unit_administrator"].ask("GET", f"{office.exam}/statistics/?unit={town['unit']['id']}")
    assert hidden.status == 404
    auditor = office.staff["auditor"]
    assert auditor.get(f"{office.exam}/statistics/")["totals"] == totals
    assert auditor.ask("PATCH", f"{office.exam}/", {"title": "改"}).status == 403


def compare_export_with_screen(office: Office, page: Json) -> None:
    admin = office.administrator
    wanted = {"kind": "statistics", "exam": page["exam"], "unit": page["unit"]["id"]}
    export = admin.post("exports/", wanted)
    admin.until(f"exports/{export['id']}/", lambda found: found["state"] == "done")
    file = admin.get(admin.post(f"exports/{export['id']}/download/")["url"])
    head, *rows, total = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_name("统计").to_python()
    for title, name in (("名册人数", "roster"), ("应考", "due"), ("实考", "sat"), ("合格", "passed")):
        column = head.index(title)
        assert sum(int(str(row[column]).split(".")[0]) for row in rows) == total[column] == page["totals"][name]
