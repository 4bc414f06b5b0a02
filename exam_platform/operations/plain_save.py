"""The busiest request of all: a save."""

import re

from exam_platform.operations.plain_door import Body, Environ, Place, PlainDoor, borrowed_connection
from exam_platform.sittings.actions import save_responses
from exam_platform.sittings.changes import TooMany, Unreadable, read_changes
from exam_platform.sittings.token import read_token
from exam_platform.sittings.views.hot import SCHEME, saved_body
from questions.strict import AnswerParser, read_json


class PlainSaves(PlainDoor):
    method = "PUT"
    path = re.compile(r"/api/v1/attempts/(?P<attempt>[0-9]{1,18})/responses/", re.ASCII)
    example = "/api/v1/attempts/1/responses/"
    max_bytes = AnswerParser.max_bytes

    def answer(self, environ: Environ, place: Place, body: bytes) -> Body | None:
        given = environ.get("HTTP_AUTHORIZATION", "")
        if not given.startswith(SCHEME):
            return None
        token = read_token(given[len(SCHEME) :])
        if token.attempt != int(place["attempt"]):
            return None
        try:
            batch = read_changes(read_json(body), token.outline)
        except (Unreadable, TooMany):
            return None
        with borrowed_connection():
            saved = save_responses(token=token, batch=batch)
        return None if saved.closed else (200, saved_body(saved))
