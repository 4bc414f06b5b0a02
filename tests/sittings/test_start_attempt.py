import datetime as dt

import pytest
from django.utils import timezone

from exam_platform.audit.models import AuditRecord
from exam_platform.exams.models import Blueprint, Entry, Exam, Form, Window
from exam_platform.people.signals import access_ended
from exam_platform.sittings.models import Attempt
from tests.factories.people import make_person
from tests.sittings.room import make_form, make_questions, make_room, run_out
from tests.sittings.threads import at_once


def code(answer):
    return answer.status_code, answer.json()["code"]


def test_it_gives_what_a_browser_needs(candidate):
    answer = candidate.start()
    assert answer.status_code == 201
    started = answer.json()
    assert (started["number"], started["state"], started["lease"], started["seq"]) == (1, "open", 1, 0)
    assert started["responses"] == []
    assert started["receipt"] is None
    assert started["candidate"] == {"name": candidate.entry.person_name, "unit": "财政局"}
    assert started["grace_seconds"] == 30
    assert sorted(position for position, _ in started["order"]) == [1, 2, 3, 4, 5]
    assert dt.datetime.fromisoformat(started["deadline"]) - dt.datetime.fromisoformat(
        started["started_at"]
    ) == dt.timedelta(hours=1)
    assert candidate.content().status_code == 200


def test_the_same_number_is_the_same_attempt(writing):
    """I5, N99: whatever is repeated, start, deadline, form and order stay."""
    first = writing.started
    writing.save(writing.change(1, ["B"], flagged=True), writing.change(2, ["A"]))
    for _ in range(3):
        again = writing.start()
        assert again.status_code == 200
        for name in ("attempt", "started_at", "deadline", "order", "content_url", "token"):
            assert again.json()[name] == first[name]
    assert again.json()["seq"] == 2
    assert again.json()["responses"] == [
        {"position": 1, "answer": ["B"], "flagged": True, "seq": 1},
        {"position": 2, "answer": ["A"], "flagged": False, "seq": 2},
    ]


def test_a_closed_attempt_is_shown_without_its_paper(writing):
    receipt = writing.submit().json()["receipt"]
    shown = writing.start().json()
    assert (shown["state"], shown["receipt"]) == ("submitted", receipt)
    assert (shown["token"], shown["content_url"], shown["order"]) == (None, None, None)


@pytest.mark.parametrize(
    "field", ["started_at", "deadline", "extra_seconds", "duration_minutes", "score", "id", "unit"]
)
def test_it_takes_no_time_from_the_candidate(candidate, field):
    """S34, N91."""
    answer = candidate.start(**{field: "2099-01-01T00:00:00Z"})
    assert code(answer) == (400, "invalid")
    assert answer.json()["errors"][0]["code"] == "unknown_field"
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("number", [0, -1, 2**40, "1", 1.0, None, True])
def test_a_number_is_a_number(candidate, number):
    assert candidate.start(number).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_twenty_starts_at_once_make_one_attempt():
    """I6, N99, B04."""
    candidate = make_room().candidate()
    answers = at_once(20, lambda _: candidate.start())
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert len({(answer.json()["attempt"], answer.json()["started_at"]) for answer in answers}) == 1
    assert Attempt.objects.count() == 1


@pytest.mark.django_db
def test_the_next_number_waits_until_the_one_before_is_closed():
    """N99."""
    candidate = make_room(attempts_allowed=2).candidate()
    assert code(candidate.start(2)) == (409, "number_not_next")
    candidate.start(1)
    assert code(candidate.start(2)) == (409, "number_not_next")
    candidate.submit()
    assert code(candidate.start(3)) == (409, "number_not_next")
    assert candidate.start(2).status_code == 201
    candidate.submit()
    assert code(candidate.start(3)) == (409, "no_attempts_left")


@pytest.mark.django_db
def test_a_second_attempt_and_a_neighbour_get_another_form():
    room = make_room(attempts_allowed=3, forms=5)
    candidate, neighbour = (room.candidate(entry) for entry in room.entries(2))
    neighbour.start()
    for number in (1, 2, 3):
        candidate.start(number)
        candidate.submit()
    forms = list(Attempt.objects.filter(entry=candidate.entry).order_by("number").values_list("form", flat=True))
    assert len(set(forms)) == 3
    assert Attempt.objects.get(entry=neighbour.entry).form_id != forms[0]


@pytest.mark.django_db
def test_the_rank_picks_the_paper():
    room = make_room(forms=0)
    for number, paper in ((1, "leading"), (2, "others")):
        blueprint = Blueprint.objects.create(exam=room.exam, paper=paper)
        questions = [("single", 4, 0, ["A"])] * number
        revisions = make_questions(room.exam.created_by, questions)
        make_form(room.exam, blueprint, number, revisions)
    leader, other = room.candidate(room.entry(is_leading=True)), room.candidate()
    assert len(leader.start().json()["order"]) == 1
    assert len(other.start().json()["order"]) == 2


def test_neighbours_see_the_questions_in_another_order(db):
    paper = [("single", 4, 0, ["B"])] * 10
    room = make_room(paper, forms=1)
    orders = [room.candidate(entry).start().json()["order"] for entry in room.entries(4)]
    assert len({str(order) for order in orders}) == 4


