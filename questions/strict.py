"""Strict input: one JSON parser, and serializers that refuse what they do not know or would have to guess.

Stock DRF answers 500 to a lone surrogate or NUL in a JSON field and to deep nesting, ignores unknown fields,
and takes "１２" for 12. Nothing of that passes here (RELIABILITY N80-N91).
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

import orjson
from django.db import models
from django.utils.dateparse import parse_datetime
from rest_framework import serializers
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.settings import api_settings

from questions.refusals import Refusal

DEEPEST = 8
LARGEST_INTEGER = 2**53 - 1
# All by which a sound value can still be refused: an escaped NUL, a number that may be huge, and the nesting below.
SUSPECT = re.compile(rb"\\u0000|[0-9]{16}|[0-9][eE]")


class BodyTooLarge(Refusal):
    status_code = 413
    default_code = "body_too_large"
    default_detail = "提交的内容过大。"


class StrictJSONParser(BaseParser):
    """UTF-8 JSON within limits of size and depth, without NUL, lone surrogates, NaN, Infinity or huge integers."""

    media_type = "application/json"
    max_bytes = 1024 * 1024

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        refuse_encodings(parser_context or {}, media_type or "")
        body = stream.read(self.max_bytes + 1)
        if len(body) > self.max_bytes:
            raise BodyTooLarge
        return read_json(body)


class AnswerParser(StrictJSONParser):
    """For the route that candidates' browsers save on."""

    max_bytes = 64 * 1024


def refuse_encodings(context: Mapping[str, Any], media_type: str) -> None:
    """415 for a compressed body (it may be a bomb) and for a charset other than UTF-8."""
    request = context.get("request")
    coding = request.META.get("HTTP_CONTENT_ENCODING", "identity") if request else "identity"
    if coding.lower() != "identity":
        raise UnsupportedMediaType(f"Content-Encoding: {coding[:20]}", detail="不接受压缩过的请求内容。")
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", media_type, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(media_type, detail="请求内容须为 UTF-8 编码。")


def read_json(body: bytes) -> Any:
    """The value in `body`; ParseError (400, Chinese detail) when it is not sound JSON."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise ParseError(f"请求内容不是有效的 JSON(第 {error.lineno} 行第 {error.colno} 列)。") from error
    if body.count(b"[") + body.count(b"{") <= DEEPEST and not SUSPECT.search(body):
        return value
    for found in walk(value):
        if isinstance(found, str):
            if "\0" in found:
                raise ParseError("请求内容含有空字符(NUL)。")
        elif isinstance(found, (int, float)) and abs(found) > LARGEST_INTEGER:
            raise ParseError("请求内容中的数字过大。")
    return value


def walk(value: Any) -> Iterator[Any]:
    """Every key and scalar in `value`; ParseError when it nests deeper than DEEPEST."""
    rest = [(value, 1)]
    while rest:
        found, depth = rest.pop()
        if not isinstance(found, (dict, list)):
            yield found
            continue
        if depth > DEEPEST:
            raise ParseError(f"请求内容嵌套超过 {DEEPEST} 层。")
        if isinstance(found, dict):
            yield from found
            found = found.values()
        rest.extend((part, depth + 1) for part in found)


class InstantField(serializers.DateTimeField):
    """A point in time: `2026-11-23T10:31:00+08:00`, or with Z. Without a zone it is refused as ambiguous."""

    default_error_messages = {"instant": "须为带时区的时间，例如 2026-11-23T10:31:00+08:00。"}
    pattern = re.compile(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})", re.ASCII
    )

    def to_internal_value(self, value: Any) -> dt.datetime:
        if not isinstance(value, str) or not self.pattern.fullmatch(value):
            self.fail("instant")
        try:
            instant = parse_datetime(value)
            if instant is None:
                self.fail("instant")
            return instant.astimezone(dt.UTC)
        except (ValueError, OverflowError):
            self.fail("instant")


def wrong_type(field: "serializers.Field[Any, Any, Any, Any]", value: Any) -> str:
    """What a JSON value of another type would have to be, or "" when it fits; DRF would convert it silently."""
    if isinstance(field, serializers.BooleanField):
        return "" if isinstance(value, bool) else "须为 true 或 false。"
    if isinstance(field, serializers.IntegerField):
        return "" if isinstance(value, int) and not isinstance(value, bool) else "须为整数。"
    if isinstance(field, (serializers.CharField, serializers.ChoiceField)):
        return "" if isinstance(value, str) else "须为文字。"
    return ""


class _Strictness(serializers.Serializer[Any]):
    """Refuses unknown fields, and JSON values of another type than the field's."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if data is None and not self.allow_null:
            wrong = serializers.ErrorDetail("须为一个对象，不能为 null。", code="wrong_type")
            raise serializers.ValidationError({api_settings.NON_FIELD_ERRORS_KEY: [wrong]})
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> Any:
        """As DRF's, which is asked about the sound fields even when others are not: all errors come at once."""
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        errors = self._unknown(data) | (self._wrong_types(data) if isinstance(data, dict) else {})
        if not errors:
            return super().to_internal_value(data)
        try:
            super().to_internal_value({name: value for name, value in data.items() if name not in errors})
        except serializers.ValidationError as error:
            # The fields left out above look like missing ones here: what was found first says more.
            errors = error.detail | errors if isinstance(error.detail, dict) else errors
        raise serializers.ValidationError(errors)

    def _writable(self) -> dict[str, "serializers.Field[Any, Any, Any, Any]"]:
        return {name: field for name, field in self.fields.items() if not field.read_only}

    def _unknown(self, data: Mapping[str, Any]) -> dict[str, Any]:
        unknown = data.keys() - self._writable().keys()
        return {name: [serializers.ErrorDetail("不认识的字段。", code="unknown_field")] for name in sorted(unknown)}

    def _wrong_types(self, data: dict[str, Any]) -> dict[str, Any]:
        errors: dict[str, Any] = {}
        writable = self._writable()
        for name in data.keys() & writable.keys():
            field, value = writable[name], data[name]
            if value is None:
                continue
            if isinstance(field, serializers.ListField) and isinstance(value, list):
                wrong = {i: text for i, part in enumerate(value) if (text := wrong_type(field.child, part))}
                if wrong:
                    errors[name] = {i: [serializers.ErrorDetail(t, code="wrong_type")] for i, t in wrong.items()}
            elif text := wrong_type(field, value):
                errors[name] = [serializers.ErrorDetail(text, code="wrong_type")]
        return errors


class StrictSerializer(_Strictness):
    pass


class StrictModelSerializer(_Strictness, serializers.ModelSerializer[Any]):
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateTimeField: InstantField,
    }


class StrictQuery(serializers.Serializer[Any]):
    """The query parameters of a list: fields as in a serializer, anything else is refused by name.

    Use as `filters = MyQuery.read(request)`; parameters of paging pass.
    """

    paging = frozenset({"cursor", "page_size"})

    @classmethod
    def read(cls, request: Request) -> dict[str, Any]:
        query = cls(data=request.query_params)
        unknown = request.query_params.keys() - query.fields.keys() - cls.paging
        if unknown:
            text = "不认识的查询参数。"
            raise serializers.ValidationError(
                {name: [serializers.ErrorDetail(text, code="unknown_field")] for name in sorted(unknown)}
            )
        query.is_valid(raise_exception=True)
        filters: dict[str, Any] = query.validated_data
        return filters
