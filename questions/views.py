"""The bank's doors. Who may pass, access.py says; every question comes through `visible_questions`."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

from django.db.models import Count, F, Q
from django.http import HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from questions import serializers as shapes
from questions.access import bank_access, is_own, wrote_published
from questions.actions import (
    add_revision,
    confirm_citations,
    create_question,
    each_question,
    resume_question,
    retire_question,
    review_question,
    submit_question,
    suspend_question,
)
from questions.actions.import_decision import compare_row, decide_row
from questions.actions.question_export import export_questions
from questions.actions.question_import import QuestionImporter
from questions.filtering import filtered
from questions.formats.excel_template import template
from questions.formats.targets import TARGETS
from questions.formats.word import MEDIA_TYPE as DOCX
from questions.formats.word_template import template as word_template
from questions.imports.reading import XLSX
from questions.imports.serializers import FileImportSerializer, RowQuery
from questions.imports.views import FileImportViews, file_response
from questions.kinds import kind_of
from questions.models import Question, QuestionImport, QuestionQuerySet, Revision, Topic
from questions.models.question import State
from questions.multipart import file_with_notes
from questions.selection import is_stale
from questions.similar import similar_to
from questions.strict import StrictQuery, StrictSerializer
from questions.tasks import commit_question_import, parse_question_import


@dataclass(frozen=True, slots=True)
class Rights:
    """What the asking person may do, asked once for a whole list."""

    user: Any
    edit: bool
    review: bool

    def may_review(self, question: Question) -> bool:
        return self.review and question.state == State.IN_REVIEW and not is_own(self.user, question)

    def may_confirm(self, question: Question) -> bool:
        """That a stale question still holds."""
        return self.review and not wrote_published(self.user, question)


class PagedViews(viewsets.GenericViewSet[Any]):
    lookup_value_regex = "[0-9]{1,18}"

    def page_of(self, rows: Any, shape: type[StrictSerializer], *ordering: str) -> Response:
        self.paginator.ordering = ordering  # type: ignore[union-attr]  # the project's cursor pages
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(shape(page, many=True, context=self.get_serializer_context()).data)


class BankViews(PagedViews):
    """Refuses who may not read the bank, before anything is fetched."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require(bank_access().may_read, request)

    def get_serializer_context(self) -> dict[str, Any]:
        access, user = bank_access(), self.request.user
        rights = Rights(user, access.may_write(user), access.may_review(user))
        return {**super().get_serializer_context(), "rights": rights, "keys": access.may_see_keys(user)}


