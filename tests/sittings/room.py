"""An examination that can be sat: units, a frozen roster, forms with keys, one open window. Made by hand, fast."""

import datetime as dt
import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import F
from django.test import Client
from django.utils import timezone

from exam_platform.exams.models import Blueprint, Entry, Exam, Form, FormItem, Window
from exam_platform.people.models import Person, Role, Unit
from exam_platform.sittings.actions import Started, start_attempt
from exam_platform.sittings.models import Attempt, Response
from questions.kinds import kind_of
from questions.models import Key, Question, Revision
from questions.models.question import WORDED, worded
from tests.factories.people import make_staff, make_unit

# kind, number of options, of blanks, key; then the details of the kinds that have some
Asked = tuple[str, int, int, list[str]] | tuple[str, int, int, list[str], dict[str, Any]]
PAPER: list[Asked] = [
    ("single", 4, 0, ["B"]),
    ("single", 4, 0, ["C"]),
    ("multiple", 4, 0, ["A", "C"]),
    ("true_false", 0, 0, ["T"]),
    ("fill_in", 0, 2, ["公平;平等", "法治"]),
]
CANARY = "金丝雀"
# A statement of PostgreSQL takes 65,535 parameters.
AT_ONCE = 1000


@dataclass
class Room:
    district: Unit
    finance: Unit
    justice: Unit
    exam: Exam
    window: Window
    forms: list[Form]

    def entry(self, unit: Unit | None = None, **fields: Any) -> Entry:
        return self.entries(1, unit, **fields)[0]

    def entries(self, count: int, unit: Unit | None = None, **fields: Any) -> list[Entry]:
        unit = unit or self.finance
        already = Person.objects.count()
        names = range(already, already + count)
        people = Person.objects.bulk_create(
            [Person(name=f"考生{i}", user_name=f"candidate-{i}", password="!") for i in names], batch_size=AT_ONCE
        )
        line = {"category": "civil_servant", "unit": unit, "unit_path": unit.path, "unit_name": unit.name} | fields
        return Entry.objects.bulk_create(
            [Entry(exam=self.exam, person=person, person_name=person.name, **line) for person in people],
            batch_size=AT_ONCE,
        )

    def candidate(self, entry: Entry | None = None) -> "Candidate":
        return Candidate(self, entry or self.entry())

    def staff(self, role: Role, unit: Unit | None = None) -> Person:
        return make_staff(role, unit or self.district)


def begin(entry: Entry) -> Started:
    return start_attempt(person_id=entry.person_id, exam_id=entry.exam_id, number=1, device="desk", take_over=False)


def run_out(attempt: int, **ago: float) -> None:
    """Let the attempt's acceptance end so long ago: attempt and log move into the past together."""
    row = Attempt.objects.get(pk=attempt)
    delta = row.accepted_until - (timezone.now() - dt.timedelta(**ago))
    for name in ("started_at", "deadline", "accepted_until"):
        setattr(row, name, getattr(row, name) - delta)
    row.save(update_fields=["started_at", "deadline", "accepted_until"])
    Response.objects.filter(attempt=attempt).update(received_at=F("received_at") - delta)


