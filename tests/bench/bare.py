"""The floors: WSGI handlers without Django and without a token, run by Granian with the product's own flags.

Each thread has one connection to the database, in autocommit as the product's, and the facts come from a file.
"""

import base64
import hmac
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
PAPERS = {form: base64.b64decode(content) for form, content in FACTS.get("papers", {}).items()}
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


SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > now()"
ELIGIBLE = """
SELECT entry.id, entry.standing, entry.extra_seconds, exam.duration_minutes, exam.attempts_allowed, win.id,
    win.closes_at
FROM exams_entry AS entry JOIN exams_exam AS exam ON exam.id = entry.exam_id
JOIN exams_window AS win ON win.exam_id = exam.id AND win.opens_at <= now() AND win.closes_at > now()
WHERE entry.person_id = %s AND entry.exam_id = %s AND exam.published_at IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM sittings_attempt WHERE sittings_attempt.entry_id = entry.id)
FOR NO KEY UPDATE OF entry
"""
BEGIN_ATTEMPT = """
INSERT INTO sittings_attempt (entry_id, form_id, window_id, number, "order", started_at, deadline, accepted_until,
    extra_seconds, lease, device, state, closed_by, receipt)
VALUES (%s, %s, %s, %s, %s, now(), now() + interval '1 hour', now() + interval '1 hour', %s, 1, %s, 'open', '', %s)
RETURNING id, started_at, deadline
"""


EMPTY = """<!doctype html><title>wait</title><script>
(async () => {
  for (let trip = 2; trip <= %d; trip++) await (await fetch('/trips/' + trip)).text()
  document.title = 'done'
})()
</script>"""


def empty(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """At `/<trips>` a page that makes so many round trips one after the other, the first for itself."""
    trips = environ["PATH_INFO"].lstrip("/")
    if not trips.isdigit():
        return answered(start_response, b"{}")
    page = (EMPTY % int(trips)).encode()
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(page)))])
    return [page]


def paper(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/healthz":
        return answered(start_response, b"{}")
    _, _, _, _, attempt, _, form, content_hash, given, _ = environ["PATH_INFO"].split("/")
    signed = hmac.digest(bytes.fromhex(FACTS["key"]), f"content:{attempt}:{form}:{content_hash}".encode(), "sha256")
    assert hmac.compare_digest(base64.urlsafe_b64encode(signed).rstrip(b"="), given.encode())
    headers = {"ETag": f'"{content_hash}"', "Content_Encoding": "gzip"}
    return answered(start_response, PAPERS[form], **headers)


def start(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/healthz":
        return answered(start_response, b"{}")
    key = environ["HTTP_COOKIE"].partition("=")[2].partition(";")[0]
    asked = orjson.loads(environ["wsgi.input"].read(65536))
    order = orjson.dumps(FACTS["order"]).decode()
    with connection().transaction():
        assert connection().execute(SESSION, [key]).fetchone()
        found = connection().execute(ELIGIBLE, [FACTS["persons"][key], FACTS["exam"]]).fetchone()
        values = [found[0], FACTS["form"], found[5], asked["number"], order, found[2], asked["device"], key[-30:]]
        attempt, started_at, deadline = connection().execute(BEGIN_ATTEMPT, values).fetchone()
    answer = {"attempt": attempt, "started_at": started_at, "deadline": deadline, "order": FACTS["order"]}
    return answered(start_response, orjson.dumps(answer, option=orjson.OPT_UTC_Z), "201 Created")
