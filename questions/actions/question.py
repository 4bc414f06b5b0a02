"""Writing questions: a new question is a draft; a change of anything is a new revision."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now

from questions import drafts
from questions.actions.picture import refer_to_pictures, unknown_pictures
from questions.actions.topic import topics_named
from questions.drafts import Draft
from questions.errors import DuplicateQuestion, InvalidQuestion, QuestionRetired, UnchangedQuestion
from questions.kinds import Problem
from questions.laws.titles import short_title
from questions.models import Citation, Key, Question, Revision, Topic
from questions.models.question import worded
from questions.signals import tell

_BATCH = 500


def check_sound(draft: Draft) -> None:
    """Raises InvalidQuestion naming every field that is wrong."""
    _refuse(drafts.check_draft(draft))


def _check_pictures(draft: Draft) -> None:
    """In the transaction that stores it."""
    _refuse(unknown_pictures([draft]).get(0, []))


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise InvalidQuestion(
            problems[0].message if len(problems) == 1 else None,
            errors=[{"pointer": f"/{one.field}", "code": one.code, "detail": one.message} for one in problems],
        )


def create_question(*, author: Any, draft: Draft) -> Question:
    check_sound(draft)
    with transaction.atomic():
        _check_pictures(draft)
        if Question.objects.filter(fingerprint=draft.fingerprint, retired_at=None).exists():
            raise DuplicateQuestion
        try:
            with transaction.atomic():
                (question,) = create_questions(author=author, drafts=[draft])
        except IntegrityError as collision:
            raise DuplicateQuestion from collision
        tell("question_created", actor=author, subject=f"question:{question.pk}")
    return question


def create_questions(*, author: Any, drafts: Sequence[Draft]) -> list[Question]:
    """Sound drafts of new questions, in a fixed number of queries a batch. IntegrityError for what is stored.

    The pictures that they show are there (`actions.picture.unknown_pictures`).
    """
    with transaction.atomic():
        topics = topics_named(names={draft.topic for draft in drafts})
        made: list[Question] = []
        for start in range(0, len(drafts), _BATCH):
            made.extend(_store_new(author, drafts[start : start + _BATCH], topics))
    return made


def add_revision(*, question: Question, author: Any, draft: Draft) -> Revision:
    """The question is a draft again; what is published stays so until the new revision is approved."""
    check_sound(draft)
    with transaction.atomic():
        locked = Question.objects.select_for_update().get(pk=question.pk)
        if locked.retired_at:
            raise QuestionRetired
        if locked.current and locked.current.as_draft() == draft:
            raise UnchangedQuestion
        same = Question.objects.filter(fingerprint=draft.fingerprint, retired_at=None).exclude(pk=locked.pk)
        if same.exists():
            raise DuplicateQuestion
        _check_pictures(draft)
        (revision,) = store_revisions(author=author, drafts=[(locked.pk, draft)])
        tell(
            "question_revised",
            actor=author,
            subject=f"question:{locked.pk}",
            revision=revision.number,
        )
    question.refresh_from_db()
    return revision


def store_revisions(*, author: Any, drafts: Sequence[tuple[int, Draft]]) -> list[Revision]:
    """New current revisions of questions that the caller has locked and checked."""
    topics = topics_named(names={draft.topic for _, draft in drafts})
    ids = [question_id for question_id, _ in drafts]
    last = dict(Question.objects.filter(pk__in=ids).values_list("pk", "current__number"))
    revisions = [_revision((last[qid] or 0) + 1, author, draft, topics, question_id=qid) for qid, draft in drafts]
    _store_revisions(revisions, [draft for _, draft in drafts])
    for revision, (question_id, draft) in zip(revisions, drafts, strict=True):
        Question.objects.filter(pk=question_id).update(
            **worded(revision),
            fingerprint=revision.fingerprint,
            search_text=draft.search_text,
            submitted_at=None,
            submitted_by=None,
            updated_at=Now(),
        )
    return revisions


def _store_new(author: Any, batch: Sequence[Draft], topics: dict[str, Topic]) -> list[Question]:
    revisions = [_revision(1, author, draft, topics) for draft in batch]
    questions = Question.objects.bulk_create(
        Question(
            author=author,
            fingerprint=draft.fingerprint,
            search_text=draft.search_text,
            **worded(revision) | {"current": None},
        )
        for draft, revision in zip(batch, revisions, strict=True)
    )
    for question, revision in zip(questions, revisions, strict=True):
        revision.question = question
    _store_revisions(revisions, batch)
    for question, revision in zip(questions, revisions, strict=True):
        question.current = revision
    # Each has one revision so far; a statement with a value for each row, as bulk_update writes it, is dear to make.
    only = Revision.objects.filter(question=OuterRef("pk")).values("pk")
    Question.objects.filter(pk__in=[question.pk for question in questions]).update(current=Subquery(only))
    return questions


def _store_revisions(revisions: list[Revision], batch: Sequence[Draft]) -> None:
    Revision.objects.bulk_create(revisions)
    Key.objects.bulk_create(
        Key(revision=revision, answer=draft.key) for revision, draft in zip(revisions, batch, strict=True)
    )
    Citation.objects.bulk_create(
        Citation(
            revision=revision,
            question_id=revision.question_id,
            text=one.text[:300],
            law=one.law,
            short_title=short_title(one.law),
            article=one.article,
            branch=one.branch,
            paragraph=one.paragraph,
            item=one.item,
        )
        for revision, draft in zip(revisions, batch, strict=True)
        for one in drafts.provisions_of(draft.citation)
    )
    refer_to_pictures(revisions)


def _revision(number: int, author: Any, draft: Draft, topics: dict[str, Topic], **of: int) -> Revision:
    """`of`: the question's id, unless that is stored later."""
    return Revision(
        **of,
        number=number,
        kind=draft.kind,
        stem=draft.stem,
        options=draft.options,
        details=draft.details,
        machine_marked=draft.machine_marked,
        explanation=draft.explanation,
        difficulty=draft.difficulty,
        topic=topics.get(draft.topic),
        citation=draft.citation,
        audience=draft.audience,
        source=draft.source,
        points=draft.points,
        fingerprint=draft.fingerprint,
        stem_fingerprint=draft.stem_fingerprint,
        created_by=author,
    )
