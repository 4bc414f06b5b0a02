"""Assembling forms: asked for by the officer, done by a worker, found again by the sweeper when a worker was lost."""

import datetime as dt
import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count as counting

from django.db import transaction
from django.db.models import F, Q, QuerySet

from exam_platform.api import Located, database_now
from exam_platform.audit.actions import record
from exam_platform.exams import assembly, form_content
from exam_platform.exams.errors import AssemblyRunning, ExamCancelled, ExamPublished, NoBlueprint, PoolTooSmall
from exam_platform.exams.form_content import FormQuestion
from exam_platform.exams.models import Assembly, Blueprint, BlueprintRow, Exam, Form, FormItem
from exam_platform.exams.pools import pools_of
from exam_platform.people.models import Person
from questions.kinds import Delivered, kind_of
from questions.models import Revision

from .exams import lock_unpublished

UNFINISHED = (Assembly.State.QUEUED, Assembly.State.RUNNING)
# A worker that has not been heard of for so long is taken for lost.
SILENCE = dt.timedelta(seconds=60)
MOST_RUNS = 3


logger = logging.getLogger(__name__)


class AssemblyLost(Exception):
    """Another worker has taken the job over, or the officer has called it off: stop without writing."""


def request_assembly(*, exam: Exam, count: int | None = None, actor: Person) -> Assembly:
    """Put the job down: `count` forms for each paper. Refuses at once what could never be drawn (N72)."""
    with transaction.atomic():
        exam = lock_unpublished(exam.pk)
        if exam.assemblies.filter(state__in=UNFINISHED).exists():
            raise AssemblyRunning
        if count is not None and count != exam.form_count:
            exam.form_count = count
            exam.save(update_fields=["form_count"])
        papers = read_papers(exam)
        if not papers:
            raise NoBlueprint
        refuse_small_pools(papers)
        job = Assembly.objects.create(
            exam=exam,
            count=exam.form_count,
            total=exam.form_count * len(papers),
            seed=secrets.randbits(62),
        )
        record(
            kind="exam.assembly_requested",
            actor=actor,
            subject=f"exam:{exam.pk}",
            unit_path=exam.unit.path,
            detail={"assembly": job.pk, "forms": job.total},
        )
    return job


def assemble_forms(*, assembly_id: int) -> None:
    """Draw, render and store the forms of one job. May be called again at any time: a job is done once."""
    job = claim(assembly_id)
    if job is None:
        return
    try:
        store(job, list(reported(job, draw(job))))
    except AssemblyLost:
        logger.info("assembly %s was taken over or called off", job.pk)
    except (PoolTooSmall, ExamPublished, ExamCancelled) as refused:
        fail(job, refused.default_code, str(refused.detail))


def unfinished_assemblies() -> list[int]:
    """What no message came for, or what a lost worker left: for the sweeper."""
    waiting = Assembly.objects.filter(free_to_take(database_now()))
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def free_to_take(now: dt.datetime) -> Q:
    return Q(state=Assembly.State.QUEUED) | Q(state=Assembly.State.RUNNING, heartbeat_at__lt=now - SILENCE)


def claim(assembly_id: int) -> Assembly | None:
    """One worker at a time: a conditional UPDATE decides. `runs` is then the number under which she works."""
    now = database_now()
    free = free_to_take(now)
    job = Assembly.objects.select_related("exam__unit").filter(free, pk=assembly_id).first()
    if job is None:
        return None
    if job.runs >= MOST_RUNS:
        fail(job, "worker_lost", "组卷程序多次中断，请重新组卷；仍不成功请联系运维人员。")
        return None
    taken = Assembly.objects.filter(free, pk=assembly_id, runs=job.runs).update(
        state=Assembly.State.RUNNING, runs=F("runs") + 1, heartbeat_at=now, processed=0
    )
    if not taken:
        return None
    job.runs += 1
    return job


def fail(job: Assembly, code: str, detail: str) -> None:
    own_job(job).update(state=Assembly.State.FAILED, error={"code": code, "detail": detail})


def own_job(job: Assembly) -> QuerySet[Assembly]:
    """The job, if it is still this worker's."""
    return Assembly.objects.filter(pk=job.pk, runs=job.runs, state__in=UNFINISHED)


BuiltForm = tuple[Form, list[FormItem]]


@dataclass(frozen=True)
class Paper:
    """One blueprint with its rows in the order of the form: grouped by kind, kinds in the order they first appear."""

    blueprint: Blueprint
    rows: list[BlueprintRow]
    pools: list[set[int]]


