"""How the bank looks on the wire. Keys, explanations and citations only with `keys` in the context."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from questions.actions.import_decision import KEEP, OVERWRITE, SKIP
from questions.drafts import DIFFICULTIES, LONGEST, MAX_POINTS, Draft
from questions.formats.targets import TARGETS
from questions.kinds import KINDS
from questions.kinds.case import MOST_PARTS, MOST_SHARE, PART_KINDS
from questions.kinds.matching import MOST_MATCHES
from questions.kinds.wording import LETTERS, MAX_ALT, MAX_OPTION, MAX_STEM, MAX_TEXT, MOST_PICTURES
from questions.laws.numerals import LARGEST
from questions.models import Question, Review, Revision
from questions.models.question import State
from questions.pictures import LONGEST_SIDE
from questions.refusals import Refusal
from questions.strict import StrictQuery, StrictSerializer

MOST_AT_ONCE = 200
LONGEST_SEARCH = 100
KIND_CODES = [(kind.code, kind.label) for kind in KINDS.values()]


class OptionSerializer(StrictSerializer):
    letter = serializers.ChoiceField([(letter, letter) for letter in LETTERS])
    text = serializers.CharField(max_length=MAX_OPTION)


class PartDetailsSerializer(StrictSerializer):
    """`matches`: the right side of a matching, numbered from 1; `any_order`: blanks may be filled in any order."""

    matches = serializers.ListField(
        child=serializers.CharField(max_length=MAX_OPTION), max_length=MOST_MATCHES, required=False
    )
    any_order = serializers.BooleanField(required=False)


class PartSerializer(StrictSerializer):
    """A sub-question of a case; its key stands in the case's, after its number: `1:B`."""

    kind = serializers.ChoiceField([(kind.code, kind.label) for kind in PART_KINDS.values()])
    stem = serializers.CharField(max_length=MAX_STEM)
    options = OptionSerializer(many=True, required=False, default=list)
    details = PartDetailsSerializer(required=False, default=dict)
    share = serializers.IntegerField(min_value=1, max_value=MOST_SHARE)


class ShownPictureSerializer(StrictSerializer):
    """A picture that was uploaded (`question-pictures/`), and what is on it in words."""

    sha256 = serializers.RegexField("^[0-9a-f]{64}$")
    width = serializers.IntegerField(min_value=1, max_value=LONGEST_SIDE)
    height = serializers.IntegerField(min_value=1, max_value=LONGEST_SIDE)
    alt = serializers.CharField(max_length=MAX_ALT)


class PictureSerializer(StrictSerializer):
    """An uploaded picture, as a question's `details` names it when `alt` has been written to it."""

    sha256 = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class PictureUploadSerializer(StrictSerializer):
    file = serializers.FileField(help_text="PNG、JPEG、GIF、BMP 或 WebP，不超过 10 MB", allow_empty_file=True)


class DetailsSerializer(PartDetailsSerializer):
    """What a kind asks with beyond stem and options; {} for most. `pictures`: shown under the stem in their order."""

    pictures = ShownPictureSerializer(many=True, max_length=MOST_PICTURES, required=False)  # type: ignore[call-arg]  # of the list
    parts = PartSerializer(many=True, max_length=MOST_PARTS, required=False)  # type: ignore[call-arg]  # of the list


class DraftSerializer(StrictSerializer):
    """A revision's fields, flat. `topic` is a name or a path `上级/下级`, `citation` as it is written on paper."""

    kind = serializers.ChoiceField(KIND_CODES)
    stem = serializers.CharField(max_length=MAX_STEM)
    options = OptionSerializer(many=True, required=False)
    key = serializers.ListField(child=serializers.CharField(max_length=MAX_TEXT + 3), max_length=100)
    details = DetailsSerializer(required=False)
    explanation = serializers.CharField(max_length=LONGEST["explanation"], required=False, allow_blank=True)
    difficulty = serializers.ChoiceField([("", ""), *((one, one) for one in DIFFICULTIES)], required=False)
    topic = serializers.CharField(max_length=LONGEST["topic"], required=False, allow_blank=True)
    citation = serializers.CharField(max_length=LONGEST["citation"], required=False, allow_blank=True)
    audience = serializers.CharField(max_length=LONGEST["audience"], required=False, allow_blank=True)
    source = serializers.CharField(  # type: ignore[assignment]  # the name on the wire
        max_length=LONGEST["source"], required=False, allow_blank=True
    )
    points = serializers.IntegerField(min_value=1, max_value=MAX_POINTS, required=False, allow_null=True)

    def draft(self) -> Draft:
        return Draft(**_plain(self.validated_data)).normalised()


