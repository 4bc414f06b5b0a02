"""The base of everything that can be refused, for both packages (`exam_platform.api` passes it on)."""

from typing import Any, ClassVar, TypedDict

from rest_framework.exceptions import APIException


class Located(TypedDict):
    """One error and its place: a JSON pointer into the body."""

    pointer: str
    code: str
    detail: str


class Refusal(APIException):
    """A refusal with a stable code, a status and a Chinese sentence.

    A subclass names its status_code, default_code and default_detail; `members` are added to the problem
    document as they stand (`kept`, `acked` …), `errors` name places in the body, `headers` go on the answer.
    """

    status_code = 400
    default_code = "invalid"
    default_detail = "请求无法处理。"
    headers: ClassVar[dict[str, str]] = {}

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: list[Located] | None = None,
        headers: dict[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.errors = errors or []
        self.members = members
        self.answer_headers = {**self.headers, **(headers or {})}