class Candidate:
    """Talks to the API as a candidate's browser does."""

    def __init__(self, room: Room, entry: Entry) -> None:
        self.room, self.entry = room, entry
        self.client = signed_in(entry.person)
        self.started: dict[str, Any] = {}
        self.seq = 0

    def start(self, number: int = 1, device: str = "desk", **more: Any) -> Any:
        body = {"number": number, "device": device, **more}
        response = self.client.post(f"/api/v1/exams/{self.room.exam.pk}/attempts/", body, "application/json")
        if response.status_code in (200, 201):
            self.started = response.json()
        return response

    @property
    def attempt(self) -> Any:
        return self.started["attempt"]

    def change(self, position: int, answer: Any, **more: Any) -> dict[str, Any]:
        self.seq += 1
        return {"seq": self.seq, "position": position, "answer": answer, **more}

    def save(self, *changes: dict[str, Any], **more: Any) -> Any:
        return self.put({"changes": list(changes), **more})

    def put(
        self,
        body: Any,
        token: str | None = None,
        attempt: int | None = None,
        content_type: str = "application/json",
        **headers: str,
    ) -> Any:
        return Client().put(
            f"/api/v1/attempts/{attempt or self.attempt}/responses/",
            body if isinstance(body, bytes) else orjson.dumps(body),
            content_type,
            headers={"Authorization": f"Attempt {token or self.started['token']}", **headers},
            # The test client leaves it out where there is no body.
            CONTENT_TYPE=content_type,
        )

    def submit(self, *changes: dict[str, Any], token: str | None = None, attempt: int | None = None) -> Any:
        return Client().post(
            f"/api/v1/attempts/{attempt or self.attempt}/submission/",
            {"changes": list(changes)},
            "application/json",
            headers={"Authorization": f"Attempt {token or self.started['token']}"},
        )

    def content(self) -> Any:
        return Client().get(f"/api/v1/{self.started['content_url']}")


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def make_room(paper: Sequence[Asked] = PAPER, forms: int = 3, **rules: Any) -> Room:
    district = make_unit("东河区")
    finance, justice = make_unit("财政局", district), make_unit("司法局", district)
    author = Person.objects.create(name="出题人", user_name="author", password="!")
    now = timezone.now()
    facts = {"roster_frozen_at": now, "forms_assembled_at": now, "published_at": now}
    exam = Exam.objects.create(
        **{"title": "年度考试", "year": 2026, "unit": district, "created_by": author, **facts, **rules}
    )
    hour = dt.timedelta(hours=1)
    window = Window.objects.create(exam=exam, kind="main", opens_at=now - hour, closes_at=now + 2 * hour)
    revisions = make_questions(author, paper)
    blueprint = Blueprint.objects.create(exam=exam, paper="all")
    made = [make_form(exam, blueprint, number, revisions) for number in range(1, forms + 1)]
    return Room(district, finance, justice, exam, window, made)


def make_questions(author: Person, paper: Sequence[Asked]) -> list[Revision]:
    already = Question.objects.count()
    questions = Question.objects.bulk_create(
        Question(author=author, fingerprint=f"f{already + place}") for place in range(len(paper))
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            question=question,
            number=1,
            kind=kind,
            stem=f"第{place}题" + " ____" * blanks,
            options=[{"letter": letter, "text": f"选项{letter}"} for letter in "ABCDEFGH"[:options]],
            details=dict(*details),
            explanation=f"{CANARY}解析{place}",
            fingerprint=f"f{already + place}",
            stem_fingerprint=f"s{already + place}",
            created_by=author,
        )
        for place, (question, (kind, options, blanks, _, *details)) in enumerate(
            zip(questions, paper, strict=True), start=1
        )
    )
    Key.objects.bulk_create(
        Key(revision=revision, answer=key) for revision, (_, _, _, key, *_) in zip(revisions, paper, strict=True)
    )
    for question, revision in zip(questions, revisions, strict=True):
        for name, value in (worded(revision) | {"published_revision": revision}).items():
            setattr(question, name, value)
    Question.objects.bulk_update(questions, [*WORDED, "published_revision"])
    return revisions


def make_form(exam: Exam, blueprint: Blueprint, number: int, revisions: list[Revision]) -> Form:
    questions: list[dict[str, Any]] = [
        {
            "position": place,
            "section": revision.kind,
            "points": 200,
            **kind_of(revision.kind).delivered(revision.content),
        }
        for place, revision in enumerate(revisions, start=1)
    ]
    content = gzip.compress(orjson.dumps({"form": f"{exam.pk}-{number}", "questions": questions}), mtime=0)
    form = Form.objects.create(
        exam=exam,
        blueprint=blueprint,
        number=number,
        content=content,
        content_hash=hashlib.sha256(content).hexdigest(),
        outline=[[q["position"], q["kind"], len(q["options"])] for q in questions],
        full_points=200 * len(revisions),
    )
    FormItem.objects.bulk_create(
        FormItem(form=form, position=place, revision=revision, points=200)
        for place, revision in enumerate(revisions, start=1)
    )
    return form
