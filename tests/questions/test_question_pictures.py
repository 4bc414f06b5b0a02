"""The doors of a question's pictures for staff: uploading one, and seeing what one may see."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from exam_platform.people.models import Person, Role
from questions.models import Picture
from tests.questions.conftest import QUESTIONS, body, client_of, person_with, single
from tests.questions.test_keep_pictures import drawing, kept
from tests.questions.test_read_picture import HTML

PICTURES = "/api/v1/question-pictures/"


def upload(client: APIClient, data: bytes, name: str = "图.png", media_type: str = "image/png") -> Any:
    return client.post(PICTURES, {"file": SimpleUploadedFile(name, data, media_type)}, format="multipart")


def ready(by: Person, color: str = "red") -> dict[str, Any]:
    """As an upload answers."""
    (picture,) = kept(by, color)
    return {"sha256": picture.sha256, "width": picture.width, "height": picture.height}


def shown_in(client: APIClient, picture: dict[str, Any], alt: str = "红色的标志") -> Any:
    return client.post(QUESTIONS, body(single(), details={"pictures": [{**picture, "alt": alt}]}), format="json")


def test_what_is_uploaded_can_be_shown_in_a_question(as_trainer: APIClient) -> None:
    answer = upload(as_trainer, drawing(), name="../../标志.exe", media_type="application/x-msdownload")
    assert answer.status_code == 201, answer.content
    picture = answer.json()
    assert (picture["width"], picture["height"]) == (40, 30)
    made = shown_in(as_trainer, picture).json()
    assert made["revision"]["details"]["pictures"] == [{**picture, "alt": "红色的标志"}]
    assert as_trainer.get(f"{QUESTIONS}{made['id']}/preview/").json()["pictures"][0]["alt"] == "红色的标志"
    found = as_trainer.get(f"{QUESTIONS}?search=红色的标志").json()["results"]
    assert [one["id"] for one in found] == [made["id"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "picture_empty"), (HTML, "picture_format")],
    ids=["nothing", "HTML"],
)
def test_what_is_no_picture_is_refused_whatever_it_is_called(as_trainer: APIClient, data: bytes, code: str) -> None:
    answer = upload(as_trainer, data)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not Picture.objects.exists()


def test_what_is_too_large_is_not_even_read(as_trainer: APIClient) -> None:
    file = SimpleUploadedFile("图.png", drawing(), "image/png")
    answer = as_trainer.post(PICTURES, {"file": file}, format="multipart", CONTENT_LENGTH=str(50 * 1024 * 1024))
    assert (answer.status_code, answer.json()["code"]) == (400, "picture_too_large")


def test_the_bytes_come_with_their_type_and_are_asked_for_anew(
    as_trainer: APIClient, trainer: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sha256 = ready(trainer)["sha256"]
    with django_assert_max_num_queries(4):
        answer = as_trainer.get(f"{PICTURES}{sha256}/")
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-cache"
    assert Image.open(io.BytesIO(answer.content)).size == (40, 30)
    again = as_trainer.get(f"{PICTURES}{sha256}/", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_upload_is_her_own_until_a_question_shows_it(
    as_trainer: APIClient, trainer: Person, as_reviewer: APIClient
) -> None:
    """A candidate sees neither; a reviewer what she has to review; and she may not upload."""
    picture = ready(trainer)
    address = f"{PICTURES}{picture['sha256']}/"
    as_candidate = client_of(person_with(Role.CANDIDATE, "考生"))
    assert as_reviewer.get(address).status_code == 404
    assert as_candidate.get(address).status_code == 403
    assert shown_in(as_trainer, picture).status_code == 201
    assert as_reviewer.get(address).status_code == 200
    assert as_candidate.get(address).status_code == 403
    assert APIClient().get(address).status_code == 401
    assert upload(as_reviewer, drawing()).status_code == 403


def test_an_older_wording_keeps_its_picture(as_trainer: APIClient, trainer: Person, as_reviewer: APIClient) -> None:
    pictures = [ready(trainer, color) for color in ("red", "blue")]
    made = shown_in(as_trainer, pictures[0]).json()
    new = body(single(), details={"pictures": [{**pictures[1], "alt": "蓝色的标志"}]})
    assert as_trainer.post(f"{QUESTIONS}{made['id']}/revisions/", new, format="json").status_code == 201
    newer, older = as_reviewer.get(f"{QUESTIONS}{made['id']}/revisions/").json()["results"]
    for revision, picture in ((newer, pictures[1]), (older, pictures[0])):
        assert revision["details"]["pictures"][0]["sha256"] == picture["sha256"]
        assert as_reviewer.get(f"{PICTURES}{picture['sha256']}/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"alt": ""}, "/details/pictures/0/alt", "blank"),
        ({"sha256": "../../etc/passwd"}, "/details/pictures/0/sha256", "invalid"),
        ({"sha256": "0" * 64}, "/details/pictures/0", "picture_unknown"),
        ({"src": "http://example.com/1.png"}, "/details/pictures/0/src", "unknown_field"),
    ],
)
def test_a_question_names_pictures_and_no_addresses(
    as_trainer: APIClient, trainer: Person, changes: dict[str, Any], pointer: str, code: str
) -> None:
    picture = {**ready(trainer), "alt": "红色的标志", **changes}
    answer = as_trainer.post(QUESTIONS, body(single(), details={"pictures": [picture]}), format="json")
    assert answer.status_code == 400
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(pointer, code)]
