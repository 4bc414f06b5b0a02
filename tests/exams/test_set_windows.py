import datetime as dt

import pytest

from exam_platform.api import database_now
from tests.factories.exams import make_exam, make_published_exam

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def url(exam):
    return f"/api/v1/exams/{exam.pk}/windows/"


def body(opens, closes, kind="main", **more):
    now = database_now().replace(microsecond=0)
    return {
        "kind": kind,
        "opens_at": (now + opens * HOUR).isoformat(),
        "closes_at": (now + closes * HOUR).isoformat(),
        **more,
    }


def codes(response):
    return {(error["pointer"], error["code"]) for error in response.json()["errors"]}


def test_windows_are_kept_as_the_instants_they_were_given_as(officer, district):
    exam = make_exam(district)
    given = [
        {"kind": "main", "opens_at": "2031-10-25T10:00:00+08:00", "closes_at": "2031-10-25T12:00:00+08:00"},
        {"kind": "make_up", "opens_at": "2031-11-25T02:30:00+02:00", "closes_at": "2031-11-25T04:30:00Z"},
    ]
    response = officer.put(url(exam), given, format="json")
    assert response.status_code == 200
    assert officer.get(url(exam)).json() == response.json()
    times = [
        (dt.datetime.fromisoformat(window["opens_at"]), dt.datetime.fromisoformat(window["closes_at"]))
        for window in response.json()
    ]
    assert times == [
        (dt.datetime(2031, 10, 25, 2, tzinfo=dt.UTC), dt.datetime(2031, 10, 25, 4, tzinfo=dt.UTC)),
        (dt.datetime(2031, 11, 25, 0, 30, tzinfo=dt.UTC), dt.datetime(2031, 11, 25, 4, 30, tzinfo=dt.UTC)),
    ]
    assert all(
        window["opens_at"].endswith("Z") for window in officer.get(f"/api/v1/exams/{exam.pk}/").json()["windows"]
    )


def test_they_are_replaced_and_a_named_one_keeps_its_id(officer, district):
    exam = make_exam(district)
    main, make_up = officer.put(url(exam), [body(1, 3), body(24, 26, "make_up")], format="json").json()
    (again,) = officer.put(url(exam), [body(2, 5, id=main["id"])], format="json").json()
    assert again["id"] == main["id"]
    assert exam.windows.count() == 1
    response = officer.put(url(exam), [body(2, 5, id=make_up["id"])], format="json")
    assert (response.status_code, response.json()["code"]) == (400, "bad_windows")


def test_a_window_shorter_than_the_duration_is_taken_with_a_warning(officer, district):
    """N69."""
    exam = make_exam(district, duration_minutes=90)
    (window,) = officer.put(url(exam), [body(1, 2)], format="json").json()
    assert [warning["code"] for warning in window["warnings"]] == ["late_starters_get_less"]


@pytest.mark.parametrize(
    ("opens", "closes", "pointer", "code"),
    [
        (2, 2, "/0/closes_at", "closes_before_it_opens"),
        (2, 1, "/0/closes_at", "closes_before_it_opens"),
        (-1, 2, "/0/opens_at", "opens_in_past"),
        (-3, -2, "/0/closes_at", "closes_in_past"),
        (1, 24 * 4000, "/0/closes_at", "too_far"),
    ],
)
def test_it_refuses_a_window_that_cannot_be_sat(officer, district, opens, closes, pointer, code):
    """N69, N70."""
    exam = make_exam(district)
    response = officer.put(url(exam), [body(opens, closes)], format="json")
    assert response.status_code == 400
    assert (pointer, code) in codes(response)
    assert not exam.windows.exists()


@pytest.mark.parametrize(
    "time",
    [
        "2031-10-25T10:00:00",
        "2031-10-25",
        "2031-10-25T24:00:00Z",
        "2031-02-30T10:00:00Z",
        "2031-10-25T10:00:60Z",
        "10000-10-25T10:00:00Z",
        "9999-12-31T23:59:59-23:59",
        "２０３１-10-25T10:00:00Z",
        1950000000000,
        "1950000000",
        None,
        "",
        [],
    ],
)
def test_it_refuses_times_that_are_not_instants(officer, district, time):
    """N75."""
    exam = make_exam(district)
    window = body(1, 2) | {"closes_at": time}
    response = officer.put(url(exam), [window], format="json")
    assert response.status_code == 400
    assert "/0/closes_at" in {pointer for pointer, _ in codes(response)}


def test_an_instant_is_accepted_in_any_zone_and_through_old_summer_time(officer, district):
    """N75: Shanghai had summer time from 1986 to 1991; the instant is in the past, so that alone is refused."""
    response = officer.put(
        url(make_exam(district)),
        [{"kind": "main", "opens_at": "1988-07-01T10:00:00+09:00", "closes_at": "2031-10-25T02:30+02:00"}],
        format="json",
    )
    assert codes(response) == {("/0/opens_at", "opens_in_past")}


@pytest.mark.parametrize(
    ("windows", "code"),
    [
        ([(1, 3, "main"), (2, 4, "make_up")], "windows_overlap"),
        ([(1, 3, "make_up"), (4, 6, "main")], "make_up_first"),
    ],
)
def test_it_refuses_an_order_in_which_a_make_up_makes_no_sense(officer, district, windows, code):
    response = officer.put(url(make_exam(district)), [body(*window) for window in windows], format="json")
    assert code in {code for _, code in codes(response)}


def test_a_secret_bank_has_no_mock(officer, district):
    """I16: a mock would show the papers before they open."""
    exam = make_exam(district, bank_openness="secret")
    response = officer.put(url(exam), [body(1, 2, "mock"), body(3, 5)], format="json")
    assert codes(response) == {("/0/kind", "mock_of_secret")}
    assert officer.put(url(make_exam(district)), [body(1, 2, "mock"), body(3, 5)], format="json").status_code == 200


def test_what_is_no_list_of_windows_is_refused(officer, district):
    exam = make_exam(district)
    for wrong in ({}, [[]], ["x"], [{**body(1, 2), "state": "open"}], [body(1, 2)] * 51):
        assert officer.put(url(exam), wrong, format="json").status_code == 400


def test_it_is_refused_after_publication(officer, district):
    response = officer.put(url(make_published_exam(district)), [body(1, 2)], format="json")
    assert (response.status_code, response.json()["code"]) == (409, "exam_published")


def test_readers_may_not(as_person, stranger, district):
    exam = make_exam(district)
    assert as_person(district.auditor).put(url(exam), [body(1, 2)], format="json").status_code == 403
    assert stranger.put(url(exam), [body(1, 2)], format="json").status_code == 404