def _plain(value: Any) -> Any:
    """Ordinary dicts and lists, as the bank stores them."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


class TopicNameSerializer(StrictSerializer):
    """`name` is the whole path, so that it can be sent back as it is."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="path")


class CitationSerializer(StrictSerializer):
    text = serializers.CharField()
    law = serializers.CharField()
    article = serializers.IntegerField(allow_null=True)
    branch = serializers.IntegerField(allow_null=True)
    paragraph = serializers.IntegerField(allow_null=True)
    item = serializers.IntegerField(allow_null=True)


class RevisionSerializer(StrictSerializer):
    """`key` is null, explanation and citations are empty, for who may not see keys."""

    id = serializers.IntegerField()
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(KIND_CODES)
    stem = serializers.CharField()
    options = OptionSerializer(many=True)
    details = DetailsSerializer()
    key = serializers.SerializerMethodField()
    explanation = serializers.SerializerMethodField()
    difficulty = serializers.CharField()
    topic = TopicNameSerializer(allow_null=True)
    citation = serializers.SerializerMethodField()
    citations = serializers.SerializerMethodField()
    points = serializers.IntegerField(allow_null=True)
    audience = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # the name on the wire
    created_at = serializers.DateTimeField()
    created_by = serializers.SerializerMethodField()
    published_at = serializers.DateTimeField(allow_null=True)

    @property
    def _keys(self) -> bool:
        return bool(self.context.get("keys"))

    @extend_schema_field(serializers.ListField(child=serializers.CharField(), allow_null=True))
    def get_key(self, revision: Revision) -> list[str] | None:
        return revision.key.answer if self._keys else None

    def get_explanation(self, revision: Revision) -> str:
        return revision.explanation if self._keys else ""

    def get_citation(self, revision: Revision) -> str:
        return revision.citation if self._keys else ""

    @extend_schema_field(CitationSerializer(many=True))
    def get_citations(self, revision: Revision) -> Any:
        return CitationSerializer(revision.citations.all(), many=True).data if self._keys else []

    def get_created_by(self, revision: Revision) -> str:
        return str(revision.created_by)


class AuthorSerializer(StrictSerializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="__str__")


class PermissionsSerializer(StrictSerializer):
    edit = serializers.BooleanField()
    submit = serializers.BooleanField()
    review = serializers.BooleanField()


class QuestionSerializer(StrictSerializer):
    """`revision` is the current one; `published_number` the one that may be drawn, null if none.

    `is_stale`: 待复核, the article that the published one cites has changed; no new form draws it.
    """

    id = serializers.IntegerField()
    state = serializers.ChoiceField(State.choices)
    revision = RevisionSerializer(source="current")
    published_number = serializers.SerializerMethodField()
    is_stale = serializers.BooleanField()
    suspension_reason = serializers.CharField()
    author = AuthorSerializer()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    permissions = serializers.SerializerMethodField()

    def get_published_number(self, question: Question) -> int | None:
        return question.published_revision.number if question.published_revision else None

    @extend_schema_field(PermissionsSerializer)
    def get_permissions(self, question: Question) -> dict[str, bool]:
        rights = self.context["rights"]
        return {
            "edit": rights.edit and question.state != State.RETIRED,
            "submit": rights.edit and question.state == State.DRAFT,
            "review": rights.may_review(question),
        }


class ReviewSerializer(StrictSerializer):
    decision = serializers.ChoiceField(Review.Decision.choices)
    comment = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class ReasonSerializer(StrictSerializer):
    reason = serializers.CharField(max_length=500)


class ConfirmationSerializer(StrictSerializer):
    """The marks that the reviewer has looked at (`stale-questions/`)."""

    marks = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**53),
        min_length=1,
        max_length=MOST_AT_ONCE,
        allow_empty=False,
    )
    comment = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class QuestionsSerializer(StrictSerializer):
    questions = serializers.ListField(
        child=serializers.IntegerField(min_value=1), min_length=1, max_length=MOST_AT_ONCE, allow_empty=False
    )


class QuestionReviewsSerializer(QuestionsSerializer, ReviewSerializer):
    pass


