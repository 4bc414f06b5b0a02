import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exam_platform.exams.models import Entry, Exam, Window
from exam_platform.grading.actions import grade_attempts
from exam_platform.people.models import Role
from exam_platform.sittings.actions import void_attempt
from exam_platform.sittings.models import Attempt, Response
from exam_platform.sittings.monitor import QUIETEST_SHOWN
from tests.sittings.room import Room, begin, signed_in

COLUMNS = ("exempt", "reduced", "leave", "not_started", "open", "submitted", "graded", "voided", "absent")


def monitor(room: Room, role: Role = Role.OFFICER, unit: Any = None, of: Any = None) -> dict[str, Any]:
    query = f"?unit={of.pk}" if of else ""
    answer = signed_in(room.staff(role, unit)).get(f"/api/v1/exams/{room.exam.pk}/monitor/{query}")
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def adds_up(shown: dict[str, Any]) -> bool:
    return bool(shown["roster"] == sum(shown[column] for column in COLUMNS))


@pytest.fixture
def busy(room):
    """One line of each kind in finance, two untouched ones in justice."""
    for standing in ("exempt", "reduced", "leave"):
        room.entry(standing=standing)
    room.entry()
    writing, submitted, graded, voided = (room.candidate() for _ in range(4))
    for candidate in (writing, submitted, graded, voided):
        candidate.start()
    submitted.submit()
    graded.submit()
    grade_attempts(attempt_ids=[graded.attempt])
    void_attempt(attempt=Attempt.objects.get(pk=voided.attempt), actor=room.staff(Role.OFFICER), reason="手机进入考场")
    room.entries(2, room.justice)
    return room


def test_every_line_of_the_roster_is_in_one_column(busy):
    """I18, while the examination runs and after it."""
    shown = monitor(busy)
    assert {column: shown[column] for column in COLUMNS} == {
        **dict.fromkeys(COLUMNS, 1),
        "not_started": 3,
        "absent": 0,
    }
    assert (shown["roster"], adds_up(shown)) == (10, True)
    past = timezone.now() - dt.timedelta(hours=2)
    Window.objects.update(opens_at=past, closes_at=past + dt.timedelta(hours=1))
    shown = monitor(busy)
    assert (shown["not_started"], shown["absent"], adds_up(shown)) == (0, 3, True)


def test_the_units_add_up_to_the_whole(busy):
    whole, finance, justice = (monitor(busy, of=unit) for unit in (busy.district, busy.finance, busy.justice))
    for column in ("roster", *COLUMNS):
        assert whole[column] == finance[column] + justice[column]


def test_a_unit_administrator_sees_the_own_subtree_alone(busy):
    """I17."""
    assert monitor(busy, Role.UNIT_ADMINISTRATOR, busy.justice)["roster"] == 2
    outside = signed_in(busy.staff(Role.UNIT_ADMINISTRATOR, busy.justice))
    assert outside.get(f"/api/v1/exams/{busy.exam.pk}/monitor/?unit={busy.finance.pk}").status_code == 404


def test_it_counts_who_is_online_and_what_came_late(room):
    candidate = room.candidate()
    candidate.start()
    assert monitor(room)["online"] == 0
    candidate.save(candidate.change(1, ["B"]))
    assert (monitor(room)["online"], monitor(room)["late_changes"]) == (1, 0)
    candidate.submit()
    candidate.save(candidate.change(1, ["C"]))
    assert (monitor(room)["online"], monitor(room)["late_changes"]) == (0, 1)


def silent_for(attempt: int, **ago: float) -> None:
    """All that is known of it moves into the past together."""
    delta = dt.timedelta(**ago)
    Attempt.objects.filter(pk=attempt).update(started_at=F("started_at") - delta)
    Response.objects.filter(attempt=attempt).update(received_at=F("received_at") - delta)


