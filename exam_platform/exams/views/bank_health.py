"""How the bank stands: for who may read it."""

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exam_platform.exams.bank_health import bank_health
from exam_platform.exams.serializers import HealthQuery, HealthSerializer
from questions.access import bank_access


class BankHealthView(APIView):
    @extend_schema(parameters=[HealthQuery], responses=HealthSerializer)
    def get(self, request: Request) -> Response:
        access = bank_access()
        if not access.may_read(request.user):
            raise PermissionDenied
        query = HealthQuery.read(request)
        health = bank_health(access.visible_questions(request.user), **query)
        shown = {"by": query["by"], "totals": health.totals, "groups": health.groups, "cut": health.cut}
        return Response(HealthSerializer(shown).data)
