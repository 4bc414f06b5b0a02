"""Question sets: read by who may read the bank, kept by who writes it."""

from django.db.models import Count, Max, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from questions import set_serializers as shapes
from questions.access import bank_access
from questions.actions.question_set import change_question_set, create_question_set, publish_question_set
from questions.errors import NoSuchQuestion
from questions.models import QuestionSet, QuestionSetVersion
from questions.strict import StrictQuery
from questions.views import BankViews, read, require


class QuestionSetViews(BankViews):
    queryset = QuestionSet.objects.none()

    def get_queryset(self) -> QuerySet[QuestionSet]:
        sets = QuestionSet.objects.select_related("created_by")
        return sets.annotate(
            question_count=Count("items", distinct=True),
            # of the same version: both only grow
            published_number=Max("versions__number"),
            published_version=Max("versions__pk"),
        )

    def answer(self, pk: int, status: int = 200) -> Response:
        found = self.get_queryset().prefetch_related("items__question__current").get(pk=pk)
        return Response(shapes.SetDetailSerializer(found).data, status=status)

    @extend_schema(responses=shapes.SetSerializer(many=True))
    def list(self, request: Request) -> Response:
        StrictQuery.read(request)
        return self.page_of(self.get_queryset(), shapes.SetSerializer, "-id")

    @extend_schema(request=shapes.NewSetSerializer, responses={201: shapes.SetDetailSerializer})
    def create(self, request: Request) -> Response:
        require(bank_access().may_write, request)
        body = read(shapes.NewSetSerializer, request).validated_data
        return self.answer(create_question_set(title=body["title"], by=request.user).pk, status=201)

    @extend_schema(responses=shapes.SetDetailSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        StrictQuery.read(request)
        return self.answer(self.get_object().pk)

    @extend_schema(request=shapes.SetChangeSerializer, responses=shapes.SetDetailSerializer)
    def update(self, request: Request, pk: str) -> Response:
        """The title and all questions, in order."""
        found = self.get_object()
        require(bank_access().may_write, request)
        body = read(shapes.SetChangeSerializer, request).validated_data
        wanted = list(dict.fromkeys(body["questions"]))
        visible = bank_access().visible_questions(request.user).in_bulk(wanted)
        if absent := [one for one in wanted if one not in visible]:
            raise NoSuchQuestion(questions=absent)
        change_question_set(question_set=found, title=body["title"], questions=[visible[one] for one in wanted])
        return self.answer(found.pk)

    @extend_schema(methods=["GET"], responses=shapes.SetVersionSerializer(many=True))
    @extend_schema(
        methods=["POST"], request=shapes.PublicationSerializer, responses={201: shapes.SetVersionDetailSerializer}
    )
    @action(detail=True, methods=["get", "post"])
    def versions(self, request: Request, pk: str) -> Response:
        found = self.get_object()
        if request.method == "GET":
            StrictQuery.read(request)
            return self.page_of(_versions().filter(question_set=found), shapes.SetVersionSerializer, "-number")
        require(bank_access().may_write, request)
        cover = read(shapes.PublicationSerializer, request).validated_data["cover"]
        version = publish_question_set(question_set=found, by=request.user, cover=cover)
        return _version(found, version.number, status=201)

    @extend_schema(responses=shapes.SetVersionDetailSerializer)
    @action(detail=True, methods=["get"], url_path="versions/(?P<number>[0-9]{1,18})")
    def read_version(self, request: Request, pk: str, number: str) -> Response:
        StrictQuery.read(request)
        return _version(self.get_object(), int(number))


def _versions() -> QuerySet[QuestionSetVersion]:
    return QuestionSetVersion.objects.select_related("published_by")


def _version(found: QuestionSet, number: int, status: int = 200) -> Response:
    versions = _versions().filter(question_set=found).prefetch_related("items__revision")
    version = get_object_or_404(versions, number=number)
    return Response(shapes.SetVersionDetailSerializer(version).data, status=status)
