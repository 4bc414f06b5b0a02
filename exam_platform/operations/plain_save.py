"""The busiest request of all, answered before Django's handler: a save about which there is nothing to explain.

Django's view remains the one place of every rule, refusal and header. This door reads and saves by the same functions,
and hands the request on as it came wherever the answer would not be a plain 200; that the save then runs twice does not
matter, because a repeat changes nothing (I8). The headers are those which Django gave the first such save that came
under the same host, scheme and proxy: whoever passes that is known to pass here, and no header is spelled twice.
"""

import io
import re
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.urls import resolve
from rest_framework.exceptions import APIException

from exam_platform.audit.context import request_id
from exam_platform.operations import metrics
from exam_platform.sittings.actions import Saved, save_responses
from exam_platform.sittings.changes import Batch, TooMany, Unreadable, read_changes
from exam_platform.sittings.token import Token, read_token
from exam_platform.sittings.views.hot import DATABASE_FAILED, SCHEME, saved_body
from questions.strict import AnswerParser, read_json

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Any], Iterable[bytes]]

PATH = re.compile(r"/api/v1/attempts/([0-9]{1,18})/responses/", re.ASCII)
# What the middlewares decide by, apart from the request's id.
DECIDES = ("HTTP_HOST", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "SCRIPT_NAME")
OF_ONE_ANSWER = {"x-request-id", "content-length"}
MOST_KNOWN = 1000
# A failure that came at once may be of a connection that died long ago: Django tries another. After a wait, none.
AT_ONCE_SECONDS = 1.0


class PlainSaves:
    def __init__(self, django: Application) -> None:
        self.django = django
        self.known: dict[tuple[Any, ...], Headers] = {}

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        place = PATH.fullmatch(environ["PATH_INFO"])
        if place is None or not is_plain(environ):
            return self.django(environ, start_response)
        key = decisive(environ)
        headers = self.known.get(key)
        if headers is None:
            return self.django(environ, self._learning(key, start_response))
        started = time.perf_counter()
        body = answer(environ, int(place[1]))
        if body is None:
            return self.django(environ, start_response)
        start_response("200 OK", [*headers, ("X-Request-ID", request_id(environ)), ("Content-Length", str(len(body)))])
        metrics.observe(method="PUT", route=route(), status=200, seconds=time.perf_counter() - started)
        return [body]

    def _learning(self, key: tuple[Any, ...], start_response: Any) -> Any:
        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            names = {name.lower() for name, _ in headers}
            # A cookie is for one browser; what another is told must not be learned from it.
            if status.startswith("200 ") and "set-cookie" not in names:
                if len(self.known) >= MOST_KNOWN:
                    self.known.clear()
                self.known[key] = [(name, value) for name, value in headers if name.lower() not in OF_ONE_ANSWER]
            return start_response(status, headers, exc_info)

        return start


def is_plain(environ: Environ) -> bool:
    """Nothing about the request itself asks for a second look. A quoted cookie may hide a NUL."""
    return (
        environ["REQUEST_METHOD"] == "PUT"
        and environ.get("CONTENT_TYPE") == "application/json"
        and "HTTP_CONTENT_ENCODING" not in environ
        and not environ.get("QUERY_STRING")
        and "\\" not in environ.get("HTTP_COOKIE", "")
        and "\0" not in environ.get("HTTP_COOKIE", "")
    )


def decisive(environ: Environ) -> tuple[Any, ...]:
    """Who says that something was forwarded matters; who sends a request that says nothing of the kind does not."""
    values = (*map(environ.get, DECIDES), "HTTP_COOKIE" in environ)
    return (*values, environ.get("REMOTE_ADDR")) if "HTTP_X_FORWARDED_PROTO" in environ else values


def answer(environ: Environ, attempt: int) -> bytes | None:
    """The body of a 200; None when Django has to answer, which then finds the request as it came."""
    body = environ["wsgi.input"].read(AnswerParser.max_bytes + 1)
    environ["wsgi.input"] = io.BytesIO(body)
    given = environ.get("HTTP_AUTHORIZATION", "")
    if len(body) > AnswerParser.max_bytes or not given.startswith(SCHEME):
        return None
    started = time.monotonic()
    try:
        token = read_token(given[len(SCHEME) :])
        if token.attempt != attempt:
            return None
        batch = read_changes(read_json(body), token.outline)
        saved = _saved(token, batch)
    except (APIException, Unreadable, TooMany):
        return None
    except (OperationalError, InterfaceError) as error:
        connection.close_if_unusable_or_obsolete()
        if time.monotonic() - started > AT_ONCE_SECONDS:
            environ[DATABASE_FAILED] = error
        return None
    return None if saved.closed else saved_body(saved)


def _saved(token: Token, batch: Batch) -> Saved:
    """On SQLite the thread's own connection stays open; PostgreSQL's go round."""
    database: Any = connection
    borrowed = not settings.SQLITE and database.borrow()
    try:
        return save_responses(token=token, batch=batch)
    finally:
        if borrowed:
            database.close()


@cache
def route() -> str:
    return resolve("/api/v1/attempts/1/responses/").route
