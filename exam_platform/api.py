"""What every API view shares: refusals as problem documents (RFC 9457), pages, the database's clock, sessions."""

import datetime as dt
import errno
import math
import sys
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import authentication, exceptions, pagination, renderers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from questions.refusals import Located, Refusal
from questions.strict import (
    LARGEST_INTEGER,
    BodyTooLarge,
    InstantField,
    StrictJSONParser,
    StrictModelSerializer,
    StrictQuery,
    StrictSerializer,
)

__all__ = [
    "InstantField",
    "JSONRenderer",
    "Located",
    "Pages",
    "Refusal",
    "SessionAuthentication",
    "StrictJSONParser",
    "StrictModelSerializer",
    "StrictQuery",
    "StrictSerializer",
    "database_now",
    "problem",
    "problem_response",
]

PROBLEM = "application/problem+json"

TITLES = {
    400: "请求有误",
    401: "请先登录",
    403: "没有权限",
    404: "没有找到",
    405: "不支持这种操作",
    406: "无法按要求的格式回答",
    409: "与当前状态冲突",
    413: "内容过大",
    415: "不支持这种内容格式",
    429: "操作过于频繁",
    500: "服务器出错",
    503: "暂时无法提供服务",
    507: "磁盘空间不足",
}

# DRF's own exceptions say little, or say it in English.
DETAILS = {
    "not_authenticated": "请先登录。",
    "authentication_failed": "登录已失效，请重新登录。",
    "permission_denied": "您没有进行此操作的权限。",
    "not_found": "没有找到，或您无权查看。",
}


class CsrfFailed(Refusal):
    status_code = 403
    default_code = "csrf_failed"
    default_detail = "页面已过期，请刷新后重试。"


class Unavailable(Refusal):
    """The database is away, hangs, is full or made this statement wait too long: what was asked may be asked again."""

    status_code = 503
    default_code = "unavailable"
    default_detail = "服务器暂时繁忙，请稍后重试。"
    headers = {"Retry-After": "2"}


class DiskFull(Refusal):
    status_code = 507
    default_code = "disk_full"
    default_detail = "服务器磁盘空间不足，文件未能保存。请联系运维人员。"


class SessionAuthentication(authentication.SessionAuthentication):
    """Django's session; CSRF is checked for strangers too, or another site could sign a visitor in."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        self.enforce_csrf(request)
        user = getattr(request._request, "user", None)
        return (user, None) if user is not None and user.is_authenticated and user.is_active else None

    def authenticate_header(self, request: Request) -> str:
        """Its presence makes a missing session 401 instead of 403."""
        return 'Session realm="api"'

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise CsrfFailed from error


class JSONRenderer(renderers.BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=_plain, option=orjson.OPT_UTC_Z)


def _plain(value: Any) -> Any:
    """Lazy translations and DRF's dict and list subclasses."""
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, (list, tuple, set)):
        return list(value)
    return str(value)


class Pages(pagination.CursorPagination):
    """`{"results", "next"}`, 50 to a page, `?page_size=` up to 200. Order by id unless the view says otherwise."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "id"
    # Lines of one unit share their place in an order by units: with DRF's 1,000 the list of a larger one never ends.
    offset_cutoff = 1_000_000

    def get_page_size(self, request: Request) -> int:
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not asked.isascii() or not asked.isdigit() or len(asked) > 9 or int(asked) < 1:
            raise Refusal("page_size 须为 1 到 200 的整数。")
        return min(int(asked), self.max_page_size)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        self.model: type[Model] = queryset.model
        return super().paginate_queryset(queryset, request, view)

    def decode_cursor(self, request: Request) -> Any:
        """DRF hands the position on to the database as it came; 404 for one that cannot be a value of the order."""
        cursor = super().decode_cursor(request)
        if cursor and cursor.position is not None:
            field: Any = self.model._meta.get_field(self.ordering[0].lstrip("-"))
            try:
                value = field.get_prep_value(cursor.position)
            except ValueError as error:
                raise exceptions.NotFound from error
            if "\0" in str(value) or (isinstance(value, int) and abs(value) > LARGEST_INTEGER):
                raise exceptions.NotFound
        return cursor

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.get_next_link()})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {"type": "string", "nullable": True, "format": "uri"},
            },
        }


def database_now() -> dt.datetime:
    """The database's clock, the only one that decides about deadlines. One query."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')")
            return dt.datetime.fromisoformat(cursor.fetchone()[0])
        cursor.execute("SELECT clock_timestamp()")
        now: dt.datetime = cursor.fetchone()[0]
        return now.astimezone(dt.UTC)


