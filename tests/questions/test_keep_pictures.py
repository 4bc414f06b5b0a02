"""Pictures in the bank: kept for their uploader for a while, and for good once a revision shows them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError
from django.utils import timezone
from PIL import Image

from exam_platform.people.models import Person
from questions.actions import create_question, keep_picture, keep_pictures, sweep_pictures
from questions.actions.picture import bytes_of
from questions.errors import InvalidQuestion, PictureRefused
from questions.models import Picture, PictureUpload, Revision
from questions.pictures import read_picture
from tests.questions.conftest import single
from tests.questions.test_read_picture import HTML, file_of


def drawing(color: str = "red") -> bytes:
    return file_of(Image.new("RGB", (40, 30), color))


def kept(by: Person, *colors: str) -> list[Picture]:
    read = [read_picture(drawing(color)) for color in colors]
    by_original = keep_pictures(pictures=read, by=by)
    return [by_original[one.original] for one in read]


def delete_as_another_program(pk: str) -> None:
    with transaction.atomic():
        Picture.objects.filter(pk=pk)._raw_delete(Picture.objects.db)
        transaction.get_connection().check_constraints()


def days_pass() -> None:
    PictureUpload.objects.update(kept_until=F("kept_until") - timedelta(days=2))


def test_the_same_bytes_are_kept_once(trainer: Person, reviewer: Person, django_assert_max_num_queries: Any) -> None:
    photograph = file_of(Image.new("RGB", (40, 30), "grey"), "JPEG", quality=50)
    one = keep_picture(data=photograph, by=trainer)
    assert keep_picture(data=photograph, by=reviewer).pk == one.pk
    stored = bytes_of([one.pk])[one.pk]
    assert stored != photograph
    # what comes back from an export is the same picture, though a JPEG drawn again would be another
    assert keep_picture(data=stored, by=trainer).pk == one.pk
    assert (Picture.objects.count(), one.uploads.count()) == (1, 2)
    with django_assert_max_num_queries(8):
        kept(trainer, "red", "green", "blue", "red")
    assert Picture.objects.count() == 4


def test_a_refused_picture_says_why(trainer: Person) -> None:
    with pytest.raises(PictureRefused) as refused:
        keep_picture(data=HTML, by=trainer)
    assert refused.value.get_codes() == "picture_format"
    assert not Picture.objects.exists()


def test_what_a_revision_shows_is_never_swept_nor_deleted(trainer: Person) -> None:
    shown, idle = kept(trainer, "red", "blue")
    create_question(author=trainer, draft=single(details={"pictures": [shown.shown("红色标志")]}))
    assert sweep_pictures() == 0
    days_pass()
    assert sweep_pictures() == 1
    assert list(Picture.objects.values_list("pk", flat=True)) == [shown.pk]
    with pytest.raises(ProtectedError):
        shown.delete()
    with pytest.raises(IntegrityError):
        delete_as_another_program(shown.pk)
    assert idle.pk not in bytes_of([shown.pk, idle.pk])


def test_an_upload_is_kept_for_as_long_as_its_latest_uploader_may_use_it(trainer: Person, reviewer: Person) -> None:
    kept(trainer, "red")
    days_pass()
    kept(reviewer, "red")
    assert sweep_pictures() == 0
    assert PictureUpload.objects.get().kept_until > timezone.now()
    keep_pictures(pictures=[read_picture(drawing("red"))], by=reviewer, kept_for=timedelta(days=8))
    kept(reviewer, "red")
    assert PictureUpload.objects.get().kept_until > timezone.now() + timedelta(days=7)


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"sha256": "0" * 64}, "/details/pictures/0", "picture_unknown"),
        ({"width": 41}, "/details/pictures/0", "picture_unknown"),
        ({"alt": " "}, "/details/pictures/0/alt", "alt_missing"),
        ({"alt": "字" * 201}, "/details/pictures/0/alt", "alt_too_long"),
    ],
)
def test_a_question_shows_only_what_is_there_and_described(
    trainer: Person, changes: dict[str, Any], pointer: str, code: str
) -> None:
    (picture,) = kept(trainer, "red")
    shown: Any = picture.shown("红色标志") | changes
    with pytest.raises(InvalidQuestion) as refused:
        create_question(author=trainer, draft=single(details={"pictures": [shown]}))
    assert [(one["pointer"], one["code"]) for one in refused.value.errors] == [(pointer, code)]


def test_another_picture_under_the_same_words_is_another_question(trainer: Person) -> None:
    red, blue = kept(trainer, "red", "blue")
    for picture in (red, blue):
        create_question(
            author=trainer, draft=single("图中的标志是什么?", details={"pictures": [picture.shown("标志")]})
        )
    fingerprints = Revision.objects.values_list("fingerprint", flat=True)
    assert len(set(fingerprints)) == 2
    same = single("图中的标志是什么?", details={"pictures": [red.shown("红色的标志")]})
    assert same.fingerprint in fingerprints
