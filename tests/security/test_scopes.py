"""S22, S23: what belongs to a sister unit is not there, by no id, in no list, count, file or error."""

import gzip
import io
import zipfile

import orjson
import pytest
from django.apps import apps

from exam_platform.exams.models import Entry
from exam_platform.people.models import Person, Post, Unit
from exam_platform.results.actions.exports import make_export
from exam_platform.results.actions.tallies import mark_due, tally_exam
from tests.permission_world import doors, make_world
from tests.sittings.room import make_room

pytestmark = pytest.mark.django_db
CANARY = "鸑鷟"

# A sister unit that asks for one of her people says who asks: she is to decide on it.
ASKED_OF_HER = "api/v1/post-requests/"


@pytest.fixture
def world():
    """The finance bureau and everyone in it bear the canary, wherever a name is kept."""
    world = make_world()
    finance = world.cast.finance
    Unit.objects.filter(pk=finance.pk).update(name=f"{CANARY}局")
    Post.objects.filter(unit=finance).update(office=f"{CANARY}科")
    people = Person.objects.filter(posts__unit=finance)
    people.update(name=f"{CANARY}人", user_name=None, id_number_masked=CANARY, phone_masked=CANARY)
    entries = Entry.objects.filter(exam=world.exam, unit=finance)
    assert entries.update(person_name=f"{CANARY}人", unit_name=f"{CANARY}局")
    mark_due(exam_ids=[world.exam.pk])
    tally_exam(exam_id=world.exam.pk)
    return world


def read(answer):
    """All bytes of an answer, unpacked, with its headers."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    texts = [body, str(dict(answer.headers)).encode()]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as workbook:
            texts += [workbook.read(part) for part in workbook.namelist()]
    return b"\n".join(texts)


def hits(body):
    return CANARY.encode() in body or b"\\u9e11\\u9e1f" in body.lower()


QUERIES = ("", f"?search={CANARY}", "?page_size=200", "?category=civil_servant", "?unit={finance}", "?parent={finance}")


def test_no_answer_to_a_unit_administrator_names_the_sister_unit(world):
    """S23: every GET with every filter, lists and counts and errors; and every act."""
    lin = world.clients["unit_administrator"]
    for door in doors():
        if not door.pattern.startswith("api/v1/") or door.pattern.startswith(ASKED_OF_HER):
            continue
        if door.method == "GET":
            for query in QUERIES:
                path = "/" + door.pattern.format(**world.arguments(door)) + query.format(finance=world.cast.finance.pk)
                assert not hits(read(lin.get(path))), (path, lin.get(path).content[:500])
        else:
            assert not hits(read(world.knock("unit_administrator", door))), door
    # It would be seen: who may see the unit finds it.
    assert hits(read(world.clients["district_administrator"].get(f"/api/v1/people/?search={CANARY}")))


@pytest.mark.parametrize("kind", ["results", "statistics"])
def test_no_file_names_the_sister_unit(world, kind):
    """S23: the same export, of the own unit and of the district by who may have it."""
    found = {}
    for role, unit in (("unit_administrator", world.cast.justice), ("district_administrator", world.cast.district)):
        client = world.clients[role]
        world.export.delete() if role == "unit_administrator" else None
        asked = {"kind": kind, "exam": world.exam.pk, "unit": unit.pk}
        export = client.post("/api/v1/exports/", asked, content_type="application/json").json()["id"]
        make_export(export_id=export)
        link = client.post(f"/api/v1/exports/{export}/download/").json()["url"]
        found[role] = hits(read(client.get(f"/api/v1/{link}")))
    assert found == {"unit_administrator": False, "district_administrator": True}


def snapshot():
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


def test_no_id_of_another_unit_is_taken_anywhere(world):
    """S22: in paths, in bodies, in queries, and among ids of the own; the answer is that to an id that nobody has."""
    lin, finance = world.clients["unit_administrator"], world.cast.finance
    other, nobody = world.cast.other_candidate.pk, 10**9
    theirs = Entry.objects.get(exam=world.exam, person=other)
    asked = [
        ("GET", "people/{}/", other, None),
        ("PATCH", "people/{}/", other, {"is_active": False}),
        ("POST", "people/{}/reveal/", other, {"reason": "核对"}),
        ("POST", "people/{}/activation-codes/", other, {}),
        ("POST", "people/{}/roles/", other, {"role": "candidate", "unit": world.cast.justice.pk}),
        ("POST", f"people/{world.cast.candidate.pk}/roles/", finance.pk, {"role": "unit_administrator", "unit": "{}"}),
        ("GET", "units/{}/", finance.pk, None),
        ("GET", f"exams/{world.exam.pk}/entries/?unit={{}}", finance.pk, None),
        ("GET", f"exams/{world.exam.pk}/results/?unit={{}}", finance.pk, None),
        ("GET", f"exams/{world.exam.pk}/statistics/?unit={{}}", finance.pk, None),
        ("GET", f"exams/{world.exam.pk}/monitor/?unit={{}}", finance.pk, None),
        ("GET", "people/?unit={}", finance.pk, None),
        ("POST", "activation-slips/", finance.pk, {"unit": "{}", "only_not_activated": False}),
        ("POST", "exports/", finance.pk, {"kind": "results", "exam": world.exam.pk, "unit": "{}"}),
        ("POST", f"exams/{world.exam.pk}/entries/{{}}/exemption/", theirs.pk, {"kind": "leave", "reason": "x"}),
    ]
    before = snapshot()
    for method, path, theirs_id, body in asked:
        answers = []
        for number in (theirs_id, nobody):
            filled = orjson.dumps(body or {}).replace(b'"{}"', str(number).encode())
            answer = lin.generic(method, f"/api/v1/{path.format(number)}", filled, "application/json")
            answers.append((answer.status_code, answer.json()["code"]))
        assert answers[0] == answers[1], (method, path, answers)
        assert answers[0][0] in (403, 404), (method, path, answers)
    after = snapshot()
    changed = {label for label in before if before[label] != after[label]}
    assert changed <= {"audit.AuditRecord"}, changed


def test_an_attempt_is_its_candidates_alone(db):
    """S22: by number with the own token, by the own session, by a link with another's number."""
    room = make_room()
    mine, other = room.candidate(), room.candidate()
    mine.start()
    other.start()
    assert mine.put({"changes": [mine.change(1, ["B"])]}, attempt=other.attempt).status_code == 404
    assert mine.submit(attempt=other.attempt).status_code == 404
    assert mine.client.get(f"/api/v1/attempts/{other.attempt}/result/").status_code == 404
    forged = mine.started["content_url"].replace(f"attempts/{mine.attempt}/", f"attempts/{other.attempt}/")
    assert mine.client.get(f"/api/v1/{forged}").status_code == 404


def test_bulk_doors_act_on_what_is_there_and_name_the_rest(world):
    """S22: an id among others that is not hers to see is refused as not there, and the rest is done."""
    chen = world.clients["trainer"]
    asked = {"questions": [world.question, 10**9]}
    answer = chen.post("/api/v1/question-submissions/", asked, content_type="application/json").json()
    assert (answer["done"], [one["code"] for one in answer["refused"]]) == ([world.question], ["not_found"])
