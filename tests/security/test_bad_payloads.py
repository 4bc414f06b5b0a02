"""N86, N93, N96: bad inputs of the API that no package tests for itself; docs/security.md has all by number."""

import orjson
import pytest

from exam_platform.people.models import Unit
from exam_platform.sittings.counting import counting_responses
from exam_platform.sittings.models import Response
from tests.cast import client_of
from tests.permission_world import make_world

pytestmark = pytest.mark.django_db

UNSTORABLE = [b'"\\ud842"', b'"\\u0000"', b'["\\udfb7"]', b'["A\\u0000"]', b'"\\ud842\\u0041"']


@pytest.mark.parametrize("text", UNSTORABLE, ids=repr)
def test_n86_no_field_of_a_save_takes_what_no_database_takes(writing, text):
    bodies = [
        b'{"changes": [{"seq": 1, "position": 1, "answer": %b}]}',
        b'{"changes": [{"seq": 1, "position": 5, "answer": ["%b"]}]}'.replace(b'"%b"', b"%b"),
        b'{"changes": [], "events": [{"seq": 1, "kind": "focus", "at": %b}]}',
        b'{"changes": [], "events": [{"seq": 1, "kind": "focus", "detail": {"a": %b}}]}',
        b'{"changes": [], "events": [{"seq": 1, "kind": %b}]}',
    ]
    for body in bodies:
        answer = writing.put(body % text)
        assert (answer.status_code, answer.json()["code"]) == (400, "parse_error"), body
    for name in (b"device", b"number"):
        door = f"/api/v1/exams/{writing.room.exam.pk}/attempts/"
        answer = writing.client.post(door, b'{"number": 1, "device": "d", "%b": %b}' % (name, text), "application/json")
        assert answer.status_code == 400
    assert not Response.objects.exists()


LISTS = ("units/", "people/", "questions/", "exams/", "exams/{exam}/entries/", "exams/{exam}/results/")
# What a pattern of SQL or a regular expression would find everywhere, and no text here holds.
PATTERNS = ["%", "_", "\\", "%%", "__", ".*", "[一-龥]", "' OR 1=1 --", "\\_", "*", "^", "$"]


def test_n93_a_search_finds_what_is_written_and_no_pattern():
    world = make_world()
    client = client_of(world.cast.district_administrator)
    for path in LISTS:
        door = f"/api/v1/{path.format(exam=world.exam.pk)}"
        assert client.get(door).json()["results"], door
        for pattern in PATTERNS:
            found = client.get(door, {"search": pattern})
            assert (found.status_code, found.json()["results"]) == (200, []), (door, pattern)
        assert client.get(door, {"search": "长" * 101}).status_code == 400, door
    Unit.objects.filter(pk=world.cast.town.pk).update(name="100%_镇")
    (found,) = client.get("/api/v1/units/", {"search": "0%_"}).json()["results"]
    assert found["id"] == world.cast.town.pk


TEXTS = ["👩‍⚖️" * 40, "ئۇيغۇر تىلى", "བོད་སྐད་", "العربية", "𠮷野家㐂", "e\u0301 \u00e9", "甲 乙\u3000丙"]


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_n96_an_answer_comes_back_as_it_was_written(writing, text):
    assert writing.save(writing.change(5, [text, ""])).json()["acked"] == [1]
    (back,) = writing.start().json()["responses"]
    assert back["answer"][0] == text
    (row,) = counting_responses([writing.attempt])
    assert orjson.loads(row.answer)[0] == text


@pytest.mark.parametrize("kind", ["units", "people", "questions", "exams"])
def test_n79_nothing_with_a_history_can_be_deleted(cast, kind):
    """There is no such door: they are disabled, retired, called off or given a successor."""
    client = client_of(cast.district_administrator)
    for number in (1, cast.candidate.pk):
        assert client.delete(f"/api/v1/{kind}/{number}/").status_code == 405
