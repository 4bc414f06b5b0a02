"""A form's prepared bytes: delivered as they are, and read once in a process for the outline that tokens carry.

Forms are frozen, so what is kept under id and hash cannot go stale.
"""

import gzip
from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple

import orjson

from exam_platform.exams.models import Form
from exam_platform.sittings.changes import Outline
from exam_platform.sittings.token import pack
from questions.kinds.shape import shape_of
from questions.models import Picture


class PreparedForm(NamedTuple):
    """A form as a start needs it; `paper` is its blueprint's."""

    id: int
    paper: str
    content_hash: str
    full_points: int
    outline: list[list[int | str]]


class NoForms(LookupError):
    pass


@lru_cache(maxsize=64)
def forms_of(exam: int, published_at: Hashable) -> list[PreparedForm]:
    """Those of a published examination, which no act changes any more; one query the first time."""
    forms = Form.objects.filter(exam=exam).order_by("number")
    found = forms.values_list("id", "blueprint__paper", "content_hash", "full_points", "outline")
    if not found:
        raise NoForms
    return [PreparedForm._make(form) for form in found]


class NoSuchContent(LookupError):
    pass


@lru_cache(maxsize=128)
def content_of(form: int, content_hash: str) -> bytes:
    """The compressed content; one query the first time."""
    found = Form.objects.filter(pk=form, content_hash=content_hash).values_list("content", flat=True).first()
    if found is None:
        raise NoSuchContent
    return bytes(found)


@lru_cache(maxsize=512)
def pictures_in(form: int, content_hash: str) -> frozenset[str]:
    """By the bytes' sha256."""
    questions = orjson.loads(gzip.decompress(content_of(form, content_hash)))["questions"]
    return frozenset(one["sha256"] for question in questions for one in question.get("pictures", []))


class PaperPicture(NamedTuple):
    media_type: str
    content: bytes


@lru_cache(maxsize=32)
def picture_bytes(sha256: str) -> PaperPicture:
    media_type, content = Picture.objects.values_list("media_type", "content").get(pk=sha256)
    return PaperPicture(media_type, bytes(content))


def picture_of(form: int, content_hash: str, sha256: str) -> PaperPicture:
    """A picture that a question of the form shows; one query the first time, and the form's. Raises NoSuchContent."""
    if sha256 not in pictures_in(form, content_hash):
        raise NoSuchContent
    return picture_bytes(sha256)


@lru_cache(maxsize=512)
def outline_of(form: int, content_hash: str) -> Outline:
    questions = orjson.loads(gzip.decompress(content_of(form, content_hash)))["questions"]
    return {question["position"]: shape_of(question) for question in questions}


@lru_cache(maxsize=512)
def packed_outline_of(form: int, content_hash: str) -> bytes:
    """As tokens carry it."""
    return pack(outline_of(form, content_hash))