def flatten(detail: Any, pointer: str = "") -> Iterator[Located]:
    """DRF's nested validation errors, one by one, each with the JSON pointer of its place."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            within = pointer if name == api_settings.NON_FIELD_ERRORS_KEY else f"{pointer}/{_escape(name)}"
            yield from flatten(inner, within)
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            nested = isinstance(inner, (dict, list))
            yield from flatten(inner, f"{pointer}/{place}" if nested else pointer)
    else:
        yield {"pointer": pointer, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}


def _escape(name: Any) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")


def problem(
    status: int, code: str, detail: str, *, errors: list[Located] | None = None, **members: Any
) -> dict[str, Any]:
    """A problem document as a dict; the caller sends it as application/problem+json."""
    return {
        "type": "about:blank",
        "title": TITLES.get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": detail,
        "code": code,
        "errors": errors or [],
        **members,
    }


KNOWN: tuple[tuple[tuple[type[Exception], ...], type[exceptions.APIException]], ...] = (
    ((Http404,), exceptions.NotFound),
    ((PermissionDenied,), exceptions.PermissionDenied),
    ((RequestDataTooBig,), BodyTooLarge),
    ((SuspiciousOperation,), Refusal),
    ((OperationalError, InterfaceError), Unavailable),
)


def _known(error: BaseException | None) -> exceptions.APIException | None:
    """Django's own exceptions, the database's and a full disk as refusals; None for what nobody foresaw."""
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull()
    return next((refusal() for kinds, refusal in KNOWN if isinstance(error, kinds)), None)


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal becomes a problem document; what nobody foresaw stays a 500."""
    known = _known(error)
    if known is None:
        return None
    headers: dict[str, str] = {}
    if auth_header := getattr(known, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if wait := getattr(known, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    if isinstance(known, exceptions.ValidationError):
        located = list(flatten(known.detail))
        text = located[0]["detail"] if len(located) == 1 else "提交的内容有误。"
        body = problem(400, "invalid", text, errors=located)
    elif isinstance(known, Refusal):
        headers |= known.answer_headers
        body = problem(known.status_code, code_of(known), str(known.detail), errors=known.errors, **known.members)
    else:
        code = code_of(known)
        body = problem(known.status_code, code, DETAILS.get(code, str(known.detail)))
    response = Response(body, status=known.status_code, headers=headers)
    response.content_type = PROBLEM
    return response


def code_of(error: exceptions.APIException) -> str:
    return getattr(error.detail, "code", None) or error.default_code


def _page(status: int, code: str, detail: str, headers: dict[str, str] | None = None) -> HttpResponse:
    body = orjson.dumps(problem(status, code, detail))
    return HttpResponse(body, status=status, content_type=PROBLEM, headers=headers)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(400, "invalid", "请求无法处理。")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(403, "permission_denied", DETAILS["permission_denied"])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(404, "not_found", DETAILS["not_found"])


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler of what was raised outside of the API's views, by a middleware for example."""
    known = _known(sys.exception())
    if isinstance(known, Refusal):
        return _page(known.status_code, code_of(known), str(known.detail), known.answer_headers)
    return _page(500, "server_error", "服务器出错，已记录。请稍后重试。")
