"""应知应会清单: read by whoever is signed in, as laws are; kept by who writes the bank."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from questions import must_know_serializers as shapes
from questions.access import bank_access
from questions.actions.must_know import add_version, create_must_know_list
from questions.models import MustKnowList, MustKnowVersion
from questions.must_know import items_of, questions_on, version_of
from questions.strict import StrictQuery
from questions.views import PagedViews, read, require


class MustKnowViews(PagedViews):
    queryset = MustKnowList.objects.all()

    def answer(self, version: MustKnowVersion, status: int = 200) -> Response:
        fresh = MustKnowVersion.objects.prefetch_related("items__law").get(pk=version.pk)
        return Response(shapes.MustKnowDetailSerializer(fresh).data, status=status)

    @extend_schema(responses=shapes.MustKnowSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Each list at its newest version."""
        StrictQuery.read(request)
        return self.page_of(MustKnowVersion.objects.newest(), shapes.MustKnowSerializer, "-must_know_list_id")

    @extend_schema(request=shapes.NewVersionSerializer, responses={201: shapes.MustKnowDetailSerializer})
    def create(self, request: Request) -> Response:
        require(bank_access().may_write, request)
        body = read(shapes.NewVersionSerializer, request)
        return self.answer(create_must_know_list(by=request.user, **body.fields_of_version()), status=201)

    @extend_schema(methods=["GET"], responses=shapes.MustKnowSerializer(many=True))
    @extend_schema(
        methods=["POST"], request=shapes.NewVersionSerializer, responses={201: shapes.MustKnowDetailSerializer}
    )
    @action(detail=True, methods=["get", "post"])
    def versions(self, request: Request, pk: str) -> Response:
        found = self.get_object()
        if request.method == "GET":
            StrictQuery.read(request)
            return self.page_of(
                MustKnowVersion.objects.filter(must_know_list=found), shapes.MustKnowSerializer, "-number"
            )
        require(bank_access().may_write, request)
        body = read(shapes.NewVersionSerializer, request)
        return self.answer(add_version(must_know_list=found, by=request.user, **body.fields_of_version()), status=201)

    @extend_schema(responses=shapes.MustKnowDetailSerializer)
    @action(detail=True, methods=["get"], url_path="versions/(?P<number>[0-9]{1,18})")
    def read_version(self, request: Request, pk: str, number: str) -> Response:
        StrictQuery.read(request)
        return self.answer(version_of(pk, number))

    @extend_schema(responses=shapes.CountedItemSerializer(many=True))
    @action(detail=True, methods=["get"], url_path="versions/(?P<number>[0-9]{1,18})/coverage")
    def coverage(self, request: Request, pk: str, number: str) -> Response:
        """Which of its articles, as in force today, the bank has questions on that may be drawn: `count` of each."""
        require(bank_access().may_see_keys, request)
        StrictQuery.read(request)
        self.paginator.ordering = "position"  # type: ignore[union-attr]  # the project's cursor pages
        items = self.paginate_queryset(items_of(version_of(pk, number))) or []
        return self.get_paginated_response(shapes.counted(items, questions_on(items)))
