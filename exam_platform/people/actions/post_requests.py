"""Requests of one unit for a post of a person of another (N13)."""

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from exam_platform.audit.actions import record
from exam_platform.people.errors import PostExists, RequestAlreadyDecided
from exam_platform.people.models import Person, Post, PostCategory, PostRequest

from .prepared_roster import new_post


def decide_post_request(*, request: PostRequest, decided_by: Person, confirm: bool, reason: str) -> PostRequest:
    """Either way it is on record. Raises RequestAlreadyDecided, PostExists."""
    state = PostRequest.State.CONFIRMED if confirm else PostRequest.State.DECLINED
    try:
        with transaction.atomic():
            if not PostRequest.objects.filter(pk=request.pk, state=PostRequest.State.PENDING).update(
                state=state, decided_by=decided_by, decided_at=Now(), decision_reason=reason
            ):
                raise RequestAlreadyDecided
            if confirm:
                _add_post(request)
            record(
                kind=f"post_request.{state}",
                actor=decided_by,
                subject=f"person:{request.person_id}",
                unit_path=request.unit.path,
                detail={"request": request.pk, "reason": reason},
            )
    except IntegrityError as wrong:
        raise PostExists from wrong
    request.refresh_from_db()
    return request


def _add_post(request: PostRequest) -> None:
    has_main = Post.objects.filter(person=request.person_id, valid_to=None, is_main=True).exists()
    post = new_post(request.content, request.unit_id, is_main=not has_main, person_id=request.person_id)
    post.save()
    PostCategory.objects.bulk_create(
        PostCategory(post=post, category=category) for category in request.content["categories"]
    )
