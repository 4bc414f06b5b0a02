"""How the law library looks on the wire. Laws are public: nothing here depends on who asks but `permissions`."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from questions.laws.comparison import Difference, Text
from questions.laws.statute import Item, contents_of, gaps, paragraphs_of
from questions.models import Law, LawVersion, Provision, StaleMark, Status
from questions.serializers import LONGEST_SEARCH, ReasonSerializer
from questions.strict import StrictQuery, StrictSerializer

KINDS_OF_DIFFERENCE = ["same", "changed", "new", "gone", "moved"]


class VersionSerializer(StrictSerializer):
    """`status` is that of the day that was asked about; `superseded_on` when the next version enters into force.

    `in_force_stated` is false where the text does not say the day, and `dated` stands in for it.
    """

    id = serializers.IntegerField()
    dated = serializers.DateField()
    passed_on = serializers.DateField(allow_null=True)
    published_on = serializers.DateField(allow_null=True)
    in_force_on = serializers.DateField()
    in_force_stated = serializers.BooleanField()
    superseded_on = serializers.DateField(allow_null=True)
    status = serializers.SerializerMethodField()
    issuing_body = serializers.CharField()
    document_number = serializers.CharField()
    parts = serializers.ListField(child=serializers.CharField())
    articles = serializers.IntegerField(source="article_count")

    @extend_schema_field(serializers.ChoiceField(Status.choices))
    def get_status(self, version: LawVersion) -> str:
        return version.status_on(self.context["day"]).value


class LawPermissionsSerializer(StrictSerializer):
    edit = serializers.BooleanField()


class LawSerializer(StrictSerializer):
    """`version` is the one in force on the day, or where there is none the newest."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    short_title = serializers.CharField()
    repealed_on = serializers.DateField(allow_null=True)
    repeal_reason = serializers.CharField()
    version = serializers.SerializerMethodField()
    versions = serializers.SerializerMethodField()
    permissions = serializers.SerializerMethodField()

    @extend_schema_field(VersionSerializer(allow_null=True))
    def get_version(self, law: Law) -> Any:
        known = self._known(law)
        now = [version for version in known if version.status_on(self.context["day"]) == Status.IN_FORCE]
        chosen = (now or known)[-1:]
        return VersionSerializer(chosen[0], context=self.context).data if chosen else None

    def get_versions(self, law: Law) -> int:
        return len(self._known(law))

    @extend_schema_field(LawPermissionsSerializer)
    def get_permissions(self, law: Law) -> dict[str, bool]:
        return {"edit": self.context["edit"]}

    def _known(self, law: Law) -> Sequence[LawVersion]:
        """By their dates; prefetched."""
        return list(law.versions.all())


class LawDetailSerializer(LawSerializer):
    @extend_schema_field(VersionSerializer(many=True))
    def get_versions(self, law: Law) -> Any:  # all of them instead of their number
        return VersionSerializer(self._known(law), many=True, context=self.context).data


class LawNameSerializer(StrictSerializer):
    id = serializers.IntegerField()
    title = serializers.CharField()
    short_title = serializers.CharField()


class ContentsLineSerializer(StrictSerializer):
    """A heading and the first article below it; `level` counts from 0."""

    level = serializers.IntegerField()
    title = serializers.CharField()
    article = serializers.IntegerField()
    branch = serializers.IntegerField()


class VersionDetailSerializer(VersionSerializer):
    """`missing`: articles that the text leaves out between its first and its last."""

    law = LawNameSerializer()
    history = serializers.CharField()
    preamble = serializers.CharField()
    annex = serializers.CharField()
    contents = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()

    @extend_schema_field(ContentsLineSerializer(many=True))
    def get_contents(self, version: LawVersion) -> list[dict[str, Any]]:
        names = ("level", "title", "article", "branch")
        return [dict(zip(names, line, strict=True)) for line in contents_of(self.context["places"])]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_missing(self, version: LawVersion) -> list[str]:
        return gaps([article for article, _, _ in self.context["places"]], whole=not version.parts)


class ProvisionSubItemSerializer(StrictSerializer):
    number = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name on the wire
    text = serializers.CharField()


class ProvisionItemSerializer(ProvisionSubItemSerializer):
    items = ProvisionSubItemSerializer(many=True)


class ParagraphSerializer(StrictSerializer):
    text = serializers.CharField()
    items = ProvisionItemSerializer(many=True)


class ProvisionSerializer(StrictSerializer):
    """`text` is the whole article, a line for each paragraph and item; `paragraphs` the same taken apart."""

    article = serializers.IntegerField()
    branch = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name on the wire
    path = serializers.ListField(child=serializers.CharField())
    text = serializers.CharField()
    paragraphs = serializers.SerializerMethodField()

    @extend_schema_field(ParagraphSerializer(many=True))
    def get_paragraphs(self, provision: Provision) -> list[dict[str, Any]]:
        return [{"text": one.text, "items": list(map(_item, one.items))} for one in paragraphs_of(provision.text)]


class CountedProvisionSerializer(ProvisionSerializer):
    """`questions`: how many cite the article in their current wording; null for who may not see citations."""

    questions = serializers.SerializerMethodField()

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_questions(self, provision: Provision) -> int | None:
        counts = self.context["counts"]
        return None if counts is None else counts.get((provision.article, provision.branch), 0)


