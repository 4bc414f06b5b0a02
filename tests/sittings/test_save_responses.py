import datetime as dt
import gzip
from itertools import pairwise

import orjson
import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exam_platform.sittings.counting import counting_responses
from exam_platform.sittings.models import Attempt, Response
from tests.sittings.room import make_room, run_out

# SQLite tells milliseconds.
TICK = dt.timedelta(milliseconds=1)


def log(attempt):
    return list(Response.objects.filter(attempt=attempt).order_by("seq").values_list("seq", "position", "answer"))


def code(answer):
    return answer.status_code, answer.json()["code"]


def test_it_acknowledges_what_is_in_the_log(writing):
    answer = writing.save(writing.change(1, ["B"]), writing.change(3, ["C", "A"], flagged=True))
    assert answer.status_code == 200
    assert set(answer.json()) == {"acked", "refused", "server_time", "deadline"}
    assert (answer.json()["acked"], answer.json()["refused"]) == ([1, 2], [])
    rows = Response.objects.filter(attempt=writing.attempt).order_by("seq").values_list("position", "answer", "flagged")
    assert list(rows) == [(1, '["B"]', False), (3, '["A","C"]', True)]
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_takes_one_statement(writing):
    for changes in (1, 50, 100):
        with CaptureQueriesContext(connection) as queries:
            answer = writing.save(*(writing.change(1, ["B"]) for _ in range(changes)))
        assert len(answer.json()["acked"]) == changes
        assert len(queries) == 1, [query["sql"] for query in queries]


def test_it_takes_one_statement_for_nothing_and_two_for_a_repeat(writing):
    with CaptureQueriesContext(connection) as queries:
        assert writing.save().json()["acked"] == []
    assert len(queries) == 1
    change = writing.change(1, ["B"])
    writing.save(change)
    with CaptureQueriesContext(connection) as queries:
        assert writing.save(change).json()["acked"] == [1]
    assert len(queries) == 2


def test_it_reads_neither_session_nor_person(writing):
    """An expired session does not stop saving, nor does a foreign one."""
    Client().logout()
    writing.client.logout()
    assert writing.save(writing.change(1, ["B"])).status_code == 200


def test_it_tells_a_repeat_from_a_contradiction(writing):
    """I8, S33: the same seq with the same content is acknowledged again; with another, the first is kept."""
    first, later = writing.change(1, ["B"]), writing.change(1, ["C"])
    assert writing.save(first, later).json()["acked"] == [1, 2]
    again = writing.save(first, {**later, "answer": ["D"]}, writing.change(2, ["A"]))
    assert again.status_code == 200
    assert again.json()["acked"] == [1, 3]
    assert again.json()["refused"] == [{"seq": 2, "position": 1, "code": "seq_taken"}]
    assert log(writing.attempt)[1] == (2, 1, '["C"]')


def test_of_two_contents_under_one_seq_in_one_body_the_first_is_kept(writing):
    answer = writing.save(*({"seq": 1, "position": 1, "answer": [letter]} for letter in "BCB"))
    assert (answer.status_code, answer.json()["acked"]) == (200, [1])
    assert answer.json()["refused"] == [{"seq": 1, "position": 1, "code": "seq_taken"}]
    assert log(writing.attempt) == [(1, 1, '["B"]')]


def test_every_answer_tells_the_databases_time_and_the_deadline(writing):
    change = writing.change(1, ["B"])
    begun = timezone.now()
    answers = (writing.save(change), writing.save(change), writing.save())
    for answer in answers:
        assert answer.status_code == 200
        assert dt.datetime.fromisoformat(answer.json()["deadline"]) == Attempt.objects.get().deadline
        assert begun - TICK <= dt.datetime.fromisoformat(answer.json()["server_time"]) <= timezone.now() + TICK


@pytest.mark.parametrize("other", [{"flagged": True}, {"position": 2}, {"answer": []}])
def test_any_other_content_under_a_taken_seq_is_refused(writing, other):
    change = writing.change(1, ["B"])
    writing.save(change)
    answer = writing.save({**change, **other}).json()
    assert (answer["acked"], [row["code"] for row in answer["refused"]]) == ([], ["seq_taken"])


