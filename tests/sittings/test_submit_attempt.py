import pytest

from exam_platform.sittings.actions import close_overdue
from exam_platform.sittings.counting import counting_responses
from exam_platform.sittings.models import Attempt, Response
from exam_platform.sittings.signals import attempts_submitted
from tests.sittings.room import make_room, run_out
from tests.sittings.threads import at_once


@pytest.fixture
def announced():
    heard = []

    def hear(attempt_ids, **_):
        heard.append(attempt_ids)

    attempts_submitted.connect(hear)
    yield heard
    attempts_submitted.disconnect(hear)


def test_it_takes_what_is_unsent_and_closes(writing, announced, django_capture_on_commit_callbacks):
    writing.save(writing.change(1, ["B"]))
    with django_capture_on_commit_callbacks(execute=True):
        answer = writing.submit(writing.change(1, ["C"]), writing.change(9, []))
    assert answer.status_code == 202
    body = answer.json()
    assert (body["state"], body["acked"], body["refused"][0]["code"]) == ("submitted", [2], "bad_position")
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.closed_by, attempt.receipt) == ("submitted", "candidate", body["receipt"])
    assert attempt.started_at < attempt.closed_at < attempt.deadline
    assert [row.answer for row in counting_responses([attempt.pk])] == ['["C"]']
    assert announced == [[attempt.pk]]


def test_it_is_done_once_however_often_it_is_asked(writing, announced, django_capture_on_commit_callbacks):
    """I7, N98: the same receipt, whatever came after."""
    with django_capture_on_commit_callbacks(execute=True):
        first = writing.submit().json()
        for changes in ((), (writing.change(1, ["B"]),)):
            again = writing.submit(*changes)
            assert again.status_code == 202
            assert (again.json()["receipt"], again.json()["submitted_at"]) == (first["receipt"], first["submitted_at"])
    assert (again.json()["acked"], again.json()["kept"]) == ([], [1])
    assert len(announced) == 1
    assert counting_responses([writing.attempt]) == []


def test_any_device_gets_the_same_receipt(writing):
    """I7: the one that lost the lease too."""
    old = writing.started["token"]
    writing.start(device="phone", take_over=True)
    receipt = writing.submit().json()["receipt"]
    again = writing.submit(writing.change(1, ["B"]), token=old)
    assert (again.status_code, again.json()["receipt"]) == (202, receipt)
    assert not Response.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_close_it_once(announced):
    """S36."""
    candidate = make_room().candidate()
    candidate.start()
    answers = at_once(20, lambda place: candidate.submit({"seq": place + 1, "position": 1, "answer": ["B"]}))
    assert [answer.status_code for answer in answers] == [202] * 20
    assert len({answer.json()["receipt"] for answer in answers}) == 1
    assert len(announced) == 1
    (counting,) = counting_responses([candidate.attempt])
    # What the submission that closed it brought counts; what the others brought lies in the log.
    assert [answer.json()["acked"] for answer in answers if answer.json()["acked"]] == [[counting.seq]]
    assert Response.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_submitting_and_sweeping_at_once_give_one_result(announced):
    """S36: one of them closes it."""
    room = make_room()
    for entry in room.entries(5):
        candidate = room.candidate(entry)
        candidate.start()
        run_out(candidate.attempt, seconds=0)
        answers = at_once(6, lambda place, one=candidate: close_overdue() if place % 2 else one.submit())
        receipt = Attempt.objects.get(pk=candidate.attempt).receipt
        assert {answer.json()["receipt"] for answer in answers[::2]} == {receipt}
        assert sum(candidate.attempt in ids for ids in announced) == 1


def test_after_the_end_it_is_the_clock_that_closed(writing):
    """I11: at the deadline, not when the candidate came."""
    writing.save(writing.change(1, ["B"]))
    run_out(writing.attempt, seconds=1)
    answer = writing.submit(writing.change(1, ["C"]))
    assert (answer.status_code, answer.json()["kept"]) == (202, [2])
    attempt = Attempt.objects.get()
    assert (attempt.closed_by, attempt.closed_at) == ("clock", attempt.deadline)
    assert [row.answer for row in counting_responses([attempt.pk])] == ['["B"]']


def test_within_the_grace_it_is_the_candidate_at_the_deadline(writing):
    """I11."""
    run_out(writing.attempt, seconds=-10)
    assert writing.submit(writing.change(1, ["B"])).json()["acked"] == [1]
    attempt = Attempt.objects.get()
    assert (attempt.closed_by, attempt.closed_at) == ("candidate", attempt.deadline)


def test_a_blank_paper_may_be_handed_in(writing):
    """N98."""
    assert writing.submit().status_code == 202


def test_anothers_attempt_and_one_not_started_are_not_there(writing):
    """N98."""
    other = writing.room.candidate()
    other.start()
    assert writing.submit(attempt=other.attempt).status_code == 404
    assert writing.submit(attempt=10**12).status_code == 404
    assert Attempt.objects.filter(state="open").count() == 2


def test_it_takes_few_statements(writing, django_assert_max_num_queries):
    # Lock, save, clock, close; and the test's own savepoint.
    with django_assert_max_num_queries(4 + 2):
        writing.submit(writing.change(1, ["B"]))
