import gzip
import hashlib

import orjson
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exam_platform.sittings.papers import content_of


def test_it_is_the_prepared_bytes(writing):
    answer = writing.content()
    assert answer.status_code == 200
    form = writing.room.forms[0].__class__.objects.get(attempts=writing.attempt)
    assert answer.content == bytes(form.content)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    paper = orjson.loads(gzip.decompress(answer.content))
    assert [question["position"] for question in paper["questions"]] == [1, 2, 3, 4, 5]


def test_it_takes_one_query_at_most(writing):
    content_of.cache_clear()
    for most in (1, 0):
        with CaptureQueriesContext(connection) as queries:
            writing.content()
        assert len(queries) == most


def test_it_is_not_sent_again_to_who_has_it(writing):
    etag = writing.content().headers["ETag"]
    again = Client().get(f"/api/v1/{writing.started['content_url']}", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert "immutable" in again.headers["Cache-Control"]


def test_the_address_is_good_for_this_attempt_and_form_alone(writing):
    """I16, S31: no paper without the signature that a start gives."""
    other = writing.room.candidate()
    other.start()
    _, attempt, _, form, content_hash, signature, _ = writing.started["content_url"].split("/")
    strange = other.room.forms[(int(form) - other.room.forms[0].pk + 1) % 3].pk
    for path in (
        f"attempts/{other.attempt}/content/{form}/{content_hash}/{signature}/",
        f"attempts/{attempt}/content/{strange}/{content_hash}/{signature}/",
        f"attempts/{attempt}/content/{form}/{'0' * 64}/{signature}/",
        f"attempts/{attempt}/content/{form}/{content_hash}/{signature[:-1]}/",
        f"attempts/{attempt}/content/{form}/{content_hash}/{other.started['content_url'].split('/')[5]}/",
    ):
        assert Client().get(f"/api/v1/{path}").status_code == 404, path


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(writing, method):
    assert getattr(Client(), method)(f"/api/v1/{writing.started['content_url']}").status_code == 405
