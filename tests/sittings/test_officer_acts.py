import datetime as dt
import time

import pytest
from django.db import connection
from django.utils import timezone

from exam_platform.audit.models import AuditRecord
from exam_platform.exams.models import Entry, Exam, Window
from exam_platform.grading.actions import grade_attempts
from exam_platform.grading.models import Grading, Mark
from exam_platform.people.actions.sign_in import end_sessions
from exam_platform.people.models import Role
from exam_platform.sittings.actions import close_overdue
from exam_platform.sittings.counting import counting_responses
from exam_platform.sittings.models import Attempt
from tests.sittings.many import many_attempts
from tests.sittings.room import run_out, signed_in

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def officer(room):
    return signed_in(room.staff(Role.OFFICER))


def extend(client, exam, **body):
    return client.post(
        f"/api/v1/exams/{exam.pk}/extensions/", {"minutes": 10, "reason": "停电", **body}, "application/json"
    )


def act(client, attempt, name, reason="手机进入考场"):
    return client.post(f"/api/v1/attempts/{attempt}/{name}/", {"reason": reason}, "application/json")


class TestExtending:
    def test_it_moves_the_deadline_of_one(self, room, writing, officer):
        other = room.candidate()
        other.start()
        before = dict(Attempt.objects.values_list("pk", "deadline"))
        answer = extend(officer, room.exam, entry=writing.entry.pk)
        assert (answer.status_code, answer.json()) == (201, {"entries": 1, "extended": 1, "reopened": 0})
        after = dict(Attempt.objects.values_list("pk", "deadline"))
        assert after[writing.attempt] == before[writing.attempt] + 10 * MINUTE
        assert after[other.attempt] == before[other.attempt]
        # The browser hears of it with the next save (B27).
        heard = dt.datetime.fromisoformat(writing.save(writing.change(1, ["B"])).json()["deadline"])
        assert heard == after[writing.attempt]
        assert Entry.objects.get(pk=writing.entry.pk).extra_seconds == 600
        record = AuditRecord.objects.get(kind="exam.extended")
        assert record.detail["minutes"] == 10
        assert record.detail["reason"] == "停电"
        assert AuditRecord.objects.get(kind="attempt.extended").subject == f"attempt:{writing.attempt}"

    def test_it_brings_no_token_back_whose_right_had_ended(self, room, writing, officer):
        """I23: the clock had closed the attempt when its candidate's access ended."""
        run_out(writing.attempt, seconds=5)
        close_overdue()
        end_sessions(person_id=writing.entry.person_id)
        assert extend(officer, room.exam, all=True).json()["reopened"] == 1
        refused = writing.save(writing.change(1, ["A"]))
        assert (refused.status_code, refused.json()["code"]) == (409, "lease_lost")

    def test_it_is_for_a_unit_or_for_all(self, room, officer):
        finance, justice = room.candidate(), room.candidate(room.entry(room.justice))
        for candidate in (finance, justice):
            candidate.start()
        assert extend(officer, room.exam, unit=room.justice.pk).json()["extended"] == 1
        assert Attempt.objects.get(pk=finance.attempt).extra_seconds == 0
        assert extend(officer, room.exam, all=True).json() == {"entries": 2, "extended": 2, "reopened": 0}
        assert Attempt.objects.get(pk=justice.attempt).extra_seconds == 1200

    def test_it_goes_past_the_windows_end(self, room, writing, officer):
        Window.objects.update(closes_at=timezone.now() + MINUTE)
        extend(officer, room.exam, all=True)
        assert Attempt.objects.get().deadline > Window.objects.get().closes_at

    def test_who_starts_later_has_it_too(self, room, officer):
        candidate = room.candidate()
        extend(officer, room.exam, all=True)
        candidate.start()
        attempt = Attempt.objects.get()
        assert attempt.deadline - attempt.started_at == 70 * MINUTE

    def test_it_reopens_what_the_clock_closed_and_voids_its_marks(self, room, writing, officer):
        """F4: what was typed in the dark counts, what comes now too; the old grading stays on record (I13)."""
        writing.save(writing.change(1, ["A"]))
        run_out(writing.attempt, seconds=5)
        close_overdue()
        assert writing.save(writing.change(2, ["C"])).json()["kept"] == [2]
        grade_attempts(attempt_ids=[writing.attempt])
        assert Entry.objects.get(pk=writing.entry.pk).score == 0
        assert extend(officer, room.exam, all=True).json()["reopened"] == 1
        entry, attempt = Entry.objects.get(pk=writing.entry.pk), Attempt.objects.get()
        assert (attempt.state, attempt.closed_at, attempt.score, attempt.grading) == ("open", None, None, None)
        assert (entry.score, entry.verdict, entry.sat_main, entry.sat_at) == (None, "", False, None)
        assert writing.save(writing.change(1, ["B"])).status_code == 200
        assert [row.seq for row in counting_responses([attempt.pk])] == [3, 2]
        writing.submit()
        grade_attempts(attempt_ids=[attempt.pk])
        assert list(Grading.objects.order_by("number").values_list("number", "score")) == [(1, 0), (2, 400)]
        assert Mark.objects.filter(grading=1).count() == Mark.objects.filter(grading=2).count() == 5
        assert Entry.objects.get(pk=writing.entry.pk).score == 400

    def test_what_a_candidate_submitted_stays_submitted(self, room, writing, officer):
        writing.submit()
        before = Attempt.objects.values().get()
        assert extend(officer, room.exam, all=True).json()["extended"] == 0
        assert Attempt.objects.values().get() == before

    def test_it_does_not_reopen_what_would_still_be_over(self, room, writing, officer):
        run_out(writing.attempt, hours=2)
        close_overdue()
        assert extend(officer, room.exam, all=True).json()["reopened"] == 0

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"all": True, "unit": 1},
            {"all": False},
            {"entry": "x"},
            {"all": True, "minutes": 0},
            {"all": True, "minutes": -5},
            {"all": True, "minutes": 601},
            {"all": True, "reason": ""},
            {"all": True, "reason": "\0"},
            {"all": True, "deadline": "2099-01-01T00:00:00Z"},
        ],
    )
    def test_it_refuses_what_it_does_not_understand(self, room, writing, officer, body):
        before = Attempt.objects.values().get()
        assert extend(officer, room.exam, **body).status_code == 400
        assert Attempt.objects.values().get() == before

    def test_only_an_officer_of_the_examination_grants_it(self, room, writing):
        """S35."""
        for role, status in ((Role.UNIT_ADMINISTRATOR, 403), (Role.AUDITOR, 403), (Role.TRAINER, 404)):
            client = signed_in(room.staff(role))
            assert extend(client, room.exam, all=True).status_code == status
            assert extend(client, room.exam, entry=writing.entry.pk).status_code == status
        assert extend(signed_in(room.staff(Role.OFFICER, room.justice)), room.exam, all=True).status_code == 404
        assert extend(writing.client, room.exam, all=True).status_code == 404
        assert Attempt.objects.get().extra_seconds == 0
        refused = AuditRecord.objects.filter(kind="exam.extension_refused").order_by("pk")
        codes = [*["permission_denied"] * 4, *["not_found"] * 4]
        assert [record.detail["code"] for record in refused] == codes
        assert {(record.subject, record.unit_path) for record in refused} == {
            (f"exam:{room.exam.pk}", room.district.path)
        }
        assert not AuditRecord.objects.filter(kind="exam.extended").exists()

    def test_an_entry_of_another_examination_is_not_there(self, room, writing, officer):
        exam = Exam.objects.create(title="另一场", year=2026, unit=room.district, created_by=room.exam.created_by)
        assert extend(officer, exam, entry=writing.entry.pk).status_code == 404

    def test_it_takes_the_same_queries_for_any_number(self, room, officer, django_assert_max_num_queries):
        for entry in room.entries(30):
            room.candidate(entry).start()
        with django_assert_max_num_queries(16):
            assert extend(officer, room.exam, all=True).json()["extended"] == 30

    def test_no_statement_grows_with_the_number(self, room, officer, monkeypatch):
        """PostgreSQL takes 65,535 parameters in one; here batches are of 7, and 100 are reopened."""
        monkeypatch.setattr("exam_platform.sittings.actions.officer.BATCH", 7)
        Attempt.objects.filter(pk__in=[attempt.pk for attempt in many_attempts(room, 100)]).update(closed_by="clock")
        parameters = []

        def count(execute, sql, given, many, context):
            parameters.append(len(given or ()))
            return execute(sql, given, many, context)

        with connection.execute_wrapper(count):
            answer = extend(officer, room.exam, all=True)
        assert answer.json() == {"entries": 100, "extended": 100, "reopened": 100}
        assert max(parameters) < 100
        assert Attempt.objects.filter(state="open", extra_seconds=600).count() == 100
        assert AuditRecord.objects.filter(kind="attempt.extended").count() == 100

    def test_it_reaches_a_whole_district_in_one_act(self, room, officer, django_assert_max_num_queries):
        """F4: 2,010 attempts that the clock closed and the worker graded; the audit rows are the act's and theirs."""
        Attempt.objects.filter(pk__in=[attempt.pk for attempt in many_attempts(room, 2010)]).update(closed_by="clock")
        graded = grade_attempts(attempt_ids=Attempt.objects.values_list("pk", flat=True))
        # The first request of a process imports every view.
        officer.get("/healthz")
        began, began_clock = time.process_time(), time.monotonic()
        # On SQLite the audit rows go in by 124 at a time.
        with django_assert_max_num_queries(40):
            answer = extend(officer, room.exam, all=True).json()
        took = time.process_time() - began
        # docs/performance.md has it: `-rP` shows it.
        print(f"2,010 extended: CPU {took:.2f} s of this process, {time.monotonic() - began_clock:.2f} s of the clock")
        assert answer == {"entries": 2010, "extended": 2010, "reopened": 2010}
        assert AuditRecord.objects.filter(kind="exam.extended").count() == 1
        assert AuditRecord.objects.filter(kind="attempt.extended").count() == len(graded) == 2010
        assert Entry.objects.filter(score=None, verdict="", sat_main=False).count() == 2010
        assert Grading.objects.count() == 2010
        # Of this process: the clock on the wall tells of the other tests too.
        assert took < 2, took


