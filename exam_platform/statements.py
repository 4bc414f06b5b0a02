"""Statements outside of the ORM: the few that run so often that to make them anew would cost more than to run them."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import BooleanField, DateTimeField, Model

M = TypeVar("M", bound=Model)


def fetch_one(sql: str, parameters: Sequence[Any]) -> Any:
    """The first row, or None. On PostgreSQL parsed and planned once for each connection."""
    database: Any = connection
    if connection.vendor == "postgresql":
        return database.fetch_prepared(sql, parameters)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()


def instant(value: dt.datetime | str) -> dt.datetime:
    """A time as the driver gives it: PostgreSQL's has a zone, SQLite's is text or without one, and means UTC."""
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    return value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)


# What SQLite's driver gives otherwise than the ORM.
READ: dict[Any, Callable[[Any], Any]] = {DateTimeField: instant, BooleanField: bool}


class Columns(Generic[M]):
    """Some columns of a model: their SQL, and the object that the ORM would make of them. It reads more when asked."""

    def __init__(self, model: type[M], alias: str, *names: str) -> None:
        fields = [field for field in model._meta.concrete_fields if field.attname in names]
        self.model = model
        self.names = [field.attname for field in fields]
        self.sql = ", ".join(f'{alias}."{field.column}"' for field in fields)
        self._read = [(place, READ[type(field)]) for place, field in enumerate(fields) if type(field) in READ]

    def __len__(self) -> int:
        return len(self.names)

    def load(self, values: Sequence[Any]) -> M:
        found = list(values)
        for place, read in self._read:
            if found[place] is not None:
                found[place] = read(found[place])
        return self.model.from_db(None, self.names, found)