def read_papers(exam: Exam) -> list[Paper]:
    rows = list(BlueprintRow.objects.filter(blueprint__exam=exam).select_related("blueprint").order_by("order"))
    papers = []
    for blueprint in dict.fromkeys(row.blueprint for row in rows):
        own = [row for row in rows if row.blueprint_id == blueprint.pk]
        kinds = list(dict.fromkeys(row.kind for row in own))
        own.sort(key=lambda row: kinds.index(row.kind))
        papers.append(Paper(blueprint, own, pools_of(own)))
    return papers


def refuse_small_pools(papers: Sequence[Paper]) -> None:
    """Names each row that lacks something, by its place in the blueprint as the officer sees it."""
    errors: list[Located] = []
    for paper in papers:
        for short in assembly.find_shortages(paper.rows, paper.pools):
            row = paper.rows[short.row]
            detail = (
                f"第 {row.order} 行（{kind_of(row.kind).label}）需要 {short.wanted} 题，"
                f"可用 {short.found} 题，缺 {short.lacking} 题。"
            )
            errors.append({"pointer": f"/{row.order - 1}/count", "code": "pool_too_small", "detail": detail})
    if errors:
        raise PoolTooSmall("".join(error["detail"] for error in errors), errors=errors)


def draw(job: Assembly) -> Iterator[BuiltForm]:
    """The forms one by one, not yet stored; raises PoolTooSmall before the first when the bank has shrunk meanwhile."""
    papers = read_papers(job.exam)
    refuse_small_pools(papers)
    numbers = counting(1)
    for place, paper in enumerate(papers):
        drawn = assembly.draw_forms(paper.rows, paper.pools, job.count, job.seed + place)
        revisions = deliverable({revision for form in drawn for chosen in form for revision in chosen})
        for form in drawn:
            yield build_form(paper, next(numbers), form, revisions, job.exam_id)


def deliverable(revision_ids: set[int]) -> dict[int, Revision]:
    """Only what a candidate sees is read: neither keys nor explanations are in memory here."""
    return Revision.objects.only("kind", "stem", "options", "details").in_bulk(revision_ids)


def build_form(
    paper: Paper, number: int, form: Sequence[Sequence[int]], revisions: dict[int, Revision], exam_id: int
) -> BuiltForm:
    chosen = [(row, revisions[revision]) for row, drawn in zip(paper.rows, form, strict=True) for revision in drawn]
    questions = [FormQuestion(kind_of(row.kind).label, row.points, deliver(revision)) for row, revision in chosen]
    content = form_content.render_form(f"{exam_id}-{number}", questions)
    built = Form(
        exam_id=exam_id,
        blueprint=paper.blueprint,
        number=number,
        content=form_content.compress(content),
        content_hash=form_content.content_hash(content),
        outline=form_content.outline_of(questions),
        full_points=sum(row.points for row, _ in chosen),
    )
    items = [
        FormItem(form=built, position=position, revision=revision, points=row.points)
        for position, (row, revision) in enumerate(chosen, 1)
    ]
    return built, items


def deliver(revision: Revision) -> Delivered:
    return kind_of(revision.kind).delivered(revision.content)


def reported(job: Assembly, forms: Iterator[BuiltForm]) -> Iterator[BuiltForm]:
    """Passes the forms on, and says about once a second how many there are: the officer sees it, the sweeper too."""
    said = time.monotonic()
    for processed, form in enumerate(forms, 1):
        yield form
        if time.monotonic() - said >= 1:
            said = time.monotonic()
            if not own_job(job).update(processed=processed, heartbeat_at=database_now()):
                raise AssemblyLost


def store(job: Assembly, forms: Sequence[BuiltForm]) -> None:
    """All of them or none, in place of the forms there were."""
    with transaction.atomic():
        exam = lock_unpublished(job.exam_id)
        if not own_job(job).update(state=Assembly.State.DONE, processed=len(forms), error=None):
            raise AssemblyLost
        exam.forms.all().delete()
        Form.objects.bulk_create([form for form, _ in forms])
        FormItem.objects.bulk_create([item for _, items in forms for item in items])
        exam.forms_assembled_at = database_now()
        exam.save(update_fields=["forms_assembled_at"])
        record(
            kind="exam.forms_assembled",
            actor=None,
            subject=f"exam:{exam.pk}",
            unit_path=exam.unit.path,
            detail={"assembly": job.pk, "forms": len(forms)},
        )
