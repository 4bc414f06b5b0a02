"""Pictures of questions: kept for who brought them, and for good once a revision shows them."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from questions.drafts import Draft
from questions.errors import PictureRefused
from questions.imports.problems import FileProblem
from questions.kinds import Problem
from questions.models import Picture, PictureUpload, Revision, RevisionPicture
from questions.pictures import ReadPicture, read_picture_safely

KEPT_FOR = timedelta(days=1)
_BATCH = 500


def keep_picture(*, data: bytes, by: Any) -> Picture:
    """Read what was uploaded and keep it for its uploader until a question shows it, a day at most."""
    original = hashlib.sha256(data).hexdigest()
    known = without_bytes().filter(pk=original).first()
    if known:
        _keep_for(by, {known.pk}, KEPT_FOR)
        return known
    try:
        read = read_picture_safely(data)
    except FileProblem as problem:
        raise PictureRefused(problem) from problem
    return keep_pictures(pictures=[read], by=by)[original]


def keep_pictures(*, pictures: Sequence[ReadPicture], by: Any, kept_for: timedelta = KEPT_FOR) -> dict[str, Picture]:
    """Pictures that a file brought, by the sha256 of the bytes that it had (`original`), without their own bytes.

    One that the platform has written itself is kept as it is: drawn once more it would be another.
    """
    known = without_bytes().in_bulk({one.original for one in pictures})
    new = [one for one in pictures if one.original not in known]
    with transaction.atomic():
        Picture.objects.bulk_create([_picture(one) for one in new], batch_size=_BATCH, ignore_conflicts=True)
        drawn = without_bytes().in_bulk({one.sha256 for one in new})
        kept = known | {one.original: drawn[one.sha256] for one in new}
        _keep_for(by, {one.pk for one in kept.values()}, kept_for)
    return kept


def without_bytes() -> "QuerySet[Picture]":
    return Picture.objects.defer("content")


def bytes_of(sha256s: Iterable[str]) -> dict[str, bytes]:
    """Of those that are kept; one query."""
    return {
        pk: bytes(content) for pk, content in Picture.objects.filter(pk__in=set(sha256s)).values_list("pk", "content")
    }


def _picture(read: ReadPicture) -> Picture:
    return Picture(
        sha256=read.sha256,
        media_type=read.media_type,
        content=read.content,
        size=len(read.content),
        width=read.width,
        height=read.height,
    )


def _keep_for(by: Any, pictures: set[str], kept_for: timedelta) -> None:
    """As long as that, or as they were to be kept already."""
    until = Now() + kept_for
    PictureUpload.objects.bulk_create(
        [PictureUpload(picture_id=pk, by=by, kept_until=until) for pk in sorted(pictures)],
        batch_size=_BATCH,
        ignore_conflicts=True,
    )
    PictureUpload.objects.filter(by=by, picture__in=pictures, kept_until__lt=until).update(kept_until=until)


def unknown_pictures(drafts: Sequence[Draft]) -> dict[int, list[Problem]]:
    """By the draft's place, what it shows that is not kept here, or not in that size. Locks the others."""
    wanted = {one["sha256"] for draft in drafts for one in draft.pictures}
    if not wanted:
        return {}
    found = Picture.objects.select_for_update().filter(pk__in=wanted).values_list("sha256", "width", "height")
    kept = set(found)
    problems: dict[int, list[Problem]] = {}
    for place, draft in enumerate(drafts):
        for number, one in enumerate(draft.pictures):
            if (one["sha256"], one["width"], one["height"]) not in kept:
                unknown = Problem(f"details/pictures/{number}", "picture_unknown", "图片已不在，请重新上传。")
                problems.setdefault(place, []).append(unknown)
    return problems


def refer_to_pictures(revisions: Sequence[Revision]) -> None:
    """Written with the revisions."""
    RevisionPicture.objects.bulk_create(
        RevisionPicture(revision=revision, picture_id=sha256)
        for revision in revisions
        for sha256 in dict.fromkeys(one["sha256"] for one in revision.details.get("pictures", []))
    )


def sweep_pictures() -> int:
    """Forget the uploads whose time is over, and delete what no revision shows; how many pictures."""
    expired = PictureUpload.objects.filter(kept_until__lt=Now())
    return sum(_forgotten(pk) for pk in list(expired.values_list("picture", flat=True).distinct()[:_BATCH]))


def _forgotten(pk: str) -> bool:
    """Whether the picture is gone; not if somebody has come to use it in this moment."""
    try:
        with transaction.atomic():
            PictureUpload.objects.filter(picture=pk, kept_until__lt=Now()).delete()
            return bool(Picture.objects.filter(pk=pk, uploads=None, revisions=None).delete()[0])
    except IntegrityError:
        return False
