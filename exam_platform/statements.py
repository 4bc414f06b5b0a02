"""Statements outside of the ORM: the few that run so often that to make them anew would cost more than to run them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections


def fetch_one(sql: str, parameters: Sequence[Any]) -> Any:
    """The first row, or None. On PostgreSQL parsed and planned once for each connection."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    if not settings.SQLITE:
        return database.fetch_prepared(sql, parameters)
    with database.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()


def instant(value: dt.datetime | str) -> dt.datetime:
    """A time as the driver gives it: PostgreSQL's has a zone, SQLite's is text or without one, and means UTC."""
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    return value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)
