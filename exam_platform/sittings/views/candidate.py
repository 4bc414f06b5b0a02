"""The candidate's doors with a session: her examinations, and starting."""

from typing import Any

import orjson
from django.db.models import Max, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from exam_platform.api import Pages, StrictQuery, database_now
from exam_platform.exams.access import own_entries
from exam_platform.exams.models import Entry
from exam_platform.people.access import signed_in
from exam_platform.sittings.actions import Started, start_attempt
from exam_platform.sittings.counting import counting_responses
from exam_platform.sittings.models import Response
from exam_platform.sittings.own_exams import own_exams
from exam_platform.sittings.serializers.candidate import (
    OwnExamSerializer,
    StartedSerializer,
    StartSerializer,
    own_exam_shape,
    started_shape,
)
from exam_platform.sittings.views.hot import DATABASE_FAILED


class Newest(Pages):
    ordering = "-id"


class OwnExams(generics.ListAPIView[Entry]):
    """The candidate's examinations, the newest first."""

    serializer_class = OwnExamSerializer  # describes the shape; `list` makes it
    pagination_class = Newest

    def get_queryset(self) -> QuerySet[Entry]:
        return own_entries(self.request.user).select_related("exam")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Answer:
        StrictQuery.read(request)
        entries = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response([own_exam_shape(own) for own in own_exams(entries, database_now())])


class Attempts(APIView):
    """Start an attempt, or come back to one: the same number is the same attempt.

    Most are answered before they come here (operations/plain_start.py), by the same rules.
    """

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if error := request.META.get(DATABASE_FAILED):
            raise error
        super().initial(request, *args, **kwargs)

    @extend_schema(request=StartSerializer, responses={200: StartedSerializer, 201: StartedSerializer})
    def post(self, request: Request, exam: int) -> Answer:
        asked = StartSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        started = start_attempt(person_id=signed_in(request).pk, exam_id=exam, **asked.validated_data)
        return Answer(told(started), status=201 if started.made else 200)


def started_body(started: Started) -> bytes:
    return orjson.dumps(told(started), option=orjson.OPT_UTC_Z)


def told(started: Started) -> dict[str, Any]:
    """The answer to a start, with the log of an attempt that was known before."""
    if started.made:
        return started_shape(started, [], 0)
    attempt = started.attempt.id
    seq = Response.objects.filter(attempt=attempt).aggregate(seq=Max("seq"))["seq"] or 0
    return started_shape(started, counting_responses([attempt]), seq)
