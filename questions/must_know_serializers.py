"""应知应会清单 on the wire."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from questions.law_serializers import LawNameSerializer
from questions.laws.citation import place_of
from questions.models import MustKnowItem, MustKnowVersion
from questions.must_know import Place, articles_of
from questions.strict import StrictSerializer

MOST_ITEMS = 100
LARGEST = 9999


class PlaceSerializer(StrictSerializer):
    """An article; `branch` is the 一 of 第十六条之一, else 0."""

    article = serializers.IntegerField(min_value=1, max_value=LARGEST)
    branch = serializers.IntegerField(min_value=0, max_value=LARGEST, default=0)


class ListedSerializer(StrictSerializer):
    """An item: a law, or its articles from `first` to `last`; `articles` says so in words, empty for the whole law."""

    position = serializers.IntegerField()
    law = LawNameSerializer()
    first = serializers.SerializerMethodField()
    last = serializers.SerializerMethodField()
    articles = serializers.CharField()

    @extend_schema_field(PlaceSerializer(allow_null=True))
    def get_first(self, item: MustKnowItem) -> dict[str, int] | None:
        return _place(item.first_article, item.first_branch)

    @extend_schema_field(PlaceSerializer(allow_null=True))
    def get_last(self, item: MustKnowItem) -> dict[str, int] | None:
        return _place(item.last_article, item.last_branch)


class CountedArticleSerializer(StrictSerializer):
    article = serializers.IntegerField()
    branch = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name on the wire
    count = serializers.IntegerField()


class CountedItemSerializer(ListedSerializer):
    """`places`: each article as in force today, with a count; `covered` of them have one above 0.

    Wants `places` (by item) and `counts` (by place) in the context.
    """

    covered = serializers.SerializerMethodField()
    places = serializers.SerializerMethodField()

    def get_covered(self, item: MustKnowItem) -> int:
        return sum(place in self.context["counts"] for place in self.context["places"][item.pk])

    @extend_schema_field(CountedArticleSerializer(many=True))
    def get_places(self, item: MustKnowItem) -> list[dict[str, Any]]:
        counts = self.context["counts"]
        return [
            {
                "article": place.article,
                "branch": place.branch,
                "label": place_of(place.article, place.branch),
                "count": counts.get(place, 0),
            }
            for place in self.context["places"][item.pk]
        ]


class MustKnowSerializer(StrictSerializer):
    """A list at one of its versions; `id` is the list's. Read by everybody: who published it, the audit log says."""

    id = serializers.IntegerField(source="must_know_list_id")
    number = serializers.IntegerField()
    title = serializers.CharField()
    audience = serializers.CharField()
    item_count = serializers.IntegerField()
    published_at = serializers.DateTimeField()


class MustKnowDetailSerializer(MustKnowSerializer):
    items = ListedSerializer(many=True, source="items.all")


class NewItemSerializer(StrictSerializer):
    law = serializers.IntegerField(min_value=1, max_value=2**53)
    first = PlaceSerializer(allow_null=True, default=None)
    last = PlaceSerializer(allow_null=True, default=None)


class NewVersionSerializer(StrictSerializer):
    title = serializers.CharField(max_length=MustKnowVersion._meta.get_field("title").max_length)
    audience = serializers.CharField(max_length=MustKnowVersion._meta.get_field("audience").max_length)
    items = NewItemSerializer(many=True, allow_empty=False, max_length=MOST_ITEMS)  # type: ignore[call-arg]  # of the list

    def fields_of_version(self) -> dict[str, Any]:
        """As the actions take them."""
        body = dict(self.validated_data)
        items = [{"law": one["law"], "first": _pair(one["first"]), "last": _pair(one["last"])} for one in body["items"]]
        return {**body, "items": items}


def counted(items: Sequence[MustKnowItem], counts: Mapping[Place, int]) -> Any:
    """The items with a count of each of their articles."""
    context = {"places": articles_of(items, timezone.localdate()), "counts": counts}
    return CountedItemSerializer(items, many=True, context=context).data


def _place(article: int | None, branch: int) -> dict[str, int] | None:
    return None if article is None else {"article": article, "branch": branch}


def _pair(place: dict[str, int] | None) -> tuple[int, int] | None:
    return (place["article"], place["branch"]) if place else None
