"""Starting an attempt, or coming back to one: thousands in a minute, when an examination opens or a network returns.

What the middlewares do about a person is done here by the same functions: Django's own for the CSRF token, those of
`people.sessions` for the session and the place that it is used from.
"""

import re
from typing import Any

from django.conf import settings
from django.http import parse_cookie
from django.middleware.csrf import (  # type: ignore[attr-defined]  # Django compares tokens nowhere else
    CSRF_SECRET_LENGTH,
    InvalidTokenFormat,
    _check_token_format,
    _does_token_match,
)

from exam_platform.audit import context
from exam_platform.operations.plain_door import Body, Environ, Place, PlainDoor, borrowed_connection
from exam_platform.people.sessions import bearer
from exam_platform.sittings.actions import start_attempt
from exam_platform.sittings.serializers.candidate import read_plain_start
from exam_platform.sittings.views.candidate import started_body
from questions.strict import StrictJSONParser, read_json


class PlainStarts(PlainDoor):
    method = "POST"
    path = re.compile(r"/api/v1/exams/(?P<exam>[0-9]{1,18})/attempts/", re.ASCII)
    example = "/api/v1/exams/1/attempts/"
    max_bytes = StrictJSONParser.max_bytes
    decides = (*PlainDoor.decides, "HTTP_ACCEPT", "HTTP_ORIGIN")

    def decisive(self, environ: Environ, place: Place) -> tuple[Any, ...]:
        """Django asks for the referrer where the browser names no origin."""
        referrer = None if "HTTP_ORIGIN" in environ else environ.get("HTTP_REFERER")
        return (*super().decisive(environ, place), referrer)

    def answer(self, environ: Environ, place: Place, body: bytes) -> Body | None:
        asked = read_plain_start(read_json(body))
        cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
        session = cookies.get(settings.SESSION_COOKIE_NAME)
        if asked is None or session is None or not csrf_token_matches(cookies, environ):
            return None
        with borrowed_connection():
            person = bearer(session, environ)
            if person is None:
                return None
            context.current().person_id = person
            started = start_attempt(person_id=person, exam_id=int(place["exam"]), **asked)
            return 201 if started.made else 200, started_body(started)


def csrf_token_matches(cookies: dict[str, str], environ: Environ) -> bool:
    """As the middleware compares them; a secret that is missing, or masked as long ago, is left to it."""
    secret, token = cookies.get(settings.CSRF_COOKIE_NAME, ""), environ.get(settings.CSRF_HEADER_NAME, "")
    try:
        _check_token_format(secret)
        _check_token_format(token)
    except InvalidTokenFormat:
        return False
    return len(secret) == CSRF_SECRET_LENGTH and bool(_does_token_match(token, secret))