class QuestionViews(BankViews):
    serializer_class = shapes.QuestionSerializer
    queryset = Question.objects.none()

    def get_queryset(self) -> QuestionQuerySet:
        visible = bank_access().visible_questions(self.request.user)
        return (
            visible.annotate(is_stale=is_stale())
            .select_related("author", "published_revision", "current__key", "current__topic", "current__created_by")
            .prefetch_related("current__citations")
        )

    def answer(self, question: Question, status: int = 200) -> Response:
        fresh = self.get_queryset().get(pk=question.pk)
        return Response(shapes.QuestionSerializer(fresh, context=self.get_serializer_context()).data, status=status)

    @extend_schema(parameters=[shapes.QuestionQuery], responses=shapes.QuestionSerializer(many=True))
    def list(self, request: Request) -> Response:
        filters = shapes.QuestionQuery.read(request)
        found = filtered(bank_access().listed_questions(request.user), filters, request.user)
        self.paginator.ordering = ("-id",)  # type: ignore[union-attr]  # the project's cursor pages
        # The ids alone first: with all that is shown joined, a database that has to sort would sort that.
        page = self.paginate_queryset(found.only("pk")) or []
        whole = self.get_queryset().in_bulk([one.pk for one in page])
        rows = [whole[one.pk] for one in page if one.pk in whole]
        context = self.get_serializer_context()
        return self.get_paginated_response(shapes.QuestionSerializer(rows, many=True, context=context).data)

    @extend_schema(responses=shapes.QuestionSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        return self.answer(self.get_object())

    @extend_schema(request=shapes.DraftSerializer, responses={201: shapes.QuestionSerializer})
    def create(self, request: Request) -> Response:
        require(bank_access().may_write, request)
        body = read(shapes.DraftSerializer, request)
        return self.answer(create_question(author=request.user, draft=body.draft()), status=201)

    @extend_schema(
        methods=["GET"],
        responses=shapes.RevisionSerializer(many=True),
        description="All revisions of a question, the newest first.",
    )
    @extend_schema(methods=["POST"], request=shapes.DraftSerializer, responses={201: shapes.QuestionSerializer})
    @action(detail=True, methods=["get", "post"])
    def revisions(self, request: Request, pk: str) -> Response:
        question = self.get_object()
        if request.method == "GET":
            StrictQuery.read(request)
            revisions = Revision.objects.filter(question=question).select_related("key", "topic", "created_by")
            return self.page_of(revisions.prefetch_related("citations"), shapes.RevisionSerializer, "-number")
        require(bank_access().may_write, request)
        add_revision(question=question, author=request.user, draft=read(shapes.DraftSerializer, request).draft())
        return self.answer(question, status=201)

    @extend_schema(request=StrictSerializer, responses=shapes.QuestionSerializer)
    @action(detail=True, methods=["post"])
    def submission(self, request: Request, pk: str) -> Response:
        question = self.get_object()
        require(bank_access().may_write, request)
        read(StrictSerializer, request)
        submit_question(question=question, by=request.user)
        return self.answer(question)

    @extend_schema(request=shapes.ReviewSerializer, responses=shapes.QuestionSerializer)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: str) -> Response:
        question = self.get_object()
        require(bank_access().may_review, request)
        review_question(
            question=question, reviewer=request.user, **read(shapes.ReviewSerializer, request).validated_data
        )
        return self.answer(question)

    @extend_schema(request=shapes.ConfirmationSerializer, responses=shapes.QuestionSerializer)
    @action(detail=True, methods=["post"], url_path="citation-confirmation")
    def citation_confirmation(self, request: Request, pk: str) -> Response:
        """A reviewer says that a question still holds though the article it cites has changed."""
        question = self.get_object()
        require(bank_access().may_review, request)
        confirm_citations(
            question=question, reviewer=request.user, **read(shapes.ConfirmationSerializer, request).validated_data
        )
        return self.answer(question)

    @extend_schema(methods=["POST"], request=shapes.ReasonSerializer, responses=shapes.QuestionSerializer)
    @extend_schema(methods=["DELETE"], request=None, responses={200: shapes.QuestionSerializer})
    @action(detail=True, methods=["post", "delete"])
    def suspension(self, request: Request, pk: str) -> Response:
        question = self.get_object()
        require(bank_access().may_write, request)
        if request.method == "POST":
            reason = read(shapes.ReasonSerializer, request).validated_data["reason"]
            suspend_question(question=question, by=request.user, reason=reason)
        else:
            resume_question(question=question, by=request.user)
        return self.answer(question)

    @extend_schema(request=shapes.ReasonSerializer, responses=shapes.QuestionSerializer)
    @action(detail=True, methods=["post"])
    def retirement(self, request: Request, pk: str) -> Response:
        question = self.get_object()
        require(bank_access().may_write, request)
        reason = read(shapes.ReasonSerializer, request).validated_data["reason"]
        retire_question(question=question, by=request.user, reason=reason)
        return self.answer(question)

    @extend_schema(responses=shapes.DeliveredSerializer)
    @action(detail=True, methods=["get"])
    def preview(self, request: Request, pk: str) -> Response:
        """The question as a candidate is given it: without its key."""
        revision = self.get_object().current
        return Response(kind_of(revision.kind).delivered(revision.content))


class QuestionSubmissionViews(BankViews):
    @extend_schema(request=shapes.QuestionsSerializer, responses={200: shapes.OutcomeSerializer})
    def create(self, request: Request) -> Response:
        require(bank_access().may_write, request)
        ids = read(shapes.QuestionsSerializer, request).validated_data["questions"]
        return outcome(request, ids, lambda question: submit_question(question=question, by=request.user))


class QuestionReviewViews(BankViews):
    @extend_schema(request=shapes.QuestionReviewsSerializer, responses={200: shapes.OutcomeSerializer})
    def create(self, request: Request) -> Response:
        require(bank_access().may_review, request)
        body = dict(read(shapes.QuestionReviewsSerializer, request).validated_data)
        ids = body.pop("questions")
        return outcome(request, ids, lambda one: review_question(question=one, reviewer=request.user, **body))


class TopicViews(BankViews):
    @extend_schema(responses=shapes.TopicSerializer(many=True))
    def list(self, request: Request) -> Response:
        """The syllabus tree, each topic with the questions that stand at it (those below it not counted)."""
        StrictQuery.read(request)
        current = Q(revisions__question__current=F("revisions"), revisions__question__retired_at=None)
        published = Q(revisions__question__published_revision=F("revisions")) & Q(
            revisions__question__retired_at=None, revisions__question__suspended_at=None
        )
        topics = Topic.objects.annotate(
            questions=Count("revisions", filter=current), published=Count("revisions", filter=published)
        )
        return self.page_of(topics, shapes.TopicSerializer, "path")


