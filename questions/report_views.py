"""The queue of reports that a question is wrong, for those who may see keys; who writes the bank answers them."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from questions import report_serializers as shapes
from questions.access import bank_access
from questions.actions import settle_report
from questions.models import QuestionReport
from questions.views import BankViews, read, require


class QuestionReportViews(BankViews):
    queryset = QuestionReport.objects.none()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require(bank_access().may_see_keys, request)

    def get_queryset(self) -> QuerySet[QuestionReport]:
        visible = bank_access().visible_questions(self.request.user)
        reports = QuestionReport.objects.filter(revision__question__in=visible)
        return reports.select_related("revision__question__published_revision", "settled_by")

    @extend_schema(parameters=[shapes.ReportQuery], responses=shapes.QuestionReportSerializer(many=True))
    def list(self, request: Request) -> Response:
        filters = shapes.ReportQuery.read(request)
        reports = self.get_queryset()
        if state := filters.get("state"):
            reports = reports.filter(state=state)
        if question := filters.get("question"):
            reports = reports.filter(revision__question=question)
        return self.page_of(reports, shapes.QuestionReportSerializer, "id")

    @extend_schema(request=shapes.SettlementSerializer, responses=shapes.QuestionReportSerializer)
    @action(detail=True, methods=["post"])
    def settlement(self, request: Request, pk: str) -> Response:
        report = self.get_object()
        require(bank_access().may_write, request)
        settle_report(report=report, by=request.user, **read(shapes.SettlementSerializer, request).validated_data)
        return Response(shapes.QuestionReportSerializer(self.get_queryset().get(pk=report.pk)).data)
