"""An attempt's result on the wire (docs/api.md): what is not released yet is not in it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import orjson
from rest_framework import serializers

from exam_platform.api import StrictSerializer
from exam_platform.exams.models import Entry
from exam_platform.exams.serializers.forms import FormPartSerializer
from exam_platform.grading.results import ItemResult, OwnResult
from exam_platform.grading.scoring import Rules, verdict_of
from exam_platform.sittings.models import Attempt
from exam_platform.sittings.serializers.candidate import OrderField, content_url
from questions.kinds import kind_of
from questions.library import Resolved
from questions.models import QuestionReport
from questions.serializers import ShownPictureSerializer


class RateSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    right = serializers.IntegerField()
    points = serializers.IntegerField()
    full_points = serializers.IntegerField()


class KindRateSerializer(RateSerializer):
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name, as DRF allows


class TopicRateSerializer(RateSerializer):
    topic = serializers.CharField()


class ReviewOptionSerializer(serializers.Serializer[Any]):
    letter = serializers.CharField()
    text = serializers.CharField()


class ReviewProvisionSerializer(serializers.Serializer[Any]):
    """The whole article as in force on the day of the attempt; `citation` has the full title."""

    citation = serializers.CharField()
    dated = serializers.DateField()
    text = serializers.CharField()


class ReviewCitationSerializer(serializers.Serializer[Any]):
    """`provision` is null where the library has no text for that day, and where a law is cited as a whole."""

    text = serializers.CharField()
    law = serializers.CharField()
    article = serializers.IntegerField(allow_null=True)
    provision = ReviewProvisionSerializer(allow_null=True)


class OwnReportSerializer(serializers.Serializer[Any]):
    """What a candidate said of a question, and what came of it."""

    fault = serializers.ChoiceField(QuestionReport.Fault.choices)
    text = serializers.CharField()
    reported_at = serializers.DateTimeField()
    state = serializers.ChoiceField(QuestionReport.State.choices)
    answer = serializers.CharField()
    settled_at = serializers.DateTimeField(allow_null=True)


class ReportRequestSerializer(StrictSerializer):
    position = serializers.IntegerField(min_value=1, max_value=32767)
    fault = serializers.ChoiceField(QuestionReport.Fault.choices)
    text = serializers.CharField(max_length=500)


class ReviewItemSerializer(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    kind = serializers.CharField()
    points = serializers.IntegerField()
    mark = serializers.IntegerField()
    stem = serializers.CharField()
    options = ReviewOptionSerializer(many=True)
    matches = serializers.ListField(child=serializers.CharField())
    parts = FormPartSerializer(many=True)
    pictures = ShownPictureSerializer(many=True)
    answer = serializers.ListField(child=serializers.CharField())
    key = serializers.ListField(child=serializers.CharField())
    explanation = serializers.CharField()
    citations = ReviewCitationSerializer(many=True)
    right = serializers.BooleanField()
    report = OwnReportSerializer(allow_null=True)


class ResultExamSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    title = serializers.CharField()


class AttemptResultSerializer(serializers.Serializer[Any]):
    attempt = serializers.IntegerField()
    number = serializers.IntegerField()
    exam = ResultExamSerializer()
    state = serializers.ChoiceField(Attempt.State.choices)
    started_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_by = serializers.ChoiceField(Attempt.ClosedBy.choices)
    seconds_used = serializers.IntegerField(allow_null=True)
    receipt = serializers.CharField(allow_null=True)
    score_released = serializers.BooleanField()
    score_at = serializers.DateTimeField(allow_null=True)
    review_released = serializers.BooleanField()
    review_at = serializers.DateTimeField(allow_null=True)
    score = serializers.IntegerField(allow_null=True)
    full_points = serializers.IntegerField()
    pass_points = serializers.IntegerField()
    verdict = serializers.ChoiceField(Entry.Verdict.choices)
    attempts_left = serializers.IntegerField()
    next_number = serializers.IntegerField(allow_null=True)
    by_kind = KindRateSerializer(many=True)
    by_topic = TopicRateSerializer(many=True)
    order = OrderField(allow_null=True)
    content_url = serializers.CharField(allow_null=True)
    review = ReviewItemSerializer(many=True, allow_null=True)


class AdmittedSerializer(serializers.Serializer[Any]):
    """`admitted`: changes that count from now on; none when the act is repeated."""

    attempt = serializers.IntegerField()
    state = serializers.ChoiceField(Attempt.State.choices)
    admitted = serializers.IntegerField()
    score_before = serializers.IntegerField(allow_null=True)
    score = serializers.IntegerField(allow_null=True)


def result_shape(own: OwnResult) -> dict[str, Any]:
    attempt, exam = own.attempt, own.exam.exam
    rules = Rules(exam.counting, exam.pass_points, exam.excellent_points)
    score = attempt.score if own.score_shown else None
    found = own.exam.prospect
    return {
        "attempt": attempt.pk,
        "number": attempt.number,
        "exam": {"id": exam.pk, "title": exam.title},
        "state": attempt.state,
        "started_at": attempt.started_at,
        "closed_at": attempt.closed_at,
        "closed_by": attempt.closed_by,
        "seconds_used": attempt.closed_at and int((attempt.closed_at - attempt.started_at).total_seconds()),
        "receipt": attempt.receipt if attempt.closed_at else None,
        "score_released": own.exam.score_released,
        "score_at": own.exam.score_at,
        "review_released": own.exam.review_released,
        "review_at": own.exam.review_at,
        "score": score,
        "full_points": own.full_points,
        "pass_points": exam.pass_points,
        "verdict": verdict_of(score, rules),
        "attempts_left": found.left,
        "next_number": found.next_number,
        "by_kind": [{"kind": kind, "label": kind_of(kind).label, **rates} for kind, rates in _rates(own.items, _kind)],
        "by_topic": [{"topic": topic, **rates} for topic, rates in _rates(own.items, _topic)],
        "order": attempt.order if own.review_shown else None,
        "content_url": content_url(attempt.pk, attempt.form) if own.review_shown else None,
        "review": [_review_shape(item) for item in own.items] if own.review_shown else None,
    }


def _kind(item: ItemResult) -> str:
    return item.revision.kind


def _topic(item: ItemResult) -> str:
    return item.revision.topic.name if item.revision.topic else ""


def _rates(items: Iterable[ItemResult], group_of: Callable[[ItemResult], str]) -> Iterable[tuple[str, dict[str, int]]]:
    """Per group, in the order of the paper; questions without one are left out."""
    groups: dict[str, list[ItemResult]] = defaultdict(list)
    for item in items:
        if group := group_of(item):
            groups[group].append(item)
    for group, members in groups.items():
        yield (
            group,
            {
                "count": len(members),
                "right": sum(item.right for item in members),
                "points": sum(item.mark for item in members),
                "full_points": sum(item.points for item in members),
            },
        )


def _review_shape(item: ItemResult) -> dict[str, Any]:
    revision = item.revision
    delivered = kind_of(revision.kind).delivered(revision.content)
    return {
        "position": item.position,
        "kind": revision.kind,
        "points": item.points,
        "mark": item.mark,
        "stem": revision.stem,
        "options": delivered["options"],
        "matches": delivered["matches"],
        "parts": delivered["parts"],
        "pictures": delivered.get("pictures", []),
        "answer": orjson.loads(item.answer),
        "key": item.key,
        "explanation": revision.explanation,
        "citations": [_citation_shape(one) for one in item.citations],
        "right": item.right,
        "report": item.report and OwnReportSerializer(item.report).data,
    }


def _citation_shape(one: Resolved) -> dict[str, Any]:
    provision = None
    if one.version and one.provision:
        provision = {"citation": one.citation, "dated": one.version.dated, "text": one.provision.text}
    return {
        "text": one.reference.text,
        "law": one.reference.law,
        "article": one.reference.article,
        "provision": provision,
    }
