from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exam_platform.api import database_now
from exam_platform.exams.access import inspected_exam, may_see_papers
from exam_platform.grading.actions import admit_late_answers, report_reviewed_question
from exam_platform.grading.actions.evidence import read_evidence
from exam_platform.grading.evidence_serializers import EvidenceRequestSerializer, EvidenceSerializer
from exam_platform.grading.results import own_result
from exam_platform.grading.serializers import (
    AdmittedSerializer,
    AttemptResultSerializer,
    OwnReportSerializer,
    ReportRequestSerializer,
    result_shape,
)
from exam_platform.people.access import signed_in
from exam_platform.sittings.access import managed_attempt, own_attempts
from exam_platform.sittings.actions import refusals_recorded
from exam_platform.sittings.models import Attempt
from exam_platform.sittings.serializers.officer import ActReasonSerializer


class Result(APIView):
    """The candidate's own attempt: score, rates and review as far as the examination's rules release them now."""

    @extend_schema(responses=AttemptResultSerializer)
    def get(self, request: Request, attempt: int) -> Response:
        return Response(result_shape(own_result(_own(request, attempt))))


class QuestionReports(APIView):
    """The candidate says that a question of her released review is wrong."""

    @extend_schema(request=ReportRequestSerializer, responses={201: OwnReportSerializer})
    def post(self, request: Request, attempt: int) -> Response:
        own = _own(request, attempt)
        asked = ReportRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        report = report_reviewed_question(attempt=own, **asked.validated_data)
        return Response(OwnReportSerializer(report).data, status=201)


class LateAnswers(APIView):
    """The officer lets what came late to this attempt count (I3)."""

    @extend_schema(request=ActReasonSerializer, responses=AdmittedSerializer)
    def post(self, request: Request, attempt: int) -> Response:
        person = signed_in(request)
        with refusals_recorded(kind="attempt.late_admission_refused", actor=person, attempt=attempt):
            found = managed_attempt(person, attempt)
            asked = ActReasonSerializer(data=request.data)
            asked.is_valid(raise_exception=True)
            admitted = admit_late_answers(attempt=found, actor=person, reason=asked.validated_data["reason"])
        score_before = found.score
        found.refresh_from_db(fields=["score", "state"])
        shape = {"attempt": found.pk, "state": found.state, "admitted": admitted}
        return Response({**shape, "score_before": score_before, "score": found.score})


class Evidence(APIView):
    """What every attempt received and when, what counted and for how much; no keys. A POST, for it goes on record.

    Answers with their marks tell the keys, so the door opens to whom the papers are open: the officer, and the auditor
    once the last window is over.
    """

    @extend_schema(request=EvidenceRequestSerializer, responses=EvidenceSerializer)
    def post(self, request: Request, exam: int) -> Response:
        person = signed_in(request)
        found = inspected_exam(person, exam)
        if not may_see_papers(person, found, found.windows.all(), database_now()):
            raise PermissionDenied
        asked = EvidenceRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        page = read_evidence(exam=found, actor=person, **asked.validated_data)
        complete = len(page) < asked.validated_data["count"]
        return Response({"results": page, "next": None if complete else page[-1]["attempt"]})


def _own(request: Request, attempt: int) -> Attempt:
    attempts = own_attempts(request.user).select_related("form", "entry__exam", "entry__person").defer("form__content")
    found: Attempt = get_object_or_404(attempts, pk=attempt)
    return found
