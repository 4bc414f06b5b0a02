"""A paper's pictures: under the paper's own signature, for who has started, and to be kept by her browser."""

import gzip
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exam_platform.sittings import papers
from questions.models import Picture
from tests.sittings.room import PAPER, Candidate, make_room

BYTES = b"\x89PNG\r\n\x1a\n of this paper"
SHOWN: dict[str, Any] = {"sha256": "a1" * 32, "width": 40, "height": 30, "alt": "红色的标志"}
OTHER = {**SHOWN, "sha256": "b2" * 32}


@pytest.fixture
def illustrated(db: None) -> Candidate:
    """Started on a paper whose first question shows a picture; the bank has another one."""
    for one, content in ((SHOWN, BYTES), (OTHER, b"of another question")):
        sizes = {"width": one["width"], "height": one["height"], "size": len(content)}
        Picture.objects.create(sha256=one["sha256"], media_type="image/png", content=content, **sizes)
    kind, options, blanks, key = PAPER[0][:4]
    room = make_room([(kind, options, blanks, key, {"pictures": [SHOWN]}), *PAPER[1:]])
    candidate = room.candidate()
    assert candidate.start().status_code == 201
    return candidate


def address(candidate: Candidate, sha256: str = SHOWN["sha256"]) -> str:
    return f"/api/v1/{candidate.started['content_url']}pictures/{sha256}/"


def test_the_paper_names_them_and_the_browser_keeps_them(illustrated: Candidate) -> None:
    questions = orjson.loads(gzip.decompress(illustrated.content().content))["questions"]
    assert [question.get("pictures") for question in questions] == [[SHOWN], None, None, None, None]
    answer = Client().get(address(illustrated))
    assert (answer.status_code, answer.content) == (200, BYTES)
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    again = Client().get(address(illustrated), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_two_queries_at_most_and_then_none(illustrated: Candidate) -> None:
    for cached in (papers.content_of, papers.pictures_in, papers.picture_bytes):
        cached.cache_clear()
    for most in (2, 0):
        with CaptureQueriesContext(connection) as queries:
            Client().get(address(illustrated))
        assert len(queries) == most


def test_nothing_but_this_papers_pictures_and_nothing_without_its_signature(illustrated: Candidate) -> None:
    """Not those of other questions, and none before a start: what a secret examination asks is not shown by them."""
    root, attempt, *_ = illustrated.started["content_url"].partition("/content/")[0].split("/")
    form, content_hash, signature, _ = illustrated.started["content_url"].partition("/content/")[2].split("/")
    waiting = illustrated.room.candidate()
    for path in (
        address(illustrated, OTHER["sha256"]),
        address(illustrated, "0" * 64),
        address(illustrated, "%2e%2e"),
        f"/api/v1/{root}/{attempt}/content/{form}/{content_hash}/{signature[:-1]}/pictures/{SHOWN['sha256']}/",
        f"/api/v1/{root}/{attempt}/content/{form}/{'0' * 64}/{signature}/pictures/{SHOWN['sha256']}/",
        f"/api/v1/{root}/{int(attempt) + 1}/content/{form}/{content_hash}/{signature}/pictures/{SHOWN['sha256']}/",
    ):
        assert Client().get(path).status_code == 404, path
        assert waiting.client.get(path).status_code == 404, path
    assert waiting.client.get(f"/api/v1/question-pictures/{SHOWN['sha256']}/").status_code == 403
