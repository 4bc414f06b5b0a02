"""The shapes of docs/api.md on the wire."""

import datetime as dt
from typing import Any

import orjson
from rest_framework import serializers

from exam_platform.api import StrictSerializer
from exam_platform.exams.models import Entry, Exam
from exam_platform.sittings.changes import Outline
from exam_platform.sittings.counting import Counting
from exam_platform.sittings.life_cycle import State
from exam_platform.sittings.models import Attempt
from exam_platform.sittings.own_exams import OwnExam
from exam_platform.sittings.token import make_token, sign_content


class StartSerializer(StrictSerializer):
    number = serializers.IntegerField(min_value=1, max_value=1000)
    device = serializers.CharField(max_length=64, required=False, allow_blank=True, default="")
    take_over = serializers.BooleanField(required=False, default=False)


class MonitorSerializer(serializers.Serializer[Any]):
    roster = serializers.IntegerField()
    exempt = serializers.IntegerField()
    reduced = serializers.IntegerField()
    leave = serializers.IntegerField()
    not_started = serializers.IntegerField()
    open = serializers.IntegerField()
    submitted = serializers.IntegerField()
    graded = serializers.IntegerField()
    voided = serializers.IntegerField()
    absent = serializers.IntegerField()
    online = serializers.IntegerField()
    late_changes = serializers.IntegerField()
    server_time = serializers.DateTimeField()


class ExtendedSerializer(serializers.Serializer[Any]):
    entries = serializers.IntegerField()
    extended = serializers.IntegerField()
    reopened = serializers.IntegerField()


class AttemptStateSerializer(serializers.Serializer[Any]):
    attempt = serializers.IntegerField()
    state = serializers.ChoiceField([state.value for state in State])
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_by = serializers.CharField()
    receipt = serializers.CharField(allow_null=True)


class ActReasonSerializer(StrictSerializer):
    reason = serializers.CharField(max_length=200)


class ExtensionSerializer(StrictSerializer):
    """For exactly one of: an entry, a unit with those below it, all."""

    entry = serializers.IntegerField(min_value=1, required=False)
    unit = serializers.IntegerField(min_value=1, required=False)
    all = serializers.BooleanField(required=False)
    minutes = serializers.IntegerField(min_value=1, max_value=600)
    reason = serializers.CharField(max_length=200)

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        if ("entry" in asked) + ("unit" in asked) + bool(asked.get("all")) != 1:
            raise serializers.ValidationError("须在 entry、unit、all 中指明一个。", code="one_of")
        return asked


def exam_shape(exam: Exam, full_points: int) -> dict[str, Any]:
    return {
        "id": exam.pk,
        "title": exam.title,
        "rules_text": exam.rules_text,
        "multiple_choice_rule": exam.multiple_choice_rule,
        "full_points": full_points,
        "duration_minutes": exam.duration_minutes,
    }


def started_shape(
    attempt: Attempt, outline: Outline, counting: list[Counting], seq: int, now: dt.datetime
) -> dict[str, Any]:
    """A started or resumed attempt; without token, paper and order once it is closed."""
    entry: Entry = attempt.entry
    open_now = attempt.state == State.OPEN
    return {
        "attempt": attempt.pk,
        "number": attempt.number,
        "state": attempt.state,
        "exam": exam_shape(entry.exam, attempt.form.full_points),
        "candidate": {"name": entry.person_name, "unit": entry.unit_name},
        "token": make_token(attempt=attempt.pk, entry=entry.pk, lease=attempt.lease, outline=outline)
        if open_now
        else None,
        "lease": attempt.lease,
        "server_time": now,
        "started_at": attempt.started_at,
        "deadline": attempt.deadline,
        "grace_seconds": int((attempt.accepted_until - attempt.deadline).total_seconds()),
        "content_url": content_url(attempt) if open_now else None,
        "order": attempt.order if open_now else None,
        "responses": [
            {"position": row.position, "answer": orjson.loads(row.answer), "flagged": row.flagged, "seq": row.seq}
            for row in counting
        ],
        "seq": seq,
        "receipt": None if open_now else attempt.receipt,
    }


def own_exam_shape(own: OwnExam) -> dict[str, Any]:
    exam, found = own.exam, own.prospect
    open_attempt = next((attempt for attempt in own.attempts if attempt.state == State.OPEN), None)
    eligibility = {"eligible": found.eligibility.eligible, "code": found.eligibility.code}
    return {
        **exam_shape(exam, own.paper.full_points),
        "question_count": own.paper.question_count,
        "pass_points": exam.pass_points,
        "excellent_points": exam.excellent_points,
        "windows": [
            {"id": window.pk, "kind": window.kind, "opens_at": window.opens_at, "closes_at": window.closes_at}
            for window in own.windows
        ],
        "state": found.state,
        "attempts_allowed": exam.attempts_allowed,
        "attempts_used": found.used,
        "attempts_left": found.left,
        "next_number": found.next_number,
        "open_attempt": open_attempt
        and {"attempt": open_attempt.pk, "number": open_attempt.number, "deadline": open_attempt.deadline},
        "counting": exam.counting,
        "eligibility": {**eligibility, "detail": found.eligibility.detail},
        "verdict": own.entry.verdict if own.score_released else "",
        "score": own.entry.score if own.score_released else None,
        "release": {"score": exam.score_release, "score_at": own.score_at, "review_at": own.review_at},
        "attempts": [
            {
                "attempt": attempt.pk,
                "number": attempt.number,
                "state": attempt.state,
                "closed_at": attempt.closed_at,
            }
            for attempt in own.attempts
        ],
    }


def content_url(attempt: Attempt) -> str:
    """Relative to the root of the API."""
    content_hash = attempt.form.content_hash
    signature = sign_content(attempt=attempt.pk, form=attempt.form_id, content_hash=content_hash)
    return f"attempts/{attempt.pk}/content/{attempt.form_id}/{content_hash}/{signature}/"
