"""The doors that a candidate's browser uses while it writes: plain views with the attempt's token.

They touch neither session nor user, so that a save costs one statement and goes on when a session has expired.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import APIException, MethodNotAllowed, UnsupportedMediaType

from exam_platform.api import Refusal, problem, problem_response
from exam_platform.sittings.actions import Saved, save_responses, submit_attempt
from exam_platform.sittings.changes import Batch, TooMany, Unreadable, read_changes
from exam_platform.sittings.errors import BadToken, Closed, NoSuchAttempt, TooManyChanges
from exam_platform.sittings.papers import NoSuchContent, content_of, picture_of
from exam_platform.sittings.token import Token, check_content, read_token
from questions.picture_views import picture_response
from questions.strict import AnswerParser, BodyTooLarge, read_json, refuse_encodings

SCHEME = "Attempt "
FOR_GOOD = "private, max-age=31536000, immutable"
# Set in the request's environment by whoever tried this already and waited for the database in vain.
DATABASE_FAILED = "exam_platform.database_failed"

Door = Callable[..., HttpResponse]


def door(method: str) -> Callable[[Door], Door]:
    """A view for one method; refusals are problem documents, and 503 says that the database cannot be reached."""

    def decorate(view: Door) -> Door:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, **place: Any) -> HttpResponse:
            try:
                if request.method != method:
                    raise MethodNotAllowed(str(request.method))
                return view(request, **place)
            except APIException as error:
                return _refusal(error)
            except (OperationalError, InterfaceError):
                body = problem(503, "unavailable", "服务器暂时繁忙，答案仍在本机，将自动重试。")
                return _json(body, status=503, headers={"Retry-After": "2"}, kind="application/problem+json")

        return answer

    return decorate


@door("PUT")
def save(request: HttpRequest, attempt: int) -> HttpResponse:
    """Most saves are answered before they come here (operations/plain_save.py), by the same rules."""
    if error := request.META.get(DATABASE_FAILED):
        raise error
    token = _token(request, attempt)
    saved = save_responses(token=token, batch=_batch(request, token))
    if saved.closed:
        raise Closed(kept=saved.kept, acked=saved.acked, refused=saved.refused, server_time=saved.now)
    return _sent(saved_body(saved))


def saved_body(saved: Saved) -> bytes:
    """Of the 200 to a save."""
    answer = {"acked": saved.acked, "refused": saved.refused, "server_time": saved.now, "deadline": saved.deadline}
    return orjson.dumps(answer, option=orjson.OPT_UTC_Z)


@door("POST")
def submit(request: HttpRequest, attempt: int) -> HttpResponse:
    token = _token(request, attempt)
    submitted, saved = submit_attempt(token=token, batch=_batch(request, token))
    answer: dict[str, Any] = {"state": "submitted", "receipt": submitted.receipt, **_became(saved)}
    return _json(answer | {"submitted_at": submitted.closed_at}, status=202)


@door("GET")
def content(request: HttpRequest, attempt: int, form: int, content_hash: str, signature: str) -> HttpResponse:
    """The paper as it was compressed at its assembly; the signature says that this attempt was started."""
    if not check_content(signature, attempt=attempt, form=form, content_hash=content_hash):
        raise NoSuchAttempt
    headers = {"ETag": f'"{content_hash}"', "Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding"}
    if request.META.get("HTTP_IF_NONE_MATCH") == headers["ETag"]:
        return HttpResponse(status=304, headers=headers)
    try:
        body = content_of(form, content_hash)
    except NoSuchContent as error:
        raise NoSuchAttempt from error
    headers["Content-Encoding"] = "gzip"
    return HttpResponse(body, content_type="application/json", headers=headers)


@door("GET")
def picture(
    request: HttpRequest, attempt: int, form: int, content_hash: str, signature: str, sha256: str
) -> HttpResponse:
    """A picture of the paper, under the paper's own signature: good for the pictures of this form alone."""
    if not check_content(signature, attempt=attempt, form=form, content_hash=content_hash):
        raise NoSuchAttempt
    try:
        found = picture_of(form, content_hash, sha256)
    except NoSuchContent as error:
        raise NoSuchAttempt from error
    known = request.META.get("HTTP_IF_NONE_MATCH")
    return picture_response(found.content, found.media_type, sha256, FOR_GOOD, known)


def _token(request: HttpRequest, attempt: int) -> Token:
    given = request.META.get("HTTP_AUTHORIZATION", "")
    if not given.startswith(SCHEME):
        raise BadToken
    token = read_token(given[len(SCHEME) :])
    if token.attempt != attempt:
        raise NoSuchAttempt
    return token


def _batch(request: HttpRequest, token: Token) -> Batch:
    """The body read strictly; 413 before anything is parsed, 415 for what is not plain JSON in UTF-8."""
    media_type = request.META.get("CONTENT_TYPE", "")
    if media_type.partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedMediaType(media_type[:60])
    refuse_encodings({"request": request}, media_type)
    body = request.read(AnswerParser.max_bytes + 1)
    if len(body) > AnswerParser.max_bytes:
        raise BodyTooLarge
    try:
        return read_changes(read_json(body), token.outline)
    except Unreadable as error:
        raise Refusal(
            error.detail, errors=[{"pointer": error.pointer, "code": error.code, "detail": error.detail}]
        ) from error
    except TooMany as error:
        raise TooManyChanges from error


def _became(saved: Saved | None) -> dict[str, Any]:
    if saved is None:
        return {"acked": [], "kept": [], "refused": []}
    return {"acked": saved.acked, "kept": saved.kept, "refused": saved.refused}


def _refusal(error: APIException) -> HttpResponse:
    response = problem_response(error, {})
    if response is None:
        raise error
    headers = {name: value for name, value in response.headers.items() if name.lower() != "content-type"}
    return _json(response.data, status=response.status_code, headers=headers, kind="application/problem+json")


def _json(
    body: Any, *, status: int = 200, headers: dict[str, str] | None = None, kind: str = "application/json"
) -> HttpResponse:
    return _sent(orjson.dumps(body, option=orjson.OPT_UTC_Z), status=status, headers=headers, kind=kind)


def _sent(
    body: bytes, *, status: int = 200, headers: dict[str, str] | None = None, kind: str = "application/json"
) -> HttpResponse:
    answer = HttpResponse(body, status=status, content_type=kind, headers=headers)
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer
