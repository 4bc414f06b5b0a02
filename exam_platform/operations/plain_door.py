"""The busiest requests, answered before Django's handler where there is nothing to explain about them.

Django's view remains the one place of every rule, refusal and header. A door reads and acts by the view's functions,
and hands the request on as it came wherever the answer would not be a plain one; that it is then done twice does not
matter, because a repeat changes nothing (I6, I8). The headers are those which Django gave the first such request that
came under the same host, scheme and proxy: whoever passes that is known to pass here, and no header is spelled twice.
"""

import io
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections
from django.urls import ResolverMatch, resolve
from rest_framework.exceptions import APIException

from exam_platform.audit.context import of_request, request_id
from exam_platform.operations import metrics, middleware
from exam_platform.sittings.views.hot import DATABASE_FAILED

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Any], Iterable[bytes]]
Place = re.Match[str]
Body = tuple[int, bytes]

STATUS = {200: "200 OK", 201: "201 Created"}
OF_ONE_ANSWER = {"x-request-id", "content-length"}
MOST_KNOWN = 1000
# A failure that came at once may be of a connection that died long ago: Django tries another. After a wait, none.
AT_ONCE_SECONDS = 1.0


class PlainDoor(ABC):
    method: str
    # With the names of Django's route.
    path: re.Pattern[str]
    example: str
    # Of the body; without it none is read.
    max_bytes = 0
    # What the middlewares decide by, apart from the request's id.
    decides: tuple[str, ...] = ("HTTP_HOST", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "SCRIPT_NAME")

    def __init__(self, django: Application) -> None:
        self.django = django
        self.known: dict[tuple[Any, ...], Headers] = {}

    @abstractmethod
    def answer(self, environ: Environ, place: Place, body: bytes) -> Body | None:
        """Status and body; None, or a refusal, when Django has to answer."""

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        place = self.path.fullmatch(environ["PATH_INFO"])
        if place is None or environ["REQUEST_METHOD"] != self.method or not self.is_plain(environ):
            return self.django(environ, start_response)
        key = self.decisive(environ, place)
        headers = self.known.get(key)
        if headers is None:
            return self.django(environ, self._learning(key, start_response))
        identity, started = request_id(environ), time.perf_counter()
        with nullcontext() if self._is_quiet else of_request(environ, identity):
            answered = self._tried(environ, place)
            if answered is not None:
                self._record(place, answered[0], time.perf_counter() - started)
        if answered is None:
            return self.django(environ, start_response)
        status, body = answered
        start_response(STATUS[status], [*headers, ("X-Request-ID", identity), ("Content-Length", str(len(body)))])
        return [body]

    def is_plain(self, environ: Environ) -> bool:
        """Nothing about the request itself asks for a second look. A quoted cookie may hide a NUL."""
        cookie = environ.get("HTTP_COOKIE", "")
        if environ.get("QUERY_STRING") or "\\" in cookie or "\0" in cookie:
            return False
        if not self.max_bytes:
            return True
        return environ.get("CONTENT_TYPE") == "application/json" and "HTTP_CONTENT_ENCODING" not in environ

    def decisive(self, environ: Environ, place: Place) -> tuple[Any, ...]:
        """Who says that something was forwarded matters; who sends a request that says nothing of the kind does not."""
        values = (*map(environ.get, self.decides), "HTTP_COOKIE" in environ)
        return (*values, environ.get("REMOTE_ADDR")) if "HTTP_X_FORWARDED_PROTO" in environ else values

    @cached_property
    def _view(self) -> ResolverMatch:
        return resolve(self.example)

    @cached_property
    def _is_quiet(self) -> bool:
        return self._view.url_name in middleware.QUIET_ROUTES

    def _record(self, place: Place, status: int, seconds: float) -> None:
        """As the middleware does."""
        route = self._view.route
        metrics.observe(method=self.method, route=route, status=status, seconds=seconds)
        if not self._is_quiet:
            ids = {name: int(place[name]) for name, value in self._view.kwargs.items() if isinstance(value, int)}
            middleware.log(method=self.method, route=route, ids=ids, status=status, seconds=seconds)

    def _tried(self, environ: Environ, place: Place) -> Body | None:
        """None when Django has to answer, which then finds the request as it came."""
        body = b""
        if self.max_bytes:
            body = environ["wsgi.input"].read(self.max_bytes + 1)
            environ["wsgi.input"] = io.BytesIO(body)
        if len(body) > self.max_bytes:
            return None
        started = time.monotonic()
        try:
            return self.answer(environ, place, body)
        except APIException:
            return None
        except (OperationalError, InterfaceError) as error:
            connection.close_if_unusable_or_obsolete()
            if time.monotonic() - started > AT_ONCE_SECONDS:
                environ[DATABASE_FAILED] = error
            return None

    def _learning(self, key: tuple[Any, ...], start_response: Any) -> Any:
        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            names = {name.lower() for name, _ in headers}
            # A cookie is for one browser; what another is told must not be learned from it.
            if int(status[:3]) in STATUS and "set-cookie" not in names:
                if len(self.known) >= MOST_KNOWN:
                    self.known.clear()
                self.known[key] = [(name, value) for name, value in headers if name.lower() not in OF_ONE_ANSWER]
            return start_response(status, headers, exc_info)

        return start


@contextmanager
def borrowed_connection() -> Iterator[None]:
    """On SQLite the thread's own connection stays open; PostgreSQL's go round."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    borrowed = not settings.SQLITE and database.borrow()
    try:
        yield
    finally:
        if borrowed:
            database.close()