def test_one_bad_change_among_fifty_is_refused_alone(writing):
    """N83."""
    changes = [writing.change(1, ["B"] if seq != 17 else ["Z"]) for seq in range(1, 51)]
    answer = writing.save(*changes)
    assert answer.status_code == 200
    assert len(answer.json()["acked"]) == 49
    assert answer.json()["refused"] == [{"seq": 17, "position": 1, "code": "bad_option"}]


def test_a_position_the_form_does_not_have_is_refused(writing):
    """N81."""
    answer = writing.save(writing.change(99, ["B"]))
    assert answer.json()["refused"] == [{"seq": 1, "position": 99, "code": "bad_position"}]
    assert log(writing.attempt) == []


def test_events_lie_in_the_same_log(writing):
    answer = writing.put({"changes": [], "events": [{"seq": 1, "kind": "blur", "at": "1970-01-01T00:00:00Z"}]})
    assert answer.json()["acked"] == [1]
    assert log(writing.attempt)[0][:2] == (1, None)
    assert counting_responses([writing.attempt]) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"null", 400),
        (b"[]", 400),
        (b"\xef\xbb\xbf{}", 400),
        ('{"changes": "答案"}'.encode("gbk"), 400),
        (b"[" * 60_000, 400),
        (rb'{"changes": [{"seq": 1, "position": 5, "answer": ["\ud842", "x"]}]}', 400),
        (rb'{"changes": [{"seq": 1, "position": 5, "answer": ["\u0000", "x"]}]}', 400),
        (rb'{"events": [{"seq": 1, "kind": "blur", "detail": {"\u0000": 1}}]}', 400),
        (b'{"changes": [{"seq": NaN}]}', 400),
        (b'{"changes": [{"seq": 99999999999999999999}]}', 400),
        (b'{"changes": [], "lease": 9}', 400),
        (orjson.dumps({"changes": [{"seq": s, "position": 1, "answer": []} for s in range(1, 102)]}), 413),
        (orjson.dumps({"changes": [{"seq": s, "position": 1, "answer": []} for s in range(1, 100_001)]}), 413),
        (b" " * 65_537, 413),
        (orjson.dumps({"changes": [{"seq": 1, "position": 5, "answer": ["x" * 1_000_000, ""]}]}), 413),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_not_a_fault(writing, body, status):
    """N83 to N91, N96, I30."""
    answer = writing.put(body)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert log(writing.attempt) == []


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk", ""]
)
def test_another_content_type_is_refused(writing, content_type):
    """N84."""
    assert writing.put({"changes": []}, content_type=content_type).status_code == 415


def test_a_compressed_body_is_refused(writing):
    """N84: it may be a bomb."""
    bomb = gzip.compress(b" " * 10_000_000)
    assert writing.put(bomb, **{"Content-Encoding": "gzip"}).status_code == 415


def test_an_unknown_field_is_named(writing):
    answer = writing.put({"changes": [{**writing.change(1, ["B"]), "score": 100}]})
    assert code(answer) == (400, "invalid")
    assert answer.json()["errors"] == [
        {"pointer": "/changes/0/score", "code": "unknown_field", "detail": "不认识的字段。"}
    ]


def test_a_bad_token_is_401_and_anothers_attempt_is_not_there(writing):
    """N81: what is another's and what does not exist have the same body."""
    other = writing.room.candidate()
    other.start()
    for token in ("", "x", writing.started["token"][:-2] + "AA"):
        answer = writing.put({"changes": []}, token=token or " ")
        assert code(answer) == (401, "bad_token")
    assert Client().put(f"/api/v1/attempts/{writing.attempt}/responses/", b"{}", "application/json").status_code == 401
    theirs = writing.put({"changes": []}, attempt=other.attempt)
    missing = writing.put({"changes": []}, attempt=10**15)
    assert theirs.status_code == missing.status_code == 404
    assert theirs.content == missing.content


