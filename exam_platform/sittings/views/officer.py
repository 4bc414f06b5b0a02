"""The officer's doors while an examination runs."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response as Answer
from rest_framework.views import APIView

from exam_platform.api import Pages, database_now
from exam_platform.exams.access import managed_exam, readable_exam, sees_score, visible_entries
from exam_platform.exams.life_cycle import last_window_end
from exam_platform.exams.models import Entry, EntryQuerySet
from exam_platform.people.access import signed_in
from exam_platform.people.models import Unit
from exam_platform.sittings import late, monitor
from exam_platform.sittings.access import managed_attempt
from exam_platform.sittings.actions import collect_attempt, extend_time, refusals_recorded, void_attempt
from exam_platform.sittings.leavings import most_often_away
from exam_platform.sittings.models import Attempt
from exam_platform.sittings.own_exams import prospect_of
from exam_platform.sittings.serializers.officer import (
    ActReasonSerializer,
    AttemptStateSerializer,
    ExtendedSerializer,
    ExtensionSerializer,
    LateAttemptSerializer,
    MonitorSerializer,
    OfUnitQuery,
    late_attempt_shape,
)


class Monitor(APIView):
    """Where every line of the roster stands now, of the whole examination or of a unit and those below it."""

    @extend_schema(parameters=[OfUnitQuery], responses=MonitorSerializer)
    def get(self, request: Request, exam: int) -> Answer:
        found = readable_exam(request.user, exam)
        unit = OfUnitQuery.read(request).get("unit")
        entries = _of_unit(visible_entries(request.user).filter(exam=found), unit)
        now, end = database_now(), last_window_end(found.windows.all())
        return Answer(
            {
                **monitor.counts(entries, is_over=end is not None and end <= now),
                **monitor.silence(entries, now),
                "leaving_limit": found.leaving_limit,
                "leavings": [] if found.leaving_limit is None else most_often_away(entries),
                "late_changes": late.waiting_changes(entries),
                "server_time": now,
            }
        )


class LateAnswers(generics.ListAPIView[Attempt]):
    """Attempts to which changes came late (I3): how many, and when."""

    serializer_class = LateAttemptSerializer  # describes the shape; `list` makes it
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[Attempt]:
        self.exam = readable_exam(self.request.user, self.kwargs["exam"])
        unit = OfUnitQuery.read(self.request).get("unit")
        entries = visible_entries(self.request.user).filter(exam=self.exam)
        return late.attempts_with_late_changes(_of_unit(entries, unit))

    @extend_schema(parameters=[OfUnitQuery])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Answer:
        attempts = self.paginate_queryset(self.get_queryset()) or []
        found = late.late_of([attempt.pk for attempt in attempts])
        shown = [(attempt, sees_score(request.user, self.exam, attempt.entry)) for attempt in attempts]
        return self.get_paginated_response([late_attempt_shape(row, found[row.pk], sees) for row, sees in shown])


class Extensions(APIView):
    """Extra time for one entry, for a unit and those below it, or for all."""

    @extend_schema(request=ExtensionSerializer, responses={201: ExtendedSerializer})
    def post(self, request: Request, exam: int) -> Answer:
        person = signed_in(request)
        with refusals_recorded(kind="exam.extension_refused", actor=person, exam=exam):
            found = managed_exam(person, exam)
            asked = _read(ExtensionSerializer, request)
            entries = _of_unit(visible_entries(person).filter(exam=found), asked.get("unit"))
            if "entry" in asked:
                entries = entries.filter(pk=get_object_or_404(entries, pk=asked["entry"]).pk)
            minutes, reason = asked["minutes"], asked["reason"]
            counts = extend_time(exam=found, entries=entries, minutes=minutes, actor=person, reason=reason)
        return Answer(counts, status=201)


class Collection(APIView):
    """收卷: close an open attempt for its candidate."""

    @extend_schema(request=ActReasonSerializer, responses=AttemptStateSerializer)
    def post(self, request: Request, attempt: int) -> Answer:
        person = signed_in(request)
        with refusals_recorded(kind="attempt.collection_refused", actor=person, attempt=attempt):
            found = managed_attempt(person, attempt)
            reason = _read(ActReasonSerializer, request)["reason"]
            return _state(collect_attempt(attempt=found, actor=person, reason=reason))


class Voiding(APIView):
    """作废: the attempt counts no longer; the candidate may begin another."""

    @extend_schema(request=ActReasonSerializer, responses=AttemptStateSerializer)
    def post(self, request: Request, attempt: int) -> Answer:
        person = signed_in(request)
        with refusals_recorded(kind="attempt.voiding_refused", actor=person, attempt=attempt):
            found = managed_attempt(person, attempt)
            reason = _read(ActReasonSerializer, request)["reason"]
            return _state(void_attempt(attempt=found, actor=person, reason=reason))


def _of_unit(entries: EntryQuerySet, unit: int | None) -> EntryQuerySet:
    """Those of a unit and its subtree; a unit outside what the person may read is not there for her."""
    if unit is None:
        return entries
    found = get_object_or_404(Unit, pk=unit)
    within = entries.filter(unit_path__startswith=found.path)
    if not within.exists():
        raise Http404
    return within


def _read(shape: type[Any], request: Request) -> dict[str, Any]:
    asked = shape(data=request.data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


def _state(attempt: Attempt) -> Answer:
    """What has become of it, and what its candidate may still do."""
    after = prospect_of(Entry.objects.select_related("exam").get(pk=attempt.entry_id), database_now())
    return Answer(
        {
            "attempt": attempt.pk,
            "state": attempt.state,
            "closed_at": attempt.closed_at,
            "closed_by": attempt.closed_by,
            "receipt": attempt.receipt,
            "attempts_left": after.left,
            "next_number": after.next_number,
        }
    )
