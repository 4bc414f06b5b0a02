from django.db import connection
from django.test.utils import CaptureQueriesContext

from exam_platform.sittings.models import Response


def test_it_acknowledges_what_is_in_the_log(writing):
    answer = writing.save(writing.change(1, ["B"]), writing.change(3, ["C", "A"], flagged=True))
    assert answer.status_code == 200
    assert answer.json()["acked"] == [1, 2]
    assert answer.json()["refused"] == []
    rows = Response.objects.filter(attempt=writing.attempt).order_by("seq").values_list("position", "answer", "flagged")
    assert list(rows) == [(1, '["B"]', False), (3, '["A","C"]', True)]


def test_it_takes_one_statement(writing):
    with CaptureQueriesContext(connection) as queries:
        assert writing.save(writing.change(1, ["B"]), writing.change(2, ["A"])).status_code == 200
    assert len(queries) == 1, [query["sql"] for query in queries]


def test_it_tells_a_repeat_from_a_contradiction(writing):
    """I8, S33: the same seq with the same content is acknowledged again; with another, the first is kept."""
    first = writing.change(1, ["B"])
    later = writing.change(1, ["C"])
    assert writing.save(first, later).json()["acked"] == [1, 2]
    again = writing.save(first, {**later, "answer": ["D"]}).json()
    assert again["acked"] == [1]
    assert again["refused"] == [{"seq": 2, "position": 1, "code": "seq_taken"}]
    assert Response.objects.get(attempt=writing.attempt, seq=2).answer == '["C"]'


def test_submission(writing):
    answer = writing.submit(writing.change(1, ["B"]))
    assert answer.status_code == 202, answer.content
    again = writing.submit()
    assert again.status_code == 202
    assert again.json()["receipt"] == answer.json()["receipt"]
    late = writing.save(writing.change(2, ["A"]))
    assert late.status_code == 409
    assert late.json()["code"] == "closed"
    assert late.json()["kept"] == [2]
    assert writing.content().status_code == 200
    assert writing.start().json()["receipt"] == answer.json()["receipt"]
