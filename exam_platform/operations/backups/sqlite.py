"""A consistent copy of a SQLite database that is in use."""

import sqlite3
from contextlib import closing
from pathlib import Path

from .errors import Damaged
from .manifest import Told, nobody

FILE = "database.sqlite3"
PAGES = 1000
PATIENCE = 30


def snapshot(source: Path, target: Path, told: Told = nobody) -> None:
    """By the online backup API, inside one read transaction.

    Without that transaction the copy would begin anew whenever another process commits, and never end under load.
    In WAL mode a reader stops no writer.
    """
    with (
        closing(
            sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=PATIENCE, isolation_level=None)
        ) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        page = int(live.execute("PRAGMA page_size").fetchone()[0])
        left = None

        def progress(_: int, remaining: int, total: int) -> None:
            nonlocal left
            told(((total if left is None else left) - remaining) * page)
            left = remaining

        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_master").fetchone()
        live.backup(copy, pages=PAGES, progress=progress, sleep=0)
        live.execute("ROLLBACK")


def check(path: Path) -> None:
    """The whole file: pages, indexes, foreign keys."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            found = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
            orphans = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise Damaged(name=path, reason=str(error)) from error
    if found != "ok" or orphans:
        raise Damaged(name=path, reason=found if found != "ok" else f"外键不完整:{orphans[0]}")
