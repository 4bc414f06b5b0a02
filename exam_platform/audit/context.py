"""What is known of the request in progress: who, from where, under which id. Empty in tasks and commands."""

import ipaddress
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,40}", re.ASCII)


@dataclass(slots=True)
class RequestContext:
    """`person_id` is filled in when the session's person is loaded."""

    address: str | None = None
    request_id: str = ""
    person_id: int | None = None


_current: ContextVar[RequestContext | None] = ContextVar("request_context", default=None)


def current() -> RequestContext:
    return _current.get() or RequestContext()


@cache
def networks(names: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(name, strict=False) for name in names)


@lru_cache(maxsize=4096)
def read_address(text: str) -> Address | None:
    """An address as written by a server or proxy, an IPv4 one mapped into IPv6 unwrapped; None for anything else."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def client_address(meta: Mapping[str, Any], trusted: Iterable[str]) -> str | None:
    """The address that the request came from. X-Forwarded-For is believed only as far as trusted proxies wrote it.

    Read from the right: each trusted proxy vouches for the entry to its left; the first that is no trusted proxy
    is the client, whatever stands further left (S6).
    """
    proxies = networks(tuple(trusted))
    address = read_address(str(meta.get("REMOTE_ADDR", "")))
    forwarded = str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if proxies else []
    while address and forwarded and any(address in network for network in proxies):
        before = read_address(forwarded.pop())
        if before is None:
            break
        address = before
    return str(address) if address else None


def request_id(meta: Mapping[str, Any]) -> str:
    """A proxy's own id, if it is a trusted one, so that its log and ours meet."""
    given = str(meta.get("HTTP_X_REQUEST_ID", ""))
    remote = read_address(str(meta.get("REMOTE_ADDR", ""))) if given and settings.TRUSTED_PROXIES else None
    trusted = networks(tuple(settings.TRUSTED_PROXIES)) if remote else ()
    if REQUEST_ID.fullmatch(given) and any(remote in network for network in trusted):
        return given
    # Unique, not secret; the system's own random numbers would cost more than the rest of a save's door.
    return f"{random.getrandbits(128):032x}"


def network_of(address: str | None) -> str:
    """What counts as one place: an IPv4 address, or the network that an IPv6 household has."""
    if not address:
        return ""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return address


@contextmanager
def of_request(meta: Mapping[str, Any], identity: str) -> Iterator[RequestContext]:
    """For the time of the request."""
    context = RequestContext(client_address(meta, settings.TRUSTED_PROXIES), identity)
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


class RequestContextMiddleware:
    """Keeps the context for the time of the request and tells the request's id in the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with of_request(request.META, request_id(request.META)) as context:
            response = self.get_response(request)
        response["X-Request-ID"] = context.request_id
        return response
