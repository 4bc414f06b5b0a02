from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exam_platform.grading.results import own_result
from exam_platform.grading.serializers import AttemptResultSerializer, result_shape
from exam_platform.sittings.access import own_attempts


class Result(APIView):
    """The candidate's own attempt: score, rates and review as far as the examination's rules release them now."""

    @extend_schema(responses=AttemptResultSerializer)
    def get(self, request: Request, attempt: int) -> Response:
        attempts = own_attempts(request.user).select_related("form", "entry__exam").defer("form__content")
        return Response(result_shape(own_result(get_object_or_404(attempts, pk=attempt))))
