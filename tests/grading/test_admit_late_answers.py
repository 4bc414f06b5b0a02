"""I3: what came late counts by an officer's act alone, and then exactly it."""

import random

import orjson
import pytest
from django.db import connection

from exam_platform.audit.models import AuditRecord
from exam_platform.exams.models import Entry
from exam_platform.grading.actions import grade_attempts
from exam_platform.grading.models import Grading, Mark
from exam_platform.people.models import Role
from exam_platform.sittings.actions import close_overdue
from exam_platform.sittings.counting import counting_responses
from exam_platform.sittings.models import Attempt, Response
from tests.sittings.room import PAPER, run_out, signed_in


@pytest.fixture
def officer(room):
    return signed_in(room.staff(Role.OFFICER))


def admit(client, attempt, reason="机房断网,答案在本机"):
    return client.post(f"/api/v1/attempts/{attempt}/late-answers/", {"reason": reason}, "application/json")


def late(client, room, **query):
    answer = client.get(f"/api/v1/exams/{room.exam.pk}/late-answers/", query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


@pytest.fixture
def handed_in(writing):
    """One right answer in time, one wrong; graded."""
    writing.save(writing.change(1, ["B"]), writing.change(2, ["A"]))
    writing.submit()
    grade_attempts(attempt_ids=[writing.attempt])
    return writing


def test_what_comes_after_handing_in_moves_nothing_without_the_act(handed_in):
    assert handed_in.save(handed_in.change(2, ["C"])).json()["kept"] == [3]
    grade_attempts(attempt_ids=[handed_in.attempt], reason="重算")
    assert Attempt.objects.get().score == 200


def test_the_act_lets_it_count_and_keeps_the_old_result(room, handed_in, officer):
    handed_in.save(handed_in.change(2, ["C"]))
    answer = admit(officer, handed_in.attempt)
    assert (answer.status_code, answer.json()) == (
        200,
        {"attempt": handed_in.attempt, "state": "graded", "admitted": 1, "score_before": 200, "score": 400},
    )
    assert Entry.objects.get(pk=handed_in.entry.pk).score == 400
    assert list(Grading.objects.order_by("number").values_list("number", "score", "reason")) == [
        (1, 200, ""),
        (2, 400, "机房断网,答案在本机"),
    ]
    assert Mark.objects.get(grading=1, position=2).seq == 2
    assert Mark.objects.get(grading=2, position=2).seq == 3
    record = AuditRecord.objects.get(kind="attempt.late_admitted")
    assert record.detail == {"entry": handed_in.entry.pk, "changes": 1, "reason": "机房断网,答案在本机"}
    graded = AuditRecord.objects.filter(kind="attempt.graded").order_by("pk")
    assert [(row.detail["score"], row.actor_id == record.actor_id) for row in graded] == [(200, False), (400, True)]


def test_it_is_done_once_whatever_is_repeated(handed_in, officer):
    handed_in.save(handed_in.change(2, ["C"]))
    admit(officer, handed_in.attempt)
    answer = admit(officer, handed_in.attempt)
    assert (answer.status_code, answer.json()["admitted"], answer.json()["score"]) == (200, 0, 400)
    assert Grading.objects.count() == 2
    assert AuditRecord.objects.filter(kind="attempt.late_admitted").count() == 1


def test_what_comes_after_the_act_is_late_again(room, handed_in, officer):
    handed_in.save(handed_in.change(2, ["C"]))
    admit(officer, handed_in.attempt)
    handed_in.save(handed_in.change(1, ["A"]))
    grade_attempts(attempt_ids=[handed_in.attempt], reason="重算")
    assert Attempt.objects.get().score == 400
    assert [(row["changes"], row["waiting"]) for row in late(officer, room)] == [(2, 1)]
    assert admit(officer, handed_in.attempt).json()["score"] == 200


@pytest.mark.parametrize("seed", range(6))
def test_with_the_act_the_marks_are_those_of_the_replay_with_the_late_ones(room, officer, seed):
    """Changes before and after the end of the time, in any order; on the very end, too."""
    chance = random.Random(seed)
    candidate = room.candidate()
    candidate.start()

    def some():
        return [candidate.change(position, drawn(chance, position)) for position in chance.choices(range(1, 6), k=6)]

    in_time = some()
    candidate.save(*in_time)
    run_out(candidate.attempt, seconds=5)
    close_overdue()
    late_ones = some()
    answer = candidate.save(*late_ones).json()
    assert set(answer["kept"]) == {change["seq"] for change in late_ones}
    grade_attempts(attempt_ids=[candidate.attempt])
    assert counted(candidate.attempt) == replay(in_time)
    assert marked(candidate.attempt, 1) == {position: seq for position, (seq, _) in replay(in_time).items()}
    admit(officer, candidate.attempt)
    assert counted(candidate.attempt) == replay(in_time + late_ones)
    assert marked(candidate.attempt, 2) == {position: seq for position, (seq, _) in replay(in_time + late_ones).items()}


def drawn(chance, position):
    kind = PAPER[position - 1][0]
    return [chance.choice("TF" if kind == "true_false" else "ABCD")] if kind != "fill_in" else ["公平", "法治"]


def replay(changes):
    """The plain words of I2: for each position the change of the highest seq."""
    last = {change["position"]: change for change in sorted(changes, key=lambda change: change["seq"])}
    return {position: (change["seq"], change["answer"]) for position, change in last.items()}


def counted(attempt):
    rows = counting_responses([attempt])
    return {row.position: (row.seq, orjson.loads(row.answer)) for row in rows}


def marked(attempt, grading):
    marks = Mark.objects.filter(attempt=attempt, grading=grading, seq__isnull=False)
    return dict(marks.values_list("position", "seq"))


def test_what_was_received_on_the_very_end_is_not_late(room, handed_in, officer):
    """SQLite's times are text, and Django leaves a fraction of nought out."""
    end = Attempt.objects.get().accepted_until.replace(microsecond=0)
    Attempt.objects.update(accepted_until=end)
    Response.objects.update(received_at=end)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("UPDATE sittings_response SET received_at = strftime('%Y-%m-%d %H:%M:%f', received_at)")
    assert late(officer, room) == []
    assert admit(officer, handed_in.attempt).json()["admitted"] == 0


def test_an_attempt_that_waits_for_its_grading_is_graded_with_them(writing, officer):
    writing.submit()
    writing.save(writing.change(1, ["B"]))
    answer = admit(officer, writing.attempt).json()
    assert (answer["state"], answer["score_before"], answer["score"]) == ("graded", None, 200)


@pytest.mark.parametrize(("state", "code"), [("open", "attempt_open"), ("voided", "attempt_voided")])
def test_an_open_or_voided_attempt_admits_nothing(writing, officer, state, code):
    writing.save(writing.change(1, ["B"]))
    Attempt.objects.update(state=state)
    answer = admit(officer, writing.attempt)
    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_it_needs_a_reason(handed_in, officer):
    for reason in ("", " ", "\0", "长" * 201):
        assert admit(officer, handed_in.attempt, reason).status_code == 400


def test_only_an_officer_of_the_examination_does_it(room, handed_in):
    handed_in.save(handed_in.change(2, ["C"]))
    roles = ((Role.UNIT_ADMINISTRATOR, 403), (Role.AUDITOR, 403), (Role.TRAINER, 404))
    for role, status in roles:
        assert admit(signed_in(room.staff(role)), handed_in.attempt).status_code == status
    assert admit(handed_in.client, handed_in.attempt).status_code == 404
    assert AuditRecord.objects.filter(kind="attempt.late_admission_refused").count() == 4
    own = room.staff(Role.OFFICER)
    Entry.objects.filter(pk=handed_in.entry.pk).update(person=own)
    assert admit(signed_in(own), handed_in.attempt).json()["code"] == "own_entry"
    assert Attempt.objects.get().score == 200


class TestList:
    def test_it_says_which_how_many_and_when(self, room, handed_in, officer):
        other = room.candidate(room.entry(room.justice))
        other.start()
        other.submit(other.change(1, ["B"]))
        assert late(officer, room) == []
        handed_in.save(handed_in.change(2, ["C"]), handed_in.change(3, ["A"]))
        [row] = late(officer, room)
        assert (row["attempt"], row["changes"], row["waiting"], row["score"]) == (handed_in.attempt, 2, 2, 200)
        assert row["person"] == {"id": handed_in.entry.person_id, "name": handed_in.entry.person_name}
        received = Response.objects.get(seq=4)
        assert row["last_at"][:19] == received.received_at.isoformat()[:19]
        admit(officer, handed_in.attempt)
        [row] = late(officer, room)
        assert (row["changes"], row["waiting"], row["score"]) == (2, 0, 400)

    def test_a_unit_administrator_sees_her_subtree_alone(self, room, handed_in):
        handed_in.save(handed_in.change(2, ["C"]))
        assert len(late(signed_in(room.staff(Role.UNIT_ADMINISTRATOR, room.finance)), room)) == 1
        outside = signed_in(room.staff(Role.UNIT_ADMINISTRATOR, room.justice))
        answer = outside.get(f"/api/v1/exams/{room.exam.pk}/late-answers/")
        assert answer.status_code == 404 or answer.json()["results"] == []

    def test_a_voided_attempt_and_an_event_are_not_in_it(self, room, handed_in, officer):
        handed_in.save(events=[{"seq": 3, "kind": "blur", "at": "2026-11-23T02:31:00Z"}])
        assert late(officer, room) == []
        handed_in.seq = 3
        handed_in.save(handed_in.change(2, ["C"]))
        assert len(late(officer, room)) == 1
        Attempt.objects.update(state="voided")
        assert late(officer, room) == []

    def test_a_page_takes_the_same_queries_whatever_it_shows(self, room, officer, django_assert_num_queries):
        def ask():
            late(officer, room)

        candidates = [room.candidate(entry) for entry in room.entries(12)]
        for candidate in candidates[:1]:
            candidate.start()
            candidate.submit()
            candidate.save(candidate.change(1, ["B"]))
        ask()
        with django_assert_num_queries(6):
            ask()
        for candidate in candidates[1:]:
            candidate.start()
            candidate.submit()
            candidate.save(candidate.change(1, ["B"]))
        with django_assert_num_queries(6):
            assert len(late(officer, room)) == 12
