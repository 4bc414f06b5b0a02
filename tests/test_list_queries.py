"""A list asks the database as many questions for few rows as for more: every list route of the platform.

Which routes are lists, the API's own description says. A new one whose rows nothing below adds to fails by its name.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from exam_platform.exams.models import BlueprintRow, Window
from exam_platform.people.models import PostRequest, RosterImport, Unit, UnitImport
from exam_platform.results.models import ItemTally
from exam_platform.sittings.models import Response
from questions.actions.law import store_statute
from questions.laws.reading import read_statute
from questions.models import (
    Law,
    LawImport,
    LawVersion,
    MustKnowVersion,
    Provision,
    Question,
    QuestionImport,
    QuestionReport,
    StaleMark,
)
from tests.factories.people import make_person, make_post, make_unit
from tests.factories.questions import make_questions, make_topic
from tests.factories.sittings import make_attempt
from tests.live import ROOT
from tests.permission_world import LAW_FILE, MUST_KNOW, QUERIES, QUESTION, Door, World, make_world

SCHEMA = ROOT / "frontend" / "src" / "api" / "schema.json"
ROLES = ("district_administrator", "trainer", "unit_administrator", "candidate")
# Its rows are not in the database.
FIXED = {"exam-presets/"}
IMPORTS: dict[str, Any] = {
    "unit-imports": UnitImport,
    "roster-imports": RosterImport,
    "question-imports": QuestionImport,
    "law-imports": LawImport,
}


def copied(row: Any, **changed: Any) -> Any:
    """The same row once more, but for what is changed."""
    names = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    kind: type[Model] = type(row)
    return kind._default_manager.create(**{name: getattr(row, name) for name in names} | changed)


def send(world: World, method: str, path: str, body: Any) -> None:
    answer = getattr(world.clients["trainer"], method)(f"/api/v1/{path}", body, content_type="application/json")
    assert answer.status_code in (200, 201), answer.content


def grow_exam(world: World, number: int) -> None:
    """All that hangs on an examination, and an examination more in which the candidate is."""
    exam, cast = world.exam, world.cast
    last = exam.windows.order_by("closes_at").reverse()[0]
    copied(last, opens_at=last.closes_at, closes_at=last.closes_at + (last.closes_at - last.opens_at))
    copied(world.form, number=100 + number)
    copied(exam.audience.all()[0], unit_id=make_unit(parent=Unit.objects.get(pk=cast.district.pk)).pk)
    copied(BlueprintRow.objects.filter(blueprint__exam=exam)[0], order=100 + number)
    person = make_person()
    make_post(person, cast.justice)
    entry = copied(world.entry, person_id=person.pk, person_name=person.name, score=7000, verdict="failed")
    attempt = make_attempt(entry, state="submitted")
    Response.objects.create(attempt=attempt, seq=1, position=1, answer='["A"]', lease=1, after_closing=True)
    (revision,) = make_questions("single", 1, cast.trainer)
    ItemTally.objects.create(exam=exam, revision=revision, count=3, right=1, points_sum=1, points_full=3)
    copied(world.export, requested_by_id=cast.district_administrator.pk)
    another = copied(exam, title=f"第 {number} 次")
    copied(world.entry, exam_id=another.pk)
    for window in Window.objects.filter(exam=exam):
        copied(window, exam_id=another.pk)


def grow_people(world: World, number: int) -> None:
    person = make_person()
    make_post(person, make_unit(f"新单位{number}", Unit.objects.get(pk=world.cast.district.pk)))
    copied(world.grant, person_id=person.pk)
    copied(PostRequest.objects.get(pk=world.post_request.pk), person_id=person.pk)


def grow_bank(world: World, number: int) -> None:
    make_topic(f"知识点{number}")
    version = LawVersion.objects.get(pk=world.law_version)
    (revision,) = make_questions("single", 1, world.cast.trainer)
    about = {"question": revision.question, "revision": revision, "previous": version, "version": version}
    StaleMark.objects.create(reason="changed", article=1, now_article=1, **about)
    copied(QuestionReport.objects.get(pk=world.report), revision_id=revision.pk)
    send(world, "post", f"questions/{world.question}/revisions/", {**QUESTION, "stem": f"第 {number} 次改过?"})
    send(world, "post", "question-sets/", {"title": f"题集{number}"})
    own = f"question-sets/{world.question_set}/"
    published = Question.objects.exclude(published_revision=None).values_list("pk", flat=True)
    send(world, "put", own, {"title": "题集", "questions": list(published[: 1 + number])})
    send(world, "post", f"{own}versions/", {"cover": ""})


def grow_laws(world: World, number: int) -> None:
    version = LawVersion.objects.get(pk=world.law_version)
    copied(Provision.objects.filter(version=version)[0], article=100 + number)
    statute = read_statute(LAW_FILE.replace("甲市", f"甲市{'乙丙丁戊'[number]}县"))
    assert statute.dated
    store_statute(statute=statute, dated=statute.dated, imported_by=world.cast.trainer, imported_at=version.imported_at)
    items = [{"law": law} for law in Law.objects.values_list("pk", flat=True)]
    send(world, "post", "must-know-lists/", {**MUST_KNOW, "title": f"清单{number}", "items": items})
    send(world, "post", f"must-know-lists/{world.must_know_list}/versions/", {**MUST_KNOW, "items": items})


def grow_imports(world: World, number: int) -> None:
    for door, job_id in world.imports.items():
        job = IMPORTS[door].objects.get(pk=job_id)
        job.rows.create(row=100 + number, verdict="accept", summary="一行")
        copied(job)


GROW: tuple[Callable[[World, int], None], ...] = (grow_exam, grow_people, grow_bank, grow_laws, grow_imports)


def list_doors() -> dict[Door, bool]:
    """Whether each comes in pages."""
    description = json.loads(SCHEMA.read_text(encoding="utf-8"))
    found = {}
    for path, methods in description["paths"].items():
        answer = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {}).get("application/json")
        shape = answer["schema"] if answer else {}
        if "$ref" in shape:
            shape = description["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
        paged = "results" in shape.get("properties", {})
        if paged or shape.get("type") == "array":
            found[Door("GET", path.removeprefix("/").replace("{id}", "{pk}"))] = paged
    return found


@pytest.mark.timeout(120)
class ListQueries(TestCase):
    def test_no_list_asks_more_often_for_more_rows(self) -> None:
        world = make_world()
        doors = {door: paged for door, paged in list_doors().items() if short(door) not in FIXED}
        assert len(doors) > 30
        measured = []
        for numbers in (range(2), range(2, 4)):
            for number in numbers:
                for grow in GROW:
                    grow(world, number)
            measured.append({door: self.asked(world, door, paged, numbers.stop) for door, paged in doors.items()})
        both = {short(door): (few, measured[1][door]) for door, few in measured[0].items()}
        poor = {door: found for door, found in both.items() if not 0 < found[0][0] < found[1][0]}
        asking = {door: found for door, found in both.items() if found[0][1] != found[1][1]}
        assert not poor, f"nothing here adds rows to them: {poor}"
        assert not asking, f"(rows, queries) for few, for more: {asking}"

    def asked(self, world: World, door: Door, paged: bool, size: int) -> tuple[int, int]:
        """Rows and queries, for the one of ROLES who sees most."""
        newest = MustKnowVersion.objects.filter(must_know_list=world.must_know_list).count()
        path = "/" + door.pattern.format(**world.arguments(door) | {"number": newest})
        query = QUERIES.get(short(door), {}) | ({"page_size": "200"} if paged else {})
        if short(door) == "citation-lookup/":
            query = {"text": ";".join(f"《甲市条例》第{article}条" for article in range(1, 1 + size))}
        found = [(0, 0)]
        for role in ROLES:
            with CaptureQueriesContext(connection) as captured:
                answer = world.clients[role].get(path, query)
            if answer.status_code == 200:
                body = answer.json()
                found.append((len(body["results"] if paged else body), len(captured)))
        return max(found, key=lambda one: one[0])


def short(door: Door) -> str:
    return door.pattern.removeprefix("api/v1/")
