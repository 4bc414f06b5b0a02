"""A paper, fetched by everybody who starts: bytes that were prepared long ago, under an address that was signed."""

import re
from functools import lru_cache
from typing import Any

from exam_platform.operations.plain_door import Body, Environ, Place, PlainDoor, borrowed_connection
from exam_platform.sittings.papers import NoSuchContent, content_of
from exam_platform.sittings.token import check_content


class PlainPapers(PlainDoor):
    method = "GET"
    path = re.compile(
        r"/api/v1/attempts/(?P<attempt>[0-9]{1,18})/content/(?P<form>[0-9]{1,18})/"
        r"(?P<content_hash>[0-9a-f]{64})/(?P<signature>[0-9A-Za-z_-]{1,60})/",
        re.ASCII,
    )
    example = f"/api/v1/attempts/1/content/1/{'0' * 64}/x/"

    def is_plain(self, environ: Environ) -> bool:
        """Whoever has the paper already is told so by Django."""
        return "HTTP_IF_NONE_MATCH" not in environ and super().is_plain(environ)

    def decisive(self, environ: Environ, place: Place) -> tuple[Any, ...]:
        """The headers name the form's content."""
        return (*super().decisive(environ, place), place["form"], place["content_hash"])

    def answer(self, environ: Environ, place: Place, body: bytes) -> Body | None:
        attempt, form, content_hash = int(place["attempt"]), int(place["form"]), place["content_hash"]
        if not check_content(place["signature"], attempt=attempt, form=form, content_hash=content_hash):
            return None
        try:
            return 200, paper(form, content_hash)
        except NoSuchContent:
            return None


@lru_cache(maxsize=128)
def paper(form: int, content_hash: str) -> bytes:
    with borrowed_connection():
        return content_of(form, content_hash)
