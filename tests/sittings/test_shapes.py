"""The description of the API names the fields that are sent, no more and no fewer."""

import datetime as dt
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from exam_platform.exams.models import Window
from exam_platform.grading.actions import grade_attempts
from exam_platform.grading.serializers import AttemptResultSerializer
from exam_platform.sittings.serializers.candidate import OwnExamSerializer, StartedSerializer
from questions.models import Citation, Revision
from tests.factories.questions import make_topic


def differences(shape: serializers.Field, sent: Any, place: str = "") -> list[str]:
    if sent is None:
        return []
    if isinstance(shape, serializers.ListSerializer):
        return [found for one in sent for found in differences(shape.child, one, f"{place}/")]
    if not isinstance(shape, serializers.Serializer):
        return []
    found = [f"{place}{name}" for name in shape.fields.keys() ^ sent.keys()]
    return found + [
        line for name in shape.fields.keys() & sent.keys() for line in differences(shape.fields[name], sent[name], name)
    ]


def test_a_started_attempt_and_the_list_of_examinations(writing):
    writing.save(writing.change(1, ["B"]))
    assert differences(StartedSerializer(), writing.start().json()) == []
    (own,) = writing.client.get("/api/v1/my/exams/").json()["results"]
    assert differences(OwnExamSerializer(), own) == []


def test_a_result_with_its_review(writing):
    writing.submit()
    grade_attempts(attempt_ids=[writing.attempt])
    past = timezone.now() - dt.timedelta(hours=3)
    Window.objects.update(opens_at=past, closes_at=past + dt.timedelta(hours=1))
    Revision.objects.update(topic=make_topic())
    for revision in Revision.objects.all():
        cited = {"text": "《优化营商环境条例》第一条", "law": "优化营商环境条例", "article": 1}
        Citation.objects.create(revision=revision, question=revision.question, **cited)
    shown = writing.client.get(f"/api/v1/attempts/{writing.attempt}/result/").json()
    assert shown["review"]
    assert shown["by_topic"]
    assert shown["review"][0]["citations"]
    assert differences(AttemptResultSerializer(), shown) == []
