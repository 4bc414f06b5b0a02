"""How many requests are worked on at once, and what becomes of the others: a short wait, or „come again“ at once.

Without a bound a burst piles up behind the server's few threads; browsers give up after twenty seconds and ask again,
and from then on the server works for those alone who have gone. Two thousand starts within seconds did that to it.
"""

import random
import threading
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from typing import Any

import orjson
from django.conf import settings

from exam_platform.operations import metrics

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]

# Threads of a web process: those at work, those that wait, and a few that turn away.
THREADS = 64
# How many may wait. What a candidate has written goes before whoever wants to come in.
MOST_WAITING, MOST_WAITING_TO_SAVE = 24, 44
PATIENCE = 5.0
SAVING = "/api/v1/attempts/"
RETRY_AFTER = (1, 2, 3)
# Django's middlewares, which put these on every other answer, are what has no time now (S47).
GUARDS = [
    ("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", settings.X_FRAME_OPTIONS),
    ("Referrer-Policy", settings.SECURE_REFERRER_POLICY),
]
if settings.HTTPS:
    GUARDS += [
        ("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"),
        ("Cross-Origin-Opener-Policy", str(settings.SECURE_CROSS_ORIGIN_OPENER_POLICY)),
    ]

BUSY = orjson.dumps(
    {
        "type": "about:blank",
        "title": "暂时无法提供服务",
        "status": 503,
        "detail": "现在访问的人很多,请稍候,将自动重试。",
        "code": "busy",
        "errors": [],
    }
)


class Admission:
    def __init__(self, application: Application, *, at_once: int) -> None:
        self._application = application
        # A semaphore that waits in C: the one of `threading` costs a request more than all else in here.
        self._places: SimpleQueue[None] = SimpleQueue()
        for _ in range(at_once):
            self._places.put(None)
        self._counting = threading.Lock()
        self._waiting = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path: str = environ["PATH_INFO"]
        # Pages and their parts come from memory; whether the process lives is asked of it when it is busiest.
        if not path.startswith("/api/"):
            return self._application(environ, start_response)
        if not self._enter(MOST_WAITING_TO_SAVE if path.startswith(SAVING) else MOST_WAITING):
            metrics.observe(method=environ["REQUEST_METHOD"], route="turned away", status=503, seconds=0)
            return turn_away(start_response)
        try:
            return self._application(environ, start_response)
        finally:
            self._places.put(None)

    def _enter(self, most_waiting: int) -> bool:
        try:
            self._places.get_nowait()
        except Empty:
            return self._wait(most_waiting)
        return True

    def _wait(self, most_waiting: int) -> bool:
        with self._counting:
            if self._waiting >= most_waiting:
                return False
            self._waiting += 1
        try:
            self._places.get(timeout=PATIENCE)
        except Empty:
            return False
        finally:
            with self._counting:
                self._waiting -= 1
        return True


def turn_away(start_response: Any) -> Iterable[bytes]:
    """Nothing was done: whatever was asked for may be asked again."""
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Content-Length", str(len(BUSY))),
        ("Cache-Control", "no-store"),
        ("Retry-After", str(random.choice(RETRY_AFTER))),
        *GUARDS,
    ]
    start_response("503 Service Unavailable", headers)
    return [BUSY]
