"""应知应会清单: each change of a list is a new version of it."""

from collections.abc import Sequence
from typing import Any, TypedDict

from django.db import transaction

from questions.errors import BadRange, NoSuchLaw, UnchangedList
from questions.models import Law, MustKnowItem, MustKnowList, MustKnowVersion
from questions.signals import tell


class ItemFields(TypedDict):
    """Neither `first` nor `last`, (article, branch), for a law as a whole."""

    law: int
    first: tuple[int, int] | None
    last: tuple[int, int] | None


def create_must_know_list(*, title: str, audience: str, items: Sequence[ItemFields], by: Any) -> MustKnowVersion:
    with transaction.atomic():
        made = MustKnowList.objects.create(created_by=by)
        return add_version(must_know_list=made, title=title, audience=audience, items=items, by=by)


def add_version(
    *, must_know_list: MustKnowList, title: str, audience: str, items: Sequence[ItemFields], by: Any
) -> MustKnowVersion:
    with transaction.atomic():
        locked = MustKnowList.objects.select_for_update().get(pk=must_know_list.pk)
        new = [item_of(position, fields) for position, fields in enumerate(items, 1)]
        refuse_unknown_laws(new)
        newest = locked.versions.order_by("-number").first()
        if newest and (newest.title, newest.audience) == (title, audience) and same(list(newest.items.all()), new):
            raise UnchangedList
        version = MustKnowVersion.objects.create(
            must_know_list=locked,
            number=newest.number + 1 if newest else 1,
            title=title,
            audience=audience,
            item_count=len(new),
            published_by=by,
        )
        for item in new:
            item.version = version
        MustKnowItem.objects.bulk_create(new)
        tell("must_know_list_published", actor=by, subject=f"must_know_list:{locked.pk}", version=version.number)
    return version


def item_of(position: int, fields: ItemFields) -> MustKnowItem:
    first, last = fields["first"], fields["last"]
    if (first is None) != (last is None) or (first and last and first > last):
        raise BadRange(position=position)
    (first_article, first_branch), (last_article, last_branch) = first or (None, 0), last or (None, 0)
    return MustKnowItem(
        position=position,
        law_id=fields["law"],
        first_article=first_article,
        first_branch=first_branch,
        last_article=last_article,
        last_branch=last_branch,
    )


def refuse_unknown_laws(items: Sequence[MustKnowItem]) -> None:
    wanted = {item.law_id for item in items}
    known = set(Law.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - known:
        raise NoSuchLaw(laws=sorted(wanted - known))


def same(old: Sequence[MustKnowItem], new: Sequence[MustKnowItem]) -> bool:
    fields = ("law_id", "first_article", "first_branch", "last_article", "last_branch")
    told = [[[getattr(item, field) for field in fields] for item in items] for items in (old, new)]
    return told[0] == told[1]
