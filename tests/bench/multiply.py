"""Rows by the hundred thousand: one made by the product's own models, the others its copies, in one statement."""

from typing import Any

from django.db import connection
from django.db.models import Model


def multiply(template: Model, count: int, *, where: str = "true", **changed: str) -> None:
    """Copies of `template` for n = 1..count that meet `where`; `changed` gives columns as SQL over `n.i`.

    Ids follow the template's.
    """
    meta = template._meta
    columns = [field.column for field in meta.concrete_fields]
    values = {column: f"template.{quoted(column)}" for column in columns} | {"id": "template.id + n.i"} | changed
    assert set(values) == set(columns), set(values) ^ set(columns)
    run(
        f"""
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
        INSERT INTO {meta.db_table} ({", ".join(quoted(column) for column in columns)})
        SELECT {", ".join(values[column] for column in columns)}
        FROM n CROSS JOIN {meta.db_table} AS template WHERE template.id = {template.pk} AND {where}
        """
    )


def run(sql: str, parameters: Any = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def settle() -> None:
    """What the databases' own housekeeping does in the course of time."""
    run("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)