class RefusedSerializer(StrictSerializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()


class OutcomeSerializer(StrictSerializer):
    done = serializers.ListField(child=serializers.IntegerField())
    refused = RefusedSerializer(many=True)


class DeliveredPartSerializer(StrictSerializer):
    kind = serializers.CharField()
    stem = serializers.CharField()
    options = OptionSerializer(many=True)
    blanks = serializers.IntegerField()
    matches = serializers.ListField(child=serializers.CharField())


class DeliveredSerializer(DeliveredPartSerializer):
    parts = DeliveredPartSerializer(many=True)
    pictures = ShownPictureSerializer(many=True, required=False)


class TopicSerializer(StrictSerializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    path = serializers.CharField()
    parent = serializers.IntegerField(  # type: ignore[assignment]  # the name on the wire
        source="parent_id", allow_null=True
    )
    questions = serializers.IntegerField()
    published = serializers.IntegerField()


class QuestionQuery(StrictQuery):
    kind = serializers.ChoiceField(KIND_CODES, required=False)
    topic = serializers.IntegerField(min_value=1, max_value=2**53, required=False)
    difficulty = serializers.ChoiceField([(one, one) for one in DIFFICULTIES], required=False)
    state = serializers.ChoiceField(State.choices, required=False)
    search = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_SEARCH)
    mine = serializers.BooleanField(required=False, default=False)
    # null, if it is absent: both
    stale = serializers.BooleanField(required=False, allow_null=True)
    # what cites the law, or of it this article (第十六条之一 by its `branch`); for who may see citations
    law = serializers.IntegerField(min_value=1, max_value=2**53, required=False)
    article = serializers.IntegerField(min_value=1, max_value=LARGEST, required=False)
    branch = serializers.IntegerField(min_value=0, max_value=LARGEST, required=False)

    def validate(self, filters: dict[str, Any]) -> dict[str, Any]:
        if "article" in filters and "law" not in filters:
            raise serializers.ValidationError({"article": "条号须与法律法规(law)一起给出。"})
        return filters


class SimilarRequestSerializer(StrictSerializer):
    """`question`: the one that is being edited, which is like itself."""

    stem = serializers.CharField(max_length=MAX_STEM)
    question = serializers.IntegerField(min_value=1, max_value=2**53, required=False)


class SimilarSerializer(StrictSerializer):
    """`likeness`: from 0.9 to 1."""

    question = serializers.IntegerField()
    likeness = serializers.FloatField()
    kind = serializers.ChoiceField(KIND_CODES)
    stem = serializers.CharField()
    state = serializers.ChoiceField(State.choices)


class RowDecisionSerializer(StrictSerializer):
    row = serializers.IntegerField(min_value=1, max_value=2_000_000)
    decision = serializers.ChoiceField([KEEP, SKIP, OVERWRITE])


class RowComparisonSerializer(StrictSerializer):
    """A row of a file beside the question, or the earlier row, whose stem is like its own."""

    row = serializers.IntegerField()
    likeness = serializers.FloatField()
    decision = serializers.ChoiceField([KEEP, SKIP, OVERWRITE])
    own = DraftSerializer()
    question = serializers.IntegerField(allow_null=True)
    other_row = serializers.IntegerField(allow_null=True)
    other = DraftSerializer(allow_null=True)


class QuestionFiltersSerializer(QuestionQuery, StrictSerializer):
    """The filters of the list, in a body."""


class QuestionExportRequestSerializer(StrictSerializer):
    format = serializers.ChoiceField([(code, code) for code in TARGETS])
    filters = QuestionFiltersSerializer(required=False)


class LeftSerializer(StrictSerializer):
    """`whole`: the question is not in the file; `what`: its kind or field that the format cannot hold."""

    question = serializers.IntegerField()
    whole = serializers.BooleanField()
    what = serializers.CharField()


class ExportNotesSerializer(StrictSerializer):
    """`held_back`: how many of those asked for are kept in until a secret examination is over."""

    exported = serializers.IntegerField()
    held_back = serializers.IntegerField()
    left = LeftSerializer(many=True)


class QuestionExportSerializer(StrictSerializer):
    """The parts of the answer."""

    file = serializers.FileField()
    notes = ExportNotesSerializer()


def refused(pk: int, refusal: Refusal) -> dict[str, Any]:
    return {"id": pk, "code": refusal.get_codes(), "detail": str(refusal.detail)}