class TestCollecting:
    def test_it_closes_for_the_candidate(self, writing, officer):
        writing.save(writing.change(1, ["B"]))
        answer = act(officer, writing.attempt, "collection")
        assert answer.status_code == 200
        attempt = Attempt.objects.get()
        assert (attempt.state, attempt.closed_by) == ("submitted", "officer")
        assert answer.json()["receipt"] == attempt.receipt
        assert writing.save(writing.change(1, ["C"])).json()["kept"] == [2]
        assert [row.seq for row in counting_responses([attempt.pk])] == [1]
        assert writing.submit().json()["receipt"] == attempt.receipt
        assert AuditRecord.objects.get(kind="attempt.collected").detail["reason"] == "手机进入考场"

    def test_it_is_done_once(self, writing, officer):
        writing.submit()
        answer = act(officer, writing.attempt, "collection")
        assert (answer.status_code, answer.json()["code"]) == (409, "attempt_not_open")
        assert Attempt.objects.get().closed_by == "candidate"


class TestVoiding:
    def test_it_takes_the_result_away_and_leaves_the_evidence(self, writing, officer):
        writing.submit(writing.change(1, ["B"]))
        grade_attempts(attempt_ids=[writing.attempt])
        assert Entry.objects.get(pk=writing.entry.pk).score == 200
        assert act(officer, writing.attempt, "voiding").status_code == 200
        entry = Entry.objects.get(pk=writing.entry.pk)
        assert (entry.score, entry.verdict, entry.sat_main) == (None, "", False)
        assert Mark.objects.count() == 5
        assert AuditRecord.objects.get(kind="attempt.voided").detail["reason"] == "手机进入考场"
        assert grade_attempts(attempt_ids=[writing.attempt]) == []

    def test_it_says_how_many_attempts_are_left(self, room, writing, officer):
        Exam.objects.update(attempts_allowed=2)
        collected = act(officer, writing.attempt, "collection").json()
        assert (collected["attempts_left"], collected["next_number"]) == (1, 2)
        voided = act(officer, writing.attempt, "voiding").json()
        assert (voided["attempts_left"], voided["next_number"]) == (2, 2)
        Window.objects.update(closes_at=timezone.now())
        Attempt.objects.update(state="open")
        voided = act(officer, writing.attempt, "voiding").json()
        assert (voided["attempts_left"], voided["next_number"]) == (2, None)

    def test_a_voided_attempt_takes_no_more_answers(self, writing, officer):
        act(officer, writing.attempt, "voiding")
        assert writing.save(writing.change(1, ["B"])).json()["code"] == "lease_lost"
        assert writing.submit().json()["code"] == "closed"
        assert act(officer, writing.attempt, "voiding").json()["code"] == "attempt_voided"
        assert writing.start().json()["state"] == "voided"
        assert writing.start(2).status_code == 201

    def test_it_needs_a_reason(self, writing, officer):
        assert act(officer, writing.attempt, "voiding", reason=" ").status_code == 400

    @pytest.mark.parametrize("name", ["voiding", "collection"])
    def test_only_an_officer_of_the_examination_does_it(self, room, writing, name):
        for role, status in ((Role.UNIT_ADMINISTRATOR, 403), (Role.AUDITOR, 403), (Role.REVIEWER, 404)):
            assert act(signed_in(room.staff(role)), writing.attempt, name).status_code == status
        assert act(writing.client, writing.attempt, name).status_code == 404
        assert Attempt.objects.get().state == "open"
        refused = AuditRecord.objects.filter(kind=f"attempt.{name}_refused").order_by("pk")
        assert [record.detail["code"] for record in refused] == [*["permission_denied"] * 2, *["not_found"] * 2]
        assert {record.unit_path for record in refused} == {writing.entry.unit_path}


class TestOwnLine:
    """S37: an officer who sits the examination herself."""

    @pytest.fixture
    def own(self, room, writing):
        person = room.staff(Role.OFFICER)
        Entry.objects.filter(pk=writing.entry.pk).update(person=person)
        return signed_in(person)

    def test_it_voids_no_attempt_of_its_own(self, writing, own):
        answer = act(own, writing.attempt, "voiding")
        assert (answer.status_code, answer.json()["code"]) == (403, "own_entry")
        assert Attempt.objects.get(pk=writing.attempt).state == "open"

    def test_it_grants_itself_no_time_alone(self, room, writing, own):
        answer = extend(own, room.exam, entry=writing.entry.pk)
        assert (answer.status_code, answer.json()["code"]) == (403, "own_entry")
        assert Entry.objects.get(pk=writing.entry.pk).extra_seconds == 0
        assert AuditRecord.objects.get(kind="exam.extension_refused").detail["code"] == "own_entry"
