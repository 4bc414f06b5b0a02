"""组卷方案: what is drawn, for which paper, at how many points."""

from collections.abc import Iterator, Sequence, Set
from typing import NotRequired, TypedDict

from django.db import transaction
from django.db.models import Model

from exam_platform.api import Located
from exam_platform.audit.actions import record
from exam_platform.exams.errors import BadBlueprint, PointsDiffer
from exam_platform.exams.models import Assembly, Blueprint, BlueprintRow, Exam
from exam_platform.people.models import Person
from questions.kinds import KINDS, MACHINE_MARKED, case
from questions.models import QuestionSetVersion, Topic

from .exams import lock_unpublished

MOST_QUESTIONS = 200
# each brings up to ten sub-questions along
MOST_CASES = 20


class RowFields(TypedDict):
    paper: str
    kind: str
    topic: int | None
    difficulty: str
    set_version: NotRequired[int | None]
    count: int
    points: int


def set_blueprint(*, exam: Exam, rows: Sequence[RowFields], actor: Person) -> list[BlueprintRow]:
    """Replace the whole plan. Forms drawn by the old one are discarded, an assembly in progress is called off.

    Whether the bank can fill it now is not asked here but when forms are drawn: the bank may still be growing.
    """
    with transaction.atomic():
        exam = lock_unpublished(exam.pk)
        refuse_bad_rows(rows)
        refuse_other_totals(exam, rows)
        discard_forms(exam)
        exam.blueprints.all().delete()
        papers = {paper: Blueprint.objects.create(exam=exam, paper=paper) for paper in papers_of(rows)}
        saved = BlueprintRow.objects.bulk_create(
            BlueprintRow(
                blueprint=papers[row["paper"]],
                order=order,
                kind=row["kind"],
                topic_id=row["topic"],
                difficulty=row["difficulty"],
                set_version_id=row.get("set_version"),
                count=row["count"],
                points=row["points"],
            )
            for order, row in enumerate(rows, 1)
        )
        record(kind="exam.blueprint_set", actor=actor, subject=f"exam:{exam.pk}", unit_path=exam.unit.path)
    return saved


def discard_forms(exam: Exam) -> None:
    """Only ever before publication: no attempt refers to them yet."""
    exam.assemblies.filter(state__in=(Assembly.State.QUEUED, Assembly.State.RUNNING)).update(
        state=Assembly.State.CANCELLED
    )
    exam.forms.all().delete()
    exam.forms_assembled_at = None
    exam.save(update_fields=["forms_assembled_at"])


def papers_of(rows: Sequence[RowFields]) -> list[str]:
    return list(dict.fromkeys(row["paper"] for row in rows))


def refuse_bad_rows(rows: Sequence[RowFields]) -> None:
    errors = [*wrong_values(rows), *wrong_papers(rows)]
    if errors:
        raise BadBlueprint(errors[0]["detail"] if len(errors) == 1 else None, errors=errors)


def wrong_values(rows: Sequence[RowFields]) -> Iterator[Located]:
    topics = existing(Topic, {row["topic"] for row in rows})
    sets = existing(QuestionSetVersion, {row.get("set_version") for row in rows})
    for place, row in enumerate(rows):
        if row["kind"] not in KINDS:
            yield {"pointer": f"/{place}/kind", "code": "unknown_kind", "detail": "没有这种题型。"}
        elif row["kind"] not in MACHINE_MARKED:
            detail = f"{KINDS[row['kind']].label}须人工评卷，本考试由系统评卷，不能抽取。"
            yield {"pointer": f"/{place}/kind", "code": "not_machine_marked", "detail": detail}
        if row["topic"] not in topics:
            yield {"pointer": f"/{place}/topic", "code": "unknown_topic", "detail": "没有这个知识点。"}
        if row.get("set_version") not in sets:
            yield {"pointer": f"/{place}/set_version", "code": "unknown_set", "detail": "没有这个题集版本。"}


def existing(model: type[Model], ids: Set[int | None]) -> Set[int | None]:
    """Those of `ids` that there are; None stands for any and always passes."""
    named = ids - {None}
    return {None, *model._default_manager.filter(pk__in=named).values_list("pk", flat=True)} if named else {None}


def wrong_papers(rows: Sequence[RowFields]) -> Iterator[Located]:
    papers = papers_of(rows)
    for paper in papers:
        if sum(row["count"] for row in rows if row["paper"] == paper) > MOST_QUESTIONS:
            detail = f"一份试卷不能超过 {MOST_QUESTIONS} 题。"
            yield {"pointer": "", "code": "too_many_questions", "detail": detail}
        if sum(row["count"] for row in rows if row["paper"] == paper and row["kind"] == case.code) > MOST_CASES:
            detail = f"一份试卷不能超过 {MOST_CASES} 道{case.label}。"
            yield {"pointer": "", "code": "too_many_cases", "detail": detail}
    if Blueprint.Paper.ALL in papers and len(papers) > 1:
        detail = "“全体”试卷不能与按职级的试卷同时设置。"
        yield {"pointer": "", "code": "papers_mixed", "detail": detail}


def refuse_other_totals(exam: Exam, rows: Sequence[RowFields]) -> None:
    """N74: each paper adds up to the full points exactly, in integer hundredths."""
    for paper in papers_of(rows):
        total = sum(row["count"] * row["points"] for row in rows if row["paper"] == paper)
        if total != exam.full_points:
            label, full = Blueprint.Paper(paper).label, in_points(exam.full_points)
            raise PointsDiffer(
                f"{label}试卷各题合计 {in_points(total)} 分，应为满分 {full} 分；如满分不同，请先修改考试的满分。"
            )


def in_points(hundredths: int) -> str:
    """99.99, 2.5, 100: as people write it."""
    return f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")