def test_it_says_how_far_the_saves_are_behind_and_whose(room):
    """B74, sync lag: who is silent is named, the longest first, and nobody of another unit."""
    nobody = monitor(room)
    assert (nobody["behind"], nobody["longest_silence_seconds"], nobody["quietest"]) == (0, None, [])
    here, gone, never, away, done = (room.candidate(room.entry(unit)) for unit in [room.finance] * 4 + [room.justice])
    for candidate in (here, gone, never, away, done):
        candidate.start()
        if candidate is not never:
            candidate.save(candidate.change(1, ["A"]))
    silent_for(gone.attempt, minutes=3)
    silent_for(never.attempt, minutes=6)
    silent_for(away.attempt, minutes=9)
    silent_for(done.attempt, minutes=20)
    away.save(away.change(1, ["B"]))
    shown = monitor(room)
    assert [shown[name] for name in ("open", "online", "behind", "far_behind")] == [5, 2, 3, 2]
    assert [line["attempt"] for line in shown["quietest"]] == [done.attempt, never.attempt, gone.attempt]
    assert [line["silence_seconds"] // 60 for line in shown["quietest"]] == [20, 6, 3]
    assert shown["longest_silence_seconds"] == shown["quietest"][0]["silence_seconds"]
    assert shown["quietest"][0]["unit"] == {"id": room.justice.pk, "name": "司法局"}
    done.submit()
    own = monitor(room, Role.UNIT_ADMINISTRATOR, room.finance)
    assert [line["entry"] for line in own["quietest"]] == [never.entry.pk, gone.entry.pk]
    assert monitor(room, of=room.justice)["quietest"] == []


def test_a_mock_decides_about_nothing(room):
    Window.objects.update(kind="mock")
    candidate = room.candidate()
    candidate.start()
    assert (monitor(room)["open"], monitor(room)["not_started"]) == (0, 1)


@pytest.mark.parametrize(
    ("query", "status"),
    [("unit=x", 400), ("unit=-1", 400), ("unit=0", 400), ("unit=99999999999999999999", 404), ("units=1", 400)],
)
def test_it_refuses_a_unit_that_is_none(room, query, status):
    officer = signed_in(room.staff(Role.OFFICER))
    assert officer.get(f"/api/v1/exams/{room.exam.pk}/monitor/?{query}").status_code == status


def test_it_takes_few_queries_and_names_few_however_many_are_silent(busy, django_assert_num_queries):
    officer = signed_in(busy.staff(Role.OFFICER))
    url = f"/api/v1/exams/{busy.exam.pk}/monitor/"
    with CaptureQueriesContext(connection) as few:
        officer.get(url)
    assert len(few) <= 11
    for entry in busy.entries(QUIETEST_SHOWN + 2):
        silent_for(begin(entry).attempt.id, minutes=4)
    with django_assert_num_queries(len(few)):
        shown = officer.get(url).json()
    assert (shown["behind"], len(shown["quietest"])) == (QUIETEST_SHOWN + 2, QUIETEST_SHOWN)


def test_b28_it_names_who_left_the_page_most_where_the_examination_watches_it(room):
    """Evidence: what a browser says of seconds is read as a stranger's word, and nothing follows from it."""
    seldom, often = room.candidate(), room.candidate(room.entry(room.justice))
    for candidate, events in (
        (seldom, [("blur", {}), ("device", {"kind": "blur"})]),
        (
            often,
            [("blur", {}), ("focus", {"seconds": 12}), ("blur", {"a": '"kind":"focus"}'}), ("focus", {"seconds": 70})],
        ),
        (often, [("focus", {"seconds": lie}) for lie in (-5, 10**9, "9", True, 1.5, None)]),
    ):
        if not candidate.started:
            candidate.start()
        rows = [
            {"seq": candidate.seq + n, "kind": kind, "detail": detail} for n, (kind, detail) in enumerate(events, 1)
        ]
        candidate.seq += len(rows)
        assert len(candidate.save(events=rows).json()["acked"]) == len(rows)
    assert (monitor(room)["leaving_limit"], monitor(room)["leavings"]) == (None, [])
    Exam.objects.update(leaving_limit=1)
    lines = monitor(room)["leavings"]
    assert [(line["attempt"], line["times"], line["seconds"]) for line in lines] == [
        (often.attempt, 2, 82),
        (seldom.attempt, 1, 0),
    ]
    own = monitor(room, Role.UNIT_ADMINISTRATOR, room.finance)["leavings"]
    assert [line["person"]["name"] for line in own] == [seldom.entry.person_name]


@pytest.mark.parametrize(("kind", "told"), [("main", 3), ("make_up", 3), ("mock", None)])
def test_b28_a_mock_is_never_watched(room, kind, told):
    Exam.objects.update(leaving_limit=3)
    candidate = room.candidate()
    Window.objects.update(kind=kind)
    if kind == "make_up":
        Entry.objects.update(sat_main=True, main_verdict="failed")
    for _ in ("begun", "resumed"):
        candidate.start()
        assert candidate.started["exam"]["leaving_limit"] == told
