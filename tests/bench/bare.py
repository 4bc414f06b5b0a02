"""The floors: WSGI handlers without Django and without a token, run by Granian with the product's own flags.

Each thread has one connection to the database, in autocommit as the product's, and the facts come from a file.
"""

import os
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson
import psycopg

FACTS: dict[str, Any] = orjson.loads(Path(os.environ["BENCH_FACTS"]).read_bytes())
SQLITE = not FACTS["database"].startswith("postgresql:")
_own = threading.local()


def connection() -> Any:
    """This thread's, with the same promise of durability as the product's."""
    if not hasattr(_own, "connection"):
        if SQLITE:
            _own.connection = sqlite3.connect(FACTS["database"], timeout=20, isolation_level=None)
            _own.connection.execute("PRAGMA journal_mode=WAL")
            _own.connection.execute("PRAGMA synchronous=FULL")
            _own.connection.execute("PRAGMA foreign_keys=ON")
        else:
            _own.connection = psycopg.connect(FACTS["database"], autocommit=True, options="-c TimeZone=UTC")
    return _own.connection


def answered(start_response: Any, body: bytes, status: str = "200 OK", **headers: str) -> Iterable[bytes]:
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body))), *named])
    return [body]


def save(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/healthz":
        return answered(start_response, b"{}")
    attempt = int(environ["PATH_INFO"].split("/")[4])
    changes = orjson.loads(environ["wsgi.input"].read(65536))["changes"]
    rows = [
        (change["seq"], change["position"], orjson.dumps(change["answer"]).decode(), change.get("flagged", False))
        for change in changes
    ]
    if SQLITE:
        parameters = [orjson.dumps(rows).decode(), attempt, 1]
        lines = connection().execute(FACTS["save"], parameters).fetchall()
        acked, now, deadline = [line[0] for line in lines], lines[0][1], lines[0][3]
    else:
        columns = [list(column) for column in zip(*rows, strict=True)]
        found = connection().execute(FACTS["save"], [attempt, *columns, 1]).fetchone()
        acked, now, deadline = found[0], found[1], found[2]
    answer = {"acked": acked, "refused": [], "server_time": now, "deadline": deadline}
    return answered(start_response, orjson.dumps(answer, option=orjson.OPT_UTC_Z))
