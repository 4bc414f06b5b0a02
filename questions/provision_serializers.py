"""How an article that was looked for looks on the wire, ready to be cited."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from questions.law_serializers import DayQuery, LawNameSerializer
from questions.laws.citation import Provision as Reference
from questions.laws.citation import cite
from questions.laws.finding import snippet
from questions.laws.statute import cited_text, paragraphs_of
from questions.models import Provision
from questions.serializers import LONGEST_SEARCH
from questions.strict import StrictSerializer


class CitableSerializer(StrictSerializer):
    """A paragraph with its items, and how it is cited."""

    citation = serializers.CharField()
    text = serializers.CharField()


class SnippetPieceSerializer(StrictSerializer):
    text = serializers.CharField(trim_whitespace=False)
    found = serializers.BooleanField()


class FoundProvisionSerializer(StrictSerializer):
    """`citation` is how the article is cited; `snippet` some of it from where the words stand, `paragraphs` all."""

    law = serializers.SerializerMethodField()
    version = serializers.IntegerField(source="version_id")
    article = serializers.IntegerField()
    branch = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name on the wire
    path = serializers.ListField(child=serializers.CharField())
    citation = serializers.SerializerMethodField()
    snippet = serializers.SerializerMethodField()
    paragraphs = serializers.SerializerMethodField()

    @extend_schema_field(LawNameSerializer)
    def get_law(self, provision: Provision) -> Any:
        return LawNameSerializer(provision.version.law).data

    def get_citation(self, provision: Provision) -> str:
        return _cited(provision)

    @extend_schema_field(SnippetPieceSerializer(many=True))
    def get_snippet(self, provision: Provision) -> list[dict[str, Any]]:
        return [{"text": one.text, "found": one.found} for one in snippet(provision.text, self.context["words"])]

    @extend_schema_field(CitableSerializer(many=True))
    def get_paragraphs(self, provision: Provision) -> list[dict[str, Any]]:
        return [
            {"citation": _cited(provision, number), "text": cited_text(provision.text, number)}
            for number in range(1, len(paragraphs_of(provision.text)) + 1)
        ]


class FindingQuery(DayQuery):
    """`version` looks through one version, in force or not."""

    search = serializers.CharField(max_length=LONGEST_SEARCH)
    version = serializers.IntegerField(min_value=1, max_value=2**53, required=False)


def _cited(provision: Provision, paragraph: int | None = None) -> str:
    """With the law's full title. Reads `version.law`."""
    return cite(Reference("", provision.version.law.title, provision.article, provision.branch, paragraph))
