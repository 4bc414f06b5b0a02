"""What happens to every request, whichever view answers it."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from exam_platform import api
from exam_platform.audit import context
from exam_platform.operations import metrics

logger = logging.getLogger("exam_platform.request")

Respond = Callable[[HttpRequest], HttpResponse]

FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_REAL_IP",
)
PIECE = 64 * 1024
# A candidate's browser saves every few seconds: successes are counted in the metrics, failures are logged too.
QUIET_ROUTES = {"responses", "health", "ready", "metrics"}


def believe_known_proxies(respond: Respond) -> Respond:
    """Only a proxy of TRUSTED_PROXIES may say what was forwarded; from others such headers are dropped (S6).

    What a proxy sends is read to its end, also where nobody asked for it: a file refused for want of a session would
    otherwise find its connection closed under it, and the proxy would say 502. It holds the whole of it already, within
    its own bound, so that nobody is waited for.
    """
    trusted = context.networks(tuple(settings.TRUSTED_PROXIES))

    def middleware(request: HttpRequest) -> HttpResponse:
        address = context.read_address(str(request.META.get("REMOTE_ADDR", "")))
        if not address or not any(address in network for network in trusted):
            for name in FORWARDED:
                request.META.pop(name, None)
            return respond(request)
        response = respond(request)
        with suppress(UnreadablePostError):
            while request.read(PIECE):
                pass
        return response

    return middleware


def record_requests(respond: Respond) -> Respond:
    """One log line and one measurement for each request; the content security policy on every answer; `no-store` on
    the API's answers that say nothing else about being kept."""
    policy = settings.CONTENT_SECURITY_POLICY

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = respond(request)
        response.headers["Content-Security-Policy"] = policy
        if request.path_info.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        record(request, response, time.perf_counter() - started)
        return response

    return middleware


def record(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    match = request.resolver_match
    ids = {name: value for name, value in match.kwargs.items() if isinstance(value, int)} if match else {}
    route, status = match.route if match else "", response.status_code
    metrics.observe(method=request.method or "", route=route, status=status, seconds=seconds)
    if status >= 400 or not match or match.url_name not in QUIET_ROUTES:
        log(method=request.method or "", route=route, ids=ids, status=status, seconds=seconds)


def log(*, method: str, route: str, ids: dict[str, int], status: int, seconds: float) -> None:
    """The route and its numeric ids are kept; never the path or the query, which may hold names and signed tokens."""
    if logger.isEnabledFor(logging.INFO):
        milliseconds = round(seconds * 1000, 1)
        extra = {"method": method, "route": route, "ids": ids, "status": status, "milliseconds": milliseconds}
        logger.info("request", extra=extra)


def refuse_nul(respond: Respond) -> Respond:
    """No address and no cookie has a NUL; PostgreSQL would raise over it in the middle of a query."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return api.bad_request(request)
        if any("\0" in value for value in request.COOKIES.values()):
            return api.bad_request(request)
        return respond(request)

    return middleware