def test_it_opens_with_the_window_and_closes_with_it(candidate):
    """I16, S31."""
    now, hour = timezone.now(), dt.timedelta(hours=1)
    Window.objects.update(opens_at=now + hour, closes_at=now + 2 * hour)
    assert code(candidate.start()) == (409, "exam_not_open")
    Window.objects.update(opens_at=now - 2 * hour, closes_at=now - hour)
    assert code(candidate.start()) == (409, "exam_not_open")
    Window.objects.update(opens_at=now - hour, closes_at=now + hour / 2)
    candidate.start()
    assert Attempt.objects.get().deadline == Window.objects.get().closes_at


def test_late_entry_ends_when_the_rule_says_so_but_coming_back_does_not(candidate):
    Exam.objects.update(late_entry_minutes=61)
    candidate.start()
    Exam.objects.update(late_entry_minutes=30)
    assert candidate.start().status_code == 200
    late = candidate.room.candidate()
    assert code(late.start()) == (409, "exam_not_open")
    assert "30 分钟" in late.start().json()["detail"]


@pytest.mark.parametrize("standing", ["exempt", "reduced", "leave"])
def test_who_is_not_due_does_not_sit(candidate, standing):
    Entry.objects.update(standing=standing)
    assert code(candidate.start()) == (403, "not_eligible")


def test_the_make_up_is_for_the_absent_and_the_failed(candidate):
    Window.objects.update(kind="make_up")
    Entry.objects.update(sat_main=True, main_verdict="passed")
    assert code(candidate.start()) == (403, "not_eligible")
    Entry.objects.update(main_verdict="failed")
    assert candidate.start().status_code == 201


def test_the_make_up_has_attempts_of_its_own(writing):
    writing.submit()
    now, hour = timezone.now(), dt.timedelta(hours=1)
    Window.objects.update(closes_at=now - hour / 2)
    Window.objects.create(exam=writing.room.exam, kind="make_up", opens_at=now - hour / 4, closes_at=now + hour)
    Entry.objects.update(sat_main=True, main_verdict="failed")
    assert writing.start(2).status_code == 201
    assert Attempt.objects.get(number=2).window.kind == "make_up"


def test_extra_time_of_the_entry_is_in_the_deadline(candidate):
    Entry.objects.update(extra_seconds=1200)
    candidate.start()
    attempt = Attempt.objects.get()
    assert attempt.deadline - attempt.started_at == dt.timedelta(minutes=80)


def test_another_device_asks_first(writing):
    """I27, S17, B22: the lease moves after a confirmation; the old device is told, what it had saved stays."""
    writing.save(writing.change(1, ["B"]))
    old = writing.started["token"]
    assert code(writing.start(device="phone")) == (409, "other_device")
    assert writing.save(writing.change(2, ["A"])).status_code == 200
    taken = writing.start(device="phone", take_over=True)
    assert taken.status_code == 200
    assert [row["answer"] for row in taken.json()["responses"]] == [["B"], ["A"]]
    assert taken.json()["lease"] == 2
    lost = writing.put({"changes": [writing.change(3, ["A"])]}, token=old)
    assert code(lost) == (409, "lease_lost")
    assert writing.submit(token=old).json()["code"] == "lease_lost"
    assert writing.save(writing.change(3, ["C"])).json()["acked"] == [4]
    acts = AuditRecord.objects.filter(kind="attempt.taken_over")
    assert [(act.subject, act.actor_id) for act in acts] == [(f"attempt:{writing.attempt}", writing.entry.person_id)]


def test_taking_over_from_oneself_changes_nothing(writing):
    assert writing.start(take_over=True).json()["lease"] == 1
    assert not AuditRecord.objects.filter(kind="attempt.taken_over").exists()


def test_the_lease_rises_when_access_ends(writing):
    """I23: a token lives no longer than the right it stands for; the same device needs no confirmation to go on."""
    old = writing.started["token"]
    access_ended.send(sender=None, person_id=writing.entry.person_id)
    assert code(writing.save(writing.change(1, ["B"]))) == (409, "lease_lost")
    assert writing.start().json()["lease"] == 2
    assert writing.save({**writing.change(1, ["B"]), "seq": 1}).status_code == 200
    assert code(writing.put({"changes": []}, token=old)) == (409, "lease_lost")


def test_who_is_not_on_the_roster_finds_no_examination(candidate):
    stranger = candidate.room.candidate(Entry(exam=candidate.room.exam, person=make_person()))
    assert stranger.start().status_code == 404
    Exam.objects.update(published_at=None)
    assert candidate.start().status_code == 404


def test_nobody_starts_without_signing_in(candidate, client):
    answer = client.post(f"/api/v1/exams/{candidate.room.exam.pk}/attempts/", {"number": 1}, "application/json")
    assert answer.status_code == 401


def test_it_takes_the_same_few_queries_for_any_bank(candidate, django_assert_max_num_queries):
    candidate.start()
    other = candidate.room.candidate()
    with django_assert_max_num_queries(16):
        assert other.start().status_code == 201
    assert Form.objects.count() == 3


def test_an_overdue_attempt_blocks_the_next_until_it_is_closed(db):
    candidate = make_room(attempts_allowed=2).candidate()
    candidate.start()
    run_out(candidate.attempt, seconds=5)
    assert code(candidate.start(2)) == (409, "number_not_next")
    candidate.submit()
    assert candidate.start(2).status_code == 201
