"""The arithmetic of an attempt's time. Every instant comes from the database's clock and carries a zone."""

import datetime as dt


def deadline(
    started_at: dt.datetime, duration: dt.timedelta, extra: dt.timedelta, window_end: dt.datetime
) -> dt.datetime:
    """The earlier of start + duration + granted extra time, and the window's end."""
    return min(_instant(started_at) + duration + extra, _instant(window_end))


def accepted_until(deadline: dt.datetime, grace: dt.timedelta) -> dt.datetime:
    """The last instant at which an answer still counts: what was sent by the deadline may travel for the grace."""
    return _instant(deadline) + grace


def is_late(received_at: dt.datetime, accepted_until: dt.datetime) -> bool:
    """Received exactly at the end is in time."""
    return _instant(received_at) > _instant(accepted_until)


def closing_time(now: dt.datetime, deadline: dt.datetime) -> dt.datetime:
    """The time that is written when an attempt closes: never after its deadline, whenever the closer came to run."""
    return min(_instant(now), _instant(deadline))


def _instant(value: dt.datetime) -> dt.datetime:
    """In UTC: two times of one zone are compared and added by the wall clock in Python, which jumps twice a year."""
    if value.tzinfo is None:
        raise ValueError(f"{value.isoformat()} has no time zone")
    return value.astimezone(dt.UTC)