@pytest.mark.parametrize("method", ["get", "post", "delete", "patch"])
def test_it_is_a_put(writing, method):
    answer = getattr(Client(), method)(f"/api/v1/attempts/{writing.attempt}/responses/")
    assert answer.status_code == 405


def test_no_write_before_the_deadline_and_in_the_grace_is_refused_for_time(writing):
    """I4."""
    for ago in (-600, -30, -29, -2):
        run_out(writing.attempt, seconds=ago)
        answer = writing.save(writing.change(1, ["B"]))
        assert answer.status_code == 200, ago
        assert counting_responses([writing.attempt])[0].seq == writing.seq


@pytest.mark.parametrize("at", [None, "1970-01-01T00:00:00Z", "2126-01-01T00:00:00Z"])
def test_a_late_replay_is_kept_and_has_no_effect(writing, at):
    """S32, I3, I12, N97: whatever time the client tells."""
    writing.save(writing.change(1, ["B"]))
    run_out(writing.attempt, seconds=1)
    seq = writing.change(1, ["C"])["seq"]
    late = writing.put(
        {"changes": [{"seq": seq, "position": 1, "answer": ["C"]}], "events": [{"seq": 9, "kind": "online", "at": at}]}
    )
    assert code(late) == (409, "closed")
    assert late.json()["kept"] == [2, 9]
    assert [row[0] for row in log(writing.attempt)] == [1, 2, 9]
    assert [row.answer for row in counting_responses([writing.attempt])] == ['["B"]']


def test_what_comes_after_the_candidate_closed_does_not_count_however_early(writing):
    """S31: submit, then save; the deadline is an hour away."""
    writing.submit(writing.change(1, ["B"]))
    late = writing.save(writing.change(1, ["C"]))
    assert code(late) == (409, "closed")
    assert late.json()["kept"] == [2]
    assert [row.seq for row in counting_responses([writing.attempt])] == [1]


def test_a_repeat_after_the_end_says_what_counts(writing):
    first = writing.change(1, ["B"])
    writing.save(first)
    writing.submit()
    again = writing.save(first, writing.change(2, ["A"]))
    assert code(again) == (409, "closed")
    assert (again.json()["acked"], again.json()["kept"]) == ([1], [2])


def test_the_queue_of_last_years_examination_is_kept_without_effect(writing):
    """N100."""
    run_out(writing.attempt, days=365)
    Attempt.objects.update(state="graded", closed_by="clock", closed_at=Attempt.objects.get().deadline, score=400)
    answer = writing.save(*(writing.change(position, []) for position in (1, 2, 3)))
    assert code(answer) == (409, "closed")
    assert answer.json()["kept"] == [1, 2, 3]
    assert counting_responses([writing.attempt]) == []
    assert (Attempt.objects.get().state, Attempt.objects.get().score) == ("graded", 400)


def test_a_database_that_does_not_answer_is_503(writing, monkeypatch):
    def fail(*_, **__):
        raise OperationalError("the connection is lost")

    with monkeypatch.context() as broken:
        broken.setattr("exam_platform.sittings.views.hot.save_responses", fail)
        answer = writing.save(writing.change(1, ["B"]))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_received_times_are_the_databases(writing):
    """I12."""
    for position in (1, 2, 3):
        writing.save(writing.change(position, []))
    times = list(Response.objects.order_by("seq").values_list("received_at", flat=True))
    assert all(earlier <= later for earlier, later in pairwise(times))
    assert Attempt.objects.get().started_at <= times[0] <= Attempt.objects.get().deadline


@pytest.mark.django_db
def test_a_hundred_questions_fit():
    candidate = make_room([("multiple", 8, 0, ["A"])] * 100, forms=1).candidate()
    candidate.start()
    answer = candidate.save(*(candidate.change(position, list("ABCDEFGH")) for position in range(1, 101)))
    assert len(answer.json()["acked"]) == 100
