"""Columns that are searched by bigrams: FTS5 on SQLite, `tsvector` with GIN on PostgreSQL.

The database keeps them in step: rows come by single saves, by bulk_create and by INSERT … SELECT, and only it sees them
all. SQLite's triggers call `questions.bigrams`; PostgreSQL has no Python, and the same rule as a function of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.migrations.operations.base import Operation
from django.db.models import Model, Q

from questions.bigrams import bigrams, fts5_query, sought, tsquery

# More rows than this are not named one by one: reading the list in its own order comes upon a page of them soon enough.
FEW = 300

# Dear enough for the index to be asked about what is rare, not so dear that workers are started for what is not.
POSTGRESQL_FUNCTION = """
CREATE FUNCTION bigrams(text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT COST 1000 AS $$
DECLARE
    one text;
    before text := '';
    kept text[] := '{}';
BEGIN
    FOREACH one IN ARRAY string_to_array(
        translate($1, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'), NULL
    ) LOOP
        IF ascii(one) BETWEEN 48 AND 57 OR ascii(one) BETWEEN 97 AND 122 OR ascii(one) >= 128 THEN
            kept := kept || one;
            IF before <> '' THEN
                kept := kept || (before || one);
            END IF;
            before := one;
        ELSE
            before := '';
        END IF;
    END LOOP;
    RETURN array_to_tsvector(kept);
END $$
"""


@dataclass(frozen=True)
class TextIndex:
    table: str
    column: str
    key: str = "id"

    @classmethod
    def of(cls, model: type[Model], field: str) -> "TextIndex":
        meta: Any = model._meta
        return cls(meta.db_table, meta.get_field(field).column, meta.pk.column)

    @property
    def name(self) -> str:
        return f"{self.table}_{self.column}_bigrams"

    def creation(self, vendor: str) -> list[str]:
        """The statements that make the index of what stands in the table, and keep it in step from then on."""
        if vendor == "postgresql":
            return [f"CREATE INDEX {self.name} ON {self.table} USING gin (bigrams({self.column}))"]
        column, table, name = self.column, self.table, self.name
        remove = f"INSERT INTO {name} ({name}, rowid, tokens) VALUES ('delete', OLD.{self.key}, bigrams(OLD.{column}));"
        add = f"INSERT INTO {name} (rowid, tokens) VALUES (NEW.{self.key}, bigrams(NEW.{column}));"
        return [
            # It keeps no text, no places and no lengths: which rows have a token is all that is asked.
            f"CREATE VIRTUAL TABLE {name} USING fts5 (tokens, content='', columnsize=0, detail=none, tokenize='ascii')",
            f"INSERT INTO {name} (rowid, tokens) SELECT {self.key}, bigrams({column}) FROM {table}",
            f"CREATE TRIGGER {name}_insert AFTER INSERT ON {table} BEGIN {add} END",
            f"CREATE TRIGGER {name}_update AFTER UPDATE OF {column} ON {table}"
            f" WHEN OLD.{column} IS NOT NEW.{column} BEGIN {remove} {add} END",
            f"CREATE TRIGGER {name}_delete AFTER DELETE ON {table} BEGIN {remove} END",
        ]

    def removal(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            return [f"DROP INDEX IF EXISTS {self.name}"]
        triggers = [f"DROP TRIGGER IF EXISTS {self.name}_{act}" for act in ("insert", "update", "delete")]
        return [*triggers, f"DROP TABLE IF EXISTS {self.name}"]

    def rows(self, groups: Sequence[Sequence[str]], most: int) -> list[int]:
        """The keys of rows that have all the tokens of one of the groups, in no order; as many as `most`."""
        if connection.vendor == "postgresql":
            sql = f"SELECT {self.key} FROM {self.table} WHERE bigrams({self.column}) @@ %s::tsquery LIMIT %s"
            asked = tsquery(groups)
        else:
            sql = f"SELECT rowid FROM {self.name} WHERE {self.name} MATCH %s LIMIT %s"
            asked = fts5_query(groups)
        with connection.cursor() as cursor:
            cursor.execute(sql, [asked, most])
            return [row[0] for row in cursor.fetchall()]


def candidates(model: type[Model], field: str, parts: Iterable[str], *, key: str = "pk") -> Q:
    """Every row whose `field` contains all of `parts` meets this condition, and few others do; asks the index at once.

    No condition at all where the index cannot tell, or where many rows have the bigrams. `key` leads to the rows from
    what is filtered.
    """
    tokens = sorted({token for part in parts for token in sought(part)})
    if not tokens:
        return Q()
    found = TextIndex.of(model, field).rows([tokens], FEW + 1)
    return Q() if len(found) > FEW else Q(**{f"{key}__in": found})


def containing(model: type[Model], field: str, *parts: str) -> Q:
    """The condition that `field` contains each of `parts`, for whom no row need be read that cannot."""
    condition = candidates(model, field, parts)
    for part in parts:
        condition &= Q(**{f"{field}__contains": part})
    return condition


class IndexText(Operation):
    """In a migration: index a column, anew if it was indexed before.

    A later migration that alters the table on SQLite makes it anew, without its triggers: it has to run this again.
    """

    def __init__(self, table: str, column: str) -> None:
        self.table, self.column = table, column

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models do not know of it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        index, vendor = TextIndex(self.table, self.column), schema_editor.connection.vendor
        for statement in [*index.removal(vendor), *index.creation(vendor)]:
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in TextIndex(self.table, self.column).removal(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Index the bigrams of {self.table}.{self.column}"


class DefineBigrams(Operation):
    """In a migration: the function that PostgreSQL's indexes are made of. SQLite's connections bring it along."""

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models do not know of it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL_FUNCTION, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute("DROP FUNCTION bigrams(text)", params=None)

    def describe(self) -> str:
        return "Define bigrams(text)"


def offer_bigrams(connection: Any, **_: Any) -> None:
    """On a new connection to SQLite: what the triggers call."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("bigrams", 1, _spaced, deterministic=True)


def _spaced(text: str | None) -> str:
    return " ".join(bigrams(text or ""))
