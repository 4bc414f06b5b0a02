"""A candidate's examinations and attempts on the wire (docs/api.md)."""

import re
from typing import Any

import orjson
from rest_framework import serializers

from exam_platform.api import StrictSerializer
from exam_platform.exams.life_cycle import CandidateState
from exam_platform.exams.models import Entry, Exam, Form, Window
from exam_platform.sittings.actions import Started
from exam_platform.sittings.counting import Counting
from exam_platform.sittings.life_cycle import State
from exam_platform.sittings.models import Attempt
from exam_platform.sittings.own_exams import OwnExam
from exam_platform.sittings.papers import PreparedForm, packed_outline_of
from exam_platform.sittings.start_facts import StartRules
from exam_platform.sittings.token import make_token, sign_content

PLAIN_DEVICE = re.compile(r"[0-9A-Za-z_-]{0,64}", re.ASCII)


class StartSerializer(StrictSerializer):
    number = serializers.IntegerField(min_value=1, max_value=1000)
    device = serializers.CharField(max_length=64, required=False, allow_blank=True, default="")
    take_over = serializers.BooleanField(required=False, default=False)


def read_plain_start(value: Any) -> dict[str, Any] | None:
    """What StartSerializer makes of what browsers send; None for whatever it would have to look at more closely."""
    if not isinstance(value, dict) or not value.keys() <= {"number", "device", "take_over"}:
        return None
    number, device, take_over = value.get("number"), value.get("device", ""), value.get("take_over", False)
    if type(number) is not int or not 1 <= number <= 1000 or take_over is not False:
        return None
    if not isinstance(device, str) or not PLAIN_DEVICE.fullmatch(device):
        return None
    return {"number": number, "device": device, "take_over": False}


class ExamRulesSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    title = serializers.CharField()
    rules_text = serializers.CharField()
    multiple_choice_rule = serializers.ChoiceField(Exam.MultipleChoiceRule.choices)
    full_points = serializers.IntegerField()
    duration_minutes = serializers.IntegerField()
    leaving_limit = serializers.IntegerField(allow_null=True)
    blocks_copying = serializers.BooleanField()


class CandidateSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    unit = serializers.CharField()


class CountingResponseSerializer(serializers.Serializer[Any]):
    position = serializers.IntegerField()
    answer = serializers.ListField(child=serializers.CharField())
    flagged = serializers.BooleanField()
    seq = serializers.IntegerField()


class OrderField(serializers.ListField):
    """`[[position, "BDAC"], …]`"""

    child = serializers.ListField(child=serializers.JSONField(), min_length=2, max_length=2)


class StartedSerializer(serializers.Serializer[Any]):
    attempt = serializers.IntegerField()
    number = serializers.IntegerField()
    state = serializers.ChoiceField(Attempt.State.choices)
    exam = ExamRulesSerializer()
    candidate = CandidateSerializer()
    token = serializers.CharField(allow_null=True)
    lease = serializers.IntegerField()
    server_time = serializers.DateTimeField()
    started_at = serializers.DateTimeField()
    deadline = serializers.DateTimeField()
    grace_seconds = serializers.IntegerField()
    content_url = serializers.CharField(allow_null=True)
    order = OrderField(allow_null=True)
    responses = CountingResponseSerializer(many=True)
    seq = serializers.IntegerField()
    receipt = serializers.CharField(allow_null=True)


class OwnWindowSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(Window.Kind.choices)
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()


class OpenAttemptSerializer(serializers.Serializer[Any]):
    attempt = serializers.IntegerField()
    number = serializers.IntegerField()
    deadline = serializers.DateTimeField()


class EligibilitySerializer(serializers.Serializer[Any]):
    eligible = serializers.BooleanField()
    code = serializers.CharField(allow_blank=True)
    detail = serializers.CharField(allow_blank=True)


class ReleaseTimesSerializer(serializers.Serializer[Any]):
    score = serializers.ChoiceField(Exam.Release.choices)
    score_at = serializers.DateTimeField(allow_null=True)
    review_at = serializers.DateTimeField(allow_null=True)


class OwnAttemptSerializer(serializers.Serializer[Any]):
    attempt = serializers.IntegerField()
    number = serializers.IntegerField()
    state = serializers.ChoiceField(Attempt.State.choices)
    closed_at = serializers.DateTimeField(allow_null=True)


class OwnExamSerializer(ExamRulesSerializer):
    question_count = serializers.IntegerField()
    pass_points = serializers.IntegerField()
    excellent_points = serializers.IntegerField()
    windows = OwnWindowSerializer(many=True)
    state = serializers.ChoiceField([state.value for state in CandidateState])
    attempts_allowed = serializers.IntegerField()
    attempts_used = serializers.IntegerField()
    attempts_left = serializers.IntegerField()
    next_number = serializers.IntegerField(allow_null=True)
    open_attempt = OpenAttemptSerializer(allow_null=True)
    counting = serializers.ChoiceField(Exam.Counting.choices)
    eligibility = EligibilitySerializer()
    verdict = serializers.ChoiceField(Entry.Verdict.choices)
    score = serializers.IntegerField(allow_null=True)
    release = ReleaseTimesSerializer()
    attempts = OwnAttemptSerializer(many=True)


def exam_shape(exam: Exam | StartRules, full_points: int) -> dict[str, Any]:
    return {
        "id": exam.id,
        "title": exam.title,
        "rules_text": exam.rules_text,
        "multiple_choice_rule": exam.multiple_choice_rule,
        "full_points": full_points,
        "duration_minutes": exam.duration_minutes,
        "leaving_limit": exam.leaving_limit,
        "blocks_copying": bool(exam.blocks_copying),
    }


def started_shape(started: Started, counting: list[Counting], seq: int) -> dict[str, Any]:
    """A started or resumed attempt; without token, paper and order once it is closed."""
    attempt, entry, form = started.attempt, started.entry, started.form
    open_now = attempt.state == State.OPEN
    return {
        "attempt": attempt.id,
        "number": attempt.number,
        "state": attempt.state,
        "exam": exam_shape(started.exam, form.full_points) | ({"leaving_limit": None} if started.is_mock else {}),
        "candidate": {"name": entry.person_name, "unit": entry.unit_name},
        "token": token_of(started) if open_now else None,
        "lease": attempt.lease,
        "server_time": started.now,
        "started_at": attempt.started_at,
        "deadline": attempt.deadline,
        "grace_seconds": int((attempt.accepted_until - attempt.deadline).total_seconds()),
        "content_url": content_url(attempt.id, form) if open_now else None,
        "order": attempt.order if open_now else None,
        "responses": [
            {"position": row.position, "answer": orjson.loads(row.answer), "flagged": row.flagged, "seq": row.seq}
            for row in counting
        ],
        "seq": seq,
        "receipt": None if open_now else attempt.receipt,
    }


def token_of(started: Started) -> str:
    attempt, form = started.attempt, started.form
    outline = packed_outline_of(form.id, form.content_hash)
    return make_token(attempt=attempt.id, entry=attempt.entry_id, lease=attempt.lease, outline=outline)


def content_url(attempt: int, form: PreparedForm | Form) -> str:
    """Relative to the root of the API; the paper's pictures lie below it."""
    signature = sign_content(attempt=attempt, form=form.id, content_hash=form.content_hash)
    return f"attempts/{attempt}/content/{form.id}/{form.content_hash}/{signature}/"


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
