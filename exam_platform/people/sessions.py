"""Django's session as the platform uses it: who it belongs to, how it begins, and which devices an account knows."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, login
from django.contrib.auth.backends import BaseBackend
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from exam_platform.audit import context
from exam_platform.audit.actions import record
from exam_platform.statements import fetch_one

from .models import Person, session_mark
from .sealing import blind_index

BACKEND = "exam_platform.people.sessions.SessionBackend"
DEVICE_COOKIE = settings.SESSION_COOKIE_NAME.removesuffix("session") + "device"
DEVICE_SALT = "people.known_device"
DEVICE_SECONDS = 180 * 24 * 3600
# In the session: the places that it was used from.
PLACES = "places"
PLACES_PER_SESSION = 20
# An office's shared computer knows several persons; the cookie stays small.
PERSONS_PER_DEVICE = 12

SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
BEARER = "SELECT password, session_epoch FROM people_person WHERE id = %s AND is_active"


class SessionBackend(BaseBackend):
    """Loads the person of a session. It authenticates nobody: actions/sign_in.py is the only door (S9)."""

    def get_user(self, user_id: Any) -> Person | None:
        person = Person.objects.defer("id_number", "phone").filter(pk=user_id, is_active=True).first()
        if person:
            context.current().person_id = person.pk
        return person


def begin_session(request: HttpRequest, person: Person) -> None:
    """A new session key and a new CSRF token, whatever session the browser had (S14)."""
    login(request, person, backend=BACKEND)
    request.session[PLACES] = [place_of(request.META)]


def bearer(session_key: str, meta: Mapping[str, Any]) -> int | None:
    """Whose session it is: what Django and the middleware below would find, by two statements.

    None as well where they would have something to write: the session is used in another place, or was begun under an
    older SECRET_KEY.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    row = fetch_one(SESSION, [session_key, now])
    held = SessionStore().decode(row[0]) if row else {}
    if held.get(BACKEND_SESSION_KEY) != BACKEND:
        return None
    person_id = int(held[SESSION_KEY])
    marked = fetch_one(BEARER, [person_id])
    if marked is None or not constant_time_compare(held.get(HASH_SESSION_KEY, ""), session_mark(*marked)):
        return None
    known = held.get(PLACES)
    return None if known and place_of(meta) not in known else person_id


def place_of(meta: Mapping[str, Any]) -> list[str]:
    """Network and browser of a request, as keyed marks: the session's row tells neither."""
    network = context.network_of(context.current().address)
    agent = meta.get("HTTP_USER_AGENT", "")
    return [blind_index("session_place", f"{kind}:{text}")[:16] for kind, text in (("net", network), ("ua", agent))]


def flag_other_places(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. A session that turns up at another address or in another browser goes on, and is put on record, once
    for each place (S16): phones change their network all day, and a stolen cookie looks the same."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        # Set when the view asked for the person: the session is loaded, and nobody else pays for a look.
        if response.status_code < 500 and isinstance(getattr(request, "_cached_user", None), Person):
            _flag_other_place(request)
        return response

    return middleware


def _flag_other_place(request: HttpRequest) -> None:
    known = request.session.get(PLACES)
    place = place_of(request.META) if known else []
    if not known or place in known:
        return
    networks, browsers = zip(*known, strict=True)
    person = request._cached_user  # type: ignore[attr-defined]  # where Django keeps it
    changed = {"address": place[0] not in networks, "browser": place[1] not in browsers}
    record(kind="session.used_elsewhere", actor=person, subject=f"person:{person.pk}", detail=changed)
    request.session[PLACES] = [*known, place][-PLACES_PER_SESSION:]


class KnownDevice:
    """A browser in which persons have signed in before: a random id, and marks that only this server can make.

    Guesses that come from it are counted apart, so that whoever guesses elsewhere cannot lock the owner out (S2).
    """

    def __init__(self, number: str = "", marks: tuple[str, ...] = ()) -> None:
        self.number = number or secrets.token_urlsafe(12)
        self.marks = marks

    @classmethod
    def of(cls, request: HttpRequest) -> "KnownDevice":
        """The device of the request; a new one when the cookie is missing, too old or forged."""
        try:
            held = signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_SALT, max_age=DEVICE_SECONDS)
            return cls(str(held["device"]), tuple(str(mark) for mark in held["persons"]))
        except (signing.BadSignature, KeyError, TypeError):
            return cls()

    def knows(self, person_id: int) -> bool:
        return self._mark(person_id) in self.marks

    def remember(self, person_id: int, response: HttpResponseBase) -> None:
        mark = self._mark(person_id)
        marks = [mark, *(other for other in self.marks if other != mark)][:PERSONS_PER_DEVICE]
        response.set_cookie(
            DEVICE_COOKIE,
            signing.dumps({"device": self.number, "persons": marks}, salt=DEVICE_SALT),
            max_age=DEVICE_SECONDS,
            path=settings.SESSION_COOKIE_PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )

    def _mark(self, person_id: int) -> str:
        return blind_index("known_device", f"{self.number}:{person_id}")[:20]
