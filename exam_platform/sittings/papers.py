"""A form's prepared bytes: delivered as they are, and read once in a process for the outline that tokens carry.

Forms are frozen, so what is kept under id and hash cannot go stale.
"""

import gzip
from functools import lru_cache

import orjson

from exam_platform.exams.models import Form
from exam_platform.sittings.changes import Outline


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
def outline_of(form: int, content_hash: str) -> Outline:
    """position → (kind, number of options; for blanks to fill, of blanks)."""
    questions = orjson.loads(gzip.decompress(content_of(form, content_hash)))["questions"]
    return {
        question["position"]: (question["kind"], len(question["options"]) or question["blanks"])
        for question in questions
    }