class PlacedTextSerializer(StrictSerializer):
    article = serializers.IntegerField()
    branch = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name on the wire
    text = serializers.CharField()


class PieceSerializer(StrictSerializer):
    kind = serializers.ChoiceField(["same", "deleted", "inserted"])
    text = serializers.CharField(trim_whitespace=False)


class DifferenceSerializer(StrictSerializer):
    """`pieces`, of a changed article: the old one is what is same or deleted, the new what is same or inserted."""

    kind = serializers.ChoiceField(KINDS_OF_DIFFERENCE)
    old = PlacedTextSerializer(allow_null=True)
    new = PlacedTextSerializer(allow_null=True)
    pieces = PieceSerializer(many=True)


class DifferenceCountsSerializer(StrictSerializer):
    same = serializers.IntegerField()
    changed = serializers.IntegerField()
    new = serializers.IntegerField()
    gone = serializers.IntegerField()
    moved = serializers.IntegerField()


class ComparisonSerializer(StrictSerializer):
    """From the version `with` to this one, in the order of this one."""

    old = VersionSerializer()
    new = VersionSerializer()
    counts = DifferenceCountsSerializer()
    differences = DifferenceSerializer(many=True)


class StaleMarkSerializer(StrictSerializer):
    """`old` is the article as it was cited; `new` where its words stand now, null if nowhere."""

    id = serializers.IntegerField()
    reason = serializers.ChoiceField(StaleMark.Reason.choices)
    law = serializers.SerializerMethodField()
    previous = serializers.IntegerField(source="previous_id")
    version = serializers.IntegerField(source="version_id")
    marked_at = serializers.DateTimeField()
    difference = serializers.SerializerMethodField()

    @extend_schema_field(LawNameSerializer)
    def get_law(self, mark: StaleMark) -> Any:
        return LawNameSerializer(mark.version.law).data

    @extend_schema_field(DifferenceSerializer(allow_null=True))
    def get_difference(self, mark: StaleMark) -> dict[str, Any] | None:
        difference = self.context["differences"].get(mark.pk)
        return shown(difference) if difference else None


class StaleQuestionSerializer(StrictSerializer):
    """A question out of new forms until its marks are settled or a new revision is published."""

    id = serializers.IntegerField()
    revision = serializers.IntegerField(source="published_revision.number")
    kind = serializers.CharField(source="published_revision.kind")
    stem = serializers.CharField(source="published_revision.stem")
    key = serializers.ListField(child=serializers.CharField(), source="published_revision.key.answer")
    explanation = serializers.CharField(source="published_revision.explanation")
    citation = serializers.CharField(source="published_revision.citation")
    marks = StaleMarkSerializer(many=True, source="open_marks")
    may_confirm = serializers.SerializerMethodField()

    def get_may_confirm(self, question: Any) -> bool:
        return bool(self.context["rights"].may_confirm(question))


class ResolvedSerializer(StrictSerializer):
    """`law` is null where the library has no text in force on the day, `provision` where it has no such article;
    `text` is the words that are named, empty where there are none."""

    citation = serializers.CharField()
    law = serializers.SerializerMethodField()
    version = serializers.IntegerField(source="version.id", allow_null=True, default=None)
    provision = ProvisionSerializer(allow_null=True)
    text = serializers.CharField()

    @extend_schema_field(LawNameSerializer(allow_null=True))
    def get_law(self, resolved: Any) -> Any:
        return LawNameSerializer(resolved.version.law).data if resolved.version else None


class RepealSerializer(ReasonSerializer):
    repealed_on = serializers.DateField()


class InForceSerializer(StrictSerializer):
    in_force_on = serializers.DateField()


class DayQuery(StrictQuery):
    on = serializers.DateField(required=False)


class LawQuery(DayQuery):
    search = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_SEARCH)
    status = serializers.ChoiceField(Status.choices, required=False)


class ProvisionQuery(StrictQuery):
    article = serializers.IntegerField(min_value=1, max_value=9999, required=False)
    branch = serializers.IntegerField(min_value=0, max_value=9999, required=False)


class ComparisonQuery(StrictQuery):
    paging = frozenset()

    def get_fields(self) -> dict[str, Any]:
        return {"with": serializers.IntegerField(min_value=1, max_value=2**53)}


class CitationQuery(DayQuery):
    text = serializers.CharField(max_length=3_000)


class StaleQuery(StrictQuery):
    law = serializers.IntegerField(min_value=1, max_value=2**53, required=False)


def shown(difference: Difference) -> dict[str, Any]:
    pieces = difference.pieces if difference.kind == "changed" else []
    return {
        "kind": difference.kind,
        "old": _placed(difference.old),
        "new": _placed(difference.new),
        "pieces": [{"kind": piece.kind, "text": piece.text} for piece in pieces],
    }


def _placed(text: Text | None) -> dict[str, Any] | None:
    if text is None:
        return None
    return {"article": text.number, "branch": text.branch, "label": text.label, "text": text.text}


def _item(item: Item) -> dict[str, Any]:
    subs = [{"number": sub.number, "label": sub.label, "text": sub.text} for sub in item.items]
    return {"number": item.number, "label": item.label, "text": item.text, "items": subs}
