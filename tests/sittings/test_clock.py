import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_platform.sittings.clock import accepted_until, closing_time, deadline, is_late

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
HOUR, MINUTE, NONE = dt.timedelta(hours=1), dt.timedelta(minutes=1), dt.timedelta()
NOON = dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC)
NAIVE = dt.datetime(2026, 11, 23, 12)  # noqa: DTZ001 (what has to be refused)
instants = st.datetimes(NAIVE.replace(1970), NAIVE.replace(2100), timezones=st.just(dt.UTC))
spans = st.timedeltas(NONE, dt.timedelta(hours=10))


def test_it_is_start_and_duration_while_the_window_lasts():
    assert deadline(NOON, HOUR, NONE, NOON + 3 * HOUR) == NOON + HOUR


def test_it_is_the_windows_end_for_who_starts_late():
    assert deadline(NOON, HOUR, NONE, NOON + 20 * MINUTE) == NOON + 20 * MINUTE
    assert deadline(NOON, HOUR, HOUR, NOON + 20 * MINUTE) == NOON + 20 * MINUTE


def test_extra_time_is_added():
    assert deadline(NOON, HOUR, 30 * MINUTE, NOON + 3 * HOUR) == NOON + 90 * MINUTE


@given(instants, spans, spans, instants)
def test_it_is_never_after_the_windows_end_nor_after_the_granted_time(start, duration, extra, end):
    found = deadline(start, duration, extra, end)
    assert found <= end
    assert found <= start + duration + extra
    assert found in (end, start + duration + extra)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        # The hour that Berlin's clocks show twice, and the one that they leave out.
        ("2026-10-25T02:30:00+02:00", "2026-10-25T01:30:00+00:00"),
        ("2026-03-29T01:30:00+01:00", "2026-03-29T01:30:00+00:00"),
        # Shanghai had summer time from 1986 to 1991: the night in which an hour came twice.
        ("1986-09-13T23:30:00+09:00", "1986-09-13T15:30:00+00:00"),
        ("2026-12-31T23:30:00+08:00", "2026-12-31T16:30:00+00:00"),
        ("2028-02-28T23:30:00+08:00", "2028-02-28T16:30:00+00:00"),
    ],
)
@pytest.mark.parametrize("zone", [dt.UTC, SHANGHAI, BERLIN])
def test_an_hour_is_sixty_minutes_whatever_the_clocks_on_the_wall_do(start, end, zone):
    """N75: Python adds and compares the wall clock of a zone; a deadline is an instant."""
    started = dt.datetime.fromisoformat(start).astimezone(zone)
    assert deadline(started, HOUR, NONE, started + 9 * HOUR) == dt.datetime.fromisoformat(end)
    assert deadline(started, HOUR, NONE, dt.datetime(2099, 1, 1, tzinfo=zone)).utcoffset() == NONE


def test_a_time_without_a_zone_is_refused():
    for call in (
        lambda: deadline(NAIVE, HOUR, NONE, NOON),
        lambda: deadline(NOON, HOUR, NONE, NAIVE),
        lambda: is_late(NAIVE, NOON),
        lambda: closing_time(NAIVE, NOON),
        lambda: accepted_until(NAIVE, MINUTE),
    ):
        with pytest.raises(ValueError, match="no time zone"):
            call()


def test_the_last_instant_is_in_time():
    end = accepted_until(NOON, 30 * dt.timedelta(seconds=1))
    assert not is_late(end, end)
    assert is_late(end + dt.timedelta(microseconds=1), end)
    assert not is_late(end.astimezone(SHANGHAI), end)


@given(instants, instants)
def test_the_closing_time_is_never_after_the_deadline(now, end):
    """I11."""
    assert closing_time(now, end) == min(now, end)
