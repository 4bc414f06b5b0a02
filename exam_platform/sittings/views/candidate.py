"""The candidate's doors with a session: her examinations, and starting."""

from typing import cast

import orjson
from django.db.models import Max
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from exam_platform.api import database_now
from exam_platform.people.models import Person
from exam_platform.sittings.actions import start_attempt
from exam_platform.sittings.counting import counting_responses
from exam_platform.sittings.models import Response
from exam_platform.sittings.papers import outline_of
from exam_platform.sittings.serializers import StartSerializer, started_shape


class Attempts(APIView):
    def post(self, request: Request, exam: int) -> Answer:
        asked = StartSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        person = cast("Person", request.user)
        attempt, made = start_attempt(person=person, exam_id=exam, **asked.validated_data)
        counting = [] if made else counting_responses([attempt.pk])
        seq = 0 if made else Response.objects.filter(attempt=attempt.pk).aggregate(seq=Max("seq"))["seq"] or 0
        outline = outline_of(attempt.form_id, attempt.form.content_hash)
        answers = [orjson.loads(row.answer) for row in counting]
        shape = started_shape(attempt, outline, counting, answers, seq, database_now())
        return Answer(shape, status=201 if made else 200)
