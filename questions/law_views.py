"""The law library's doors. Whoever is signed in reads laws, they are public texts; who writes the bank imports them."""

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from questions import law_serializers as shapes
from questions.access import bank_access
from questions.actions.law import repeal_law, set_in_force, undo_repeal
from questions.actions.law_import import LawImporter
from questions.citing import counts_by_place
from questions.errors import CitationNotReadable
from questions.imports.views import FileImportViews
from questions.laws.citation import CitationUnreadable, parse_citations
from questions.laws.comparison import compare
from questions.library import resolve, texts_of
from questions.models import Law, LawImport, LawQuerySet, LawVersion, Provision, Question, Status
from questions.serializers import ReasonSerializer
from questions.stale import differences_of, stale_questions
from questions.strict import StrictQuery
from questions.tasks import commit_law_import, parse_law_import
from questions.views import BankViews, PagedViews, read, require


class LawViews(PagedViews):
    serializer_class = shapes.LawSerializer
    queryset = Law.objects.none()
    day: dt.date
    # of the questions on each article of the law that is read; None where nobody may know
    counts: dict[tuple[int, int], int] | None = None

    def get_queryset(self) -> LawQuerySet:
        return Law.objects.prefetch_related(Prefetch("versions", _versions().order_by("dated")))

    def get_serializer_context(self) -> dict[str, Any]:
        day = getattr(self, "day", None) or timezone.localdate()
        edit = bank_access().may_write(self.request.user)
        return {**super().get_serializer_context(), "day": day, "edit": edit, "counts": self.counts}

    def answer(self, law: Law) -> Response:
        fresh = self.get_queryset().get(pk=law.pk)
        return Response(shapes.LawDetailSerializer(fresh, context=self.get_serializer_context()).data)

    def version(self, pk: str, version_id: str) -> LawVersion:
        return get_object_or_404(_versions(), pk=version_id, law=pk)

    @extend_schema(parameters=[shapes.LawQuery], responses=shapes.LawSerializer(many=True))
    def list(self, request: Request) -> Response:
        filters = shapes.LawQuery.read(request)
        self.day = filters.get("on") or timezone.localdate()
        laws = self.get_queryset()
        for word in filters.get("search", "").split():
            laws = laws.filter(title__icontains=word)
        if status := filters.get("status"):
            laws = laws.in_status(Status(status), self.day)
        return self.page_of(laws, shapes.LawSerializer, "id")

    @extend_schema(parameters=[shapes.DayQuery], responses=shapes.LawDetailSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        self.day = shapes.DayQuery.read(request).get("on") or timezone.localdate()
        return self.answer(self.get_object())

    @extend_schema(methods=["POST"], request=shapes.RepealSerializer, responses=shapes.LawDetailSerializer)
    @extend_schema(methods=["DELETE"], request=ReasonSerializer, responses={200: shapes.LawDetailSerializer})
    @action(detail=True, methods=["post", "delete"])
    def repeal(self, request: Request, pk: str) -> Response:
        """Repealed from a day on; DELETE takes back what was entered by mistake."""
        law = self.get_object()
        require(bank_access().may_write, request)
        if request.method == "POST":
            body = read(shapes.RepealSerializer, request).validated_data
            repeal_law(law=law, day=body["repealed_on"], reason=body["reason"], by=request.user)
        else:
            undo_repeal(law=law, reason=read(ReasonSerializer, request).validated_data["reason"], by=request.user)
        return self.answer(law)

    @extend_schema(responses=shapes.VersionDetailSerializer)
    @action(detail=True, methods=["get"], url_path="versions/(?P<version_id>[0-9]{1,18})")
    def read_version(self, request: Request, pk: str, version_id: str) -> Response:
        StrictQuery.read(request)
        version = self.version(pk, version_id)
        places = Provision.objects.filter(version=version).order_by("article", "branch")
        context = {**self.get_serializer_context(), "places": list(places.values_list("article", "branch", "path"))}
        return Response(shapes.VersionDetailSerializer(version, context=context).data)

    @extend_schema(request=shapes.InForceSerializer, responses=shapes.LawDetailSerializer)
    @action(detail=True, methods=["put"], url_path="versions/(?P<version_id>[0-9]{1,18})/in-force")
    def in_force(self, request: Request, pk: str, version_id: str) -> Response:
        """The day that a version enters into force, where its text does not say it."""
        version = self.version(pk, version_id)
        require(bank_access().may_write, request)
        day = read(shapes.InForceSerializer, request).validated_data["in_force_on"]
        set_in_force(version=version, day=day, by=request.user)
        return self.answer(version.law)

    @extend_schema(parameters=[shapes.ProvisionQuery], responses=shapes.CountedProvisionSerializer(many=True))
    @action(detail=True, methods=["get"], url_path="versions/(?P<version_id>[0-9]{1,18})/provisions")
    def provisions(self, request: Request, pk: str, version_id: str) -> Response:
        filters = shapes.ProvisionQuery.read(request)
        version = self.version(pk, version_id)
        if bank_access().may_see_keys(request.user):
            self.counts = counts_by_place(bank_access().listed_questions(request.user), version.law)
        found = Provision.objects.filter(version=version, **filters)
        return self.page_of(found, shapes.CountedProvisionSerializer, "article", "branch")

    @extend_schema(parameters=[shapes.ComparisonQuery], responses=shapes.ComparisonSerializer)
    @action(detail=True, methods=["get"], url_path="versions/(?P<version_id>[0-9]{1,18})/comparison")
    def comparison(self, request: Request, pk: str, version_id: str) -> Response:
        asked = shapes.ComparisonQuery.read(request)["with"]
        old, new = self.version(pk, str(asked)), self.version(pk, version_id)
        differences = compare(texts_of(old), texts_of(new))
        counts = Counter(difference.kind for difference in differences)
        body = {
            "old": old,
            "new": new,
            "counts": {kind: counts[kind] for kind in ("same", "changed", "new", "gone", "moved")},
            "differences": [shapes.shown(difference) for difference in differences],
        }
        return Response(shapes.ComparisonSerializer(body, context=self.get_serializer_context()).data)


class LawImportViews(FileImportViews):
    queryset = LawImport.objects.none()
    importer = LawImporter()
    run_parse = parse_law_import
    run_commit = commit_law_import

    def may_import(self) -> bool:
        return bank_access().may_write(self.request.user)


class CitationLookUpView(APIView):
    @extend_schema(parameters=[shapes.CitationQuery], responses=shapes.ResolvedSerializer(many=True))
    def get(self, request: Request) -> Response:
        """What a citation names, in words: 《行政处罚法》第三十三条第一款, as in force on a day; in the order given."""
        asked = shapes.CitationQuery.read(request)
        try:
            references = parse_citations(asked["text"])
        except CitationUnreadable as unreadable:
            raise CitationNotReadable(f"看不懂这一处法条依据:“{str(unreadable)[:50]}”。") from unreadable
        found = resolve(references, asked.get("on") or timezone.localdate())
        return Response(shapes.ResolvedSerializer(found, many=True).data)


class StaleQuestionViews(BankViews):
    """待复核: with keys and explanations, so for who may see those."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require(bank_access().may_see_keys, request)

    @extend_schema(parameters=[shapes.StaleQuery], responses=shapes.StaleQuestionSerializer(many=True))
    def list(self, request: Request) -> Response:
        questions = stale_questions(bank_access().visible_questions(request.user))
        if law := shapes.StaleQuery.read(request).get("law"):
            questions = questions.filter(stale_marks__version__law=law).distinct()
        self.paginator.ordering = "id"  # type: ignore[union-attr]  # the project's cursor pages
        page: list[Question] = self.paginate_queryset(questions) or []
        context = {**self.get_serializer_context(), "differences": differences_of(page)}
        return self.get_paginated_response(shapes.StaleQuestionSerializer(page, many=True, context=context).data)


def _versions() -> QuerySet[LawVersion]:
    return LawVersion.objects.with_end().select_related("law").annotate(article_count=Count("provisions"))
