"""Setting up an examination and its rules."""

from collections.abc import Mapping
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from exam_platform.api import Located
from exam_platform.audit.actions import record
from exam_platform.exams.access import managing_scope
from exam_platform.exams.errors import BadRules, BadUnit, ExamCancelled, ExamPublished, UnknownPreset
from exam_platform.exams.models import Blueprint, BlueprintRow, Exam
from exam_platform.exams.presets import PRESETS, Preset
from exam_platform.people.access import world_of
from exam_platform.people.models import Person, Unit


class ExamFields(TypedDict, total=False):
    """What an officer decides about an examination; points in hundredths."""

    title: str
    year: int
    rules_text: str
    full_points: int
    duration_minutes: int
    pass_points: int
    excellent_points: int
    attempts_allowed: int
    counting: str
    multiple_choice_rule: str
    bank_openness: str
    score_release: str
    review_release: str
    late_entry_minutes: int | None
    leaving_limit: int | None
    blocks_copying: bool
    shuffle_options: bool
    form_count: int
    leading_scores_to_district_only: bool


def create_exam(*, actor: Person, unit_id: int | None = None, preset: str = "", **fields: Unpack[ExamFields]) -> Exam:
    """A draft, from a preset where one is named; what is given goes before what the preset says.

    Without a unit it belongs to the one that the actor's role is over, without a year to this one.
    Refuses BadUnit, UnknownPreset, BadRules.
    """
    if preset and preset not in PRESETS:
        raise UnknownPreset
    chosen = PRESETS.get(preset)
    year = timezone.localdate().year
    values: Mapping[str, Any] = {"year": year, **(chosen.exam if chosen else {}), **fields}
    exam = Exam(unit=unit_for(actor, unit_id), created_by=actor, preset=preset, **values)
    check_rules(exam)
    with transaction.atomic():
        exam.save(force_insert=True)
        if chosen:
            write_preset_blueprint(exam, chosen)
        record(kind="exam.created", actor=actor, subject=f"exam:{exam.pk}", unit_path=exam.unit.path)
    return exam


def update_exam(*, exam: Exam, actor: Person, **fields: Unpack[ExamFields]) -> Exam:
    """Refused once the examination is published (N70)."""
    with transaction.atomic():
        exam = lock_unpublished(exam.pk)
        changed = {name: value for name, value in fields.items() if getattr(exam, name) != value}
        for name, value in changed.items():
            setattr(exam, name, value)
        check_rules(exam)
        if changed:
            exam.save(update_fields=list(changed))
            record(
                kind="exam.changed",
                actor=actor,
                subject=f"exam:{exam.pk}",
                unit_path=exam.unit.path,
                detail={"fields": sorted(changed)},
            )
    return exam


def lock_unpublished(exam_id: int) -> Exam:
    """The examination, locked for the rest of the transaction; refused when its set-up may not change any more."""
    exam = lock_exam(exam_id)
    if exam.published_at is not None:
        raise ExamPublished
    return exam


def lock_exam(exam_id: int) -> Exam:
    """Refused when cancelled."""
    exam = Exam.objects.select_for_update(of=("self",)).select_related("unit").get(pk=exam_id)
    if exam.cancelled_at is not None:
        raise ExamCancelled
    return exam


def unit_for(actor: Person, unit_id: int | None) -> Unit:
    scope = managing_scope(actor)
    units: QuerySet[Unit] = Unit.objects.filter(world_of(actor), scope.within("path"))
    unit = units.order_by("path").first() if unit_id is None else units.filter(pk=unit_id).first()
    if unit is None:
        raise BadUnit
    return unit


def check_rules(exam: Exam) -> None:
    """N71: 0 < pass mark ≤ excellent mark ≤ full points."""
    errors: list[Located] = []
    if exam.pass_points > exam.full_points:
        errors.append({"pointer": "/pass_points", "code": "pass_above_full", "detail": "合格线高于满分。"})
    if exam.excellent_points > exam.full_points:
        errors.append({"pointer": "/excellent_points", "code": "excellent_above_full", "detail": "优秀线高于满分。"})
    if exam.excellent_points < exam.pass_points:
        errors.append({"pointer": "/excellent_points", "code": "excellent_below_pass", "detail": "优秀线低于合格线。"})
    if errors:
        raise BadRules(errors[0]["detail"] if len(errors) == 1 else None, errors=errors)


def write_preset_blueprint(exam: Exam, preset: Preset) -> None:
    papers = dict.fromkeys(row.paper for row in preset.blueprint)
    for paper in papers:
        blueprint = Blueprint.objects.create(exam=exam, paper=paper)
        rows = [row for row in preset.blueprint if row.paper == paper]
        BlueprintRow.objects.bulk_create(
            BlueprintRow(blueprint=blueprint, order=order, kind=row.kind, count=row.count, points=row.points)
            for order, row in enumerate(rows, 1)
        )