class QuestionImportViews(FileImportViews):
    queryset = QuestionImport.objects.none()
    importer = QuestionImporter()
    run_parse = parse_question_import
    run_commit = commit_question_import

    def may_import(self) -> bool:
        return bank_access().may_write(self.request.user)

    @extend_schema(parameters=[RowQuery], responses=shapes.RowComparisonSerializer)
    @action(detail=True, methods=["get"])
    def comparisons(self, request: Request, pk: str) -> Response:
        """A row beside what its stem is like."""
        job, row = self.get_object(), RowQuery.read(request)["row"]
        return Response(shapes.RowComparisonSerializer(compare_row(job=job, row=row)).data)

    @extend_schema(request=shapes.RowDecisionSerializer, responses=FileImportSerializer)
    @comparisons.mapping.put
    def decide(self, request: Request, pk: str) -> Response:
        job = self.get_object()
        decide_row(importer=self.importer, job=job, **read(shapes.RowDecisionSerializer, request).validated_data)
        return Response(FileImportSerializer(self.get_object()).data)


class SimilarQuestionViews(BankViews):
    pagination_class = None

    @extend_schema(request=shapes.SimilarRequestSerializer, responses={200: shapes.SimilarSerializer(many=True)})
    def create(self, request: Request) -> Response:
        """The questions whose stems are like one that is being written; a POST, because a stem fits into no address."""
        require(bank_access().may_write, request)
        asked = read(shapes.SimilarRequestSerializer, request).validated_data
        visible = bank_access().listed_questions(request.user).exclude(pk=asked.get("question"))
        alike = similar_to(asked["stem"], visible)
        found = visible.select_related("current").in_bulk([one.question for one in alike])
        rows = [
            {"question": pk, "likeness": much, "kind": one.kind, "stem": one.stem, "state": found[pk].state}
            for pk, much in alike
            if (one := found[pk].current)
        ]
        return Response(shapes.SimilarSerializer(rows, many=True).data)


class QuestionExportViews(BankViews):
    @extend_schema(
        request=shapes.QuestionExportRequestSerializer,
        responses={(200, "multipart/form-data"): shapes.QuestionExportSerializer},
    )
    def create(self, request: Request) -> StreamingHttpResponse:
        """The questions that the filters find, with their keys, as a file, and what is to be said of it."""
        asked = asked_export(request)
        with ExitStack() as stack:
            file = stack.enter_context(TemporaryFile())
            export = export_questions(by=request.user, out=file, **asked)
            stack.pop_all()
        notes = shapes.ExportNotesSerializer(export.notes).data
        target = TARGETS[asked["code"]]
        return file_with_notes(file, name=f"试题.{target.extension}", media_type=target.media_type, notes=notes)


def asked_export(request: Request) -> dict[str, Any]:
    """What an export is asked for (`export_questions`), by somebody who may see keys."""
    require(bank_access().may_see_keys, request)
    asked = read(shapes.QuestionExportRequestSerializer, request).validated_data
    return {"code": asked["format"], "filters": asked.get("filters", {})}


class QuestionTemplateView(APIView):
    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY})
    def get(self, request: Request) -> HttpResponse:
        require(bank_access().may_write, request)
        return file_response(template(), "试题导入模板.xlsx")


class QuestionWordTemplateView(APIView):
    @extend_schema(responses={(200, DOCX): OpenApiTypes.BINARY})
    def get(self, request: Request) -> HttpResponse:
        require(bank_access().may_write, request)
        return file_response(word_template(), "试题导入模板.docx", DOCX)


def require(word: Callable[[Any], bool], request: Request) -> None:
    if not word(request.user):
        raise PermissionDenied


def read(shape: type[Any], request: Request) -> Any:
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    return body


def outcome(request: Request, ids: list[int], act: Callable[[Question], None]) -> Response:
    """Each of the visible questions for itself; what is invisible is refused as not there."""
    wanted = dict.fromkeys(ids)
    visible = bank_access().visible_questions(request.user).in_bulk(wanted)
    done, refusals = each_question([visible[pk] for pk in wanted if pk in visible], act)
    absent = [{"id": pk, "code": "not_found", "detail": "没有找到该试题。"} for pk in wanted if pk not in visible]
    return Response({"done": done, "refused": [shapes.refused(pk, one) for pk, one in refusals] + absent})
