"""The world of a rehearsal: accounts, questions and an examination of its own, made and removed by itself.

Everything in it is marked `is_rehearsal`; `people.access.world_of` keeps it out of everybody's sight.
"""

import datetime as dt
import secrets
from dataclasses import dataclass
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import QuerySet

from exam_platform.api import database_now
from exam_platform.audit.actions import record
from exam_platform.exams.actions.forms import Paper, build_form, deliverable
from exam_platform.exams.actions.rosters import freeze_roster
from exam_platform.exams.models import AudienceRule, Blueprint, BlueprintRow, Entry, Exam, Form, FormItem, Window
from exam_platform.grading.models import Grading, Mark
from exam_platform.people.models import (
    ActivationCode,
    Category,
    Person,
    Post,
    PostCategory,
    Role,
    RoleGrant,
    Unit,
    VacatedPath,
)
from exam_platform.sittings.models import Attempt, Response
from questions.models import Key, Question, Revision
from questions.selection import keys_of

from .paper import FORMS, ROWS, draw_questions
from .replay import Item

BATCH = 1_000
FAR = dt.timedelta(days=1)


@dataclass(frozen=True)
class World:
    """What the candidates and the auditor need to know; one password for all of them."""

    exam: int
    password: str
    logins: list[str]
    auditor: str
    papers: dict[int, list[Item]]


def open_real_exam() -> str | None:
    """The title of a real examination that is open now."""
    now = database_now()
    real = Exam.objects.published().filter(is_rehearsal=False)
    found = real.filter(windows__opens_at__lte=now, windows__closes_at__gt=now)
    return found.values_list("title", flat=True).first()


@transaction.atomic
def make_world(*, candidates: int, minutes: int, seed: int) -> World:
    """Published, and not yet open: the candidates sign in first. Written in batches, whole or not at all."""
    number = secrets.token_hex(4)
    unit: Unit = Unit.objects.add_root({"code": f"REHEARSAL-{number}", "name": "演练单位", "is_rehearsal": True})
    # A hash costs what a sign-in costs: one for all keeps two thousand accounts a matter of seconds. The password is
    # random, printed nowhere, and the accounts are switched off when the rehearsal ends.
    password = secrets.token_urlsafe(18)
    encoded, now = make_password(password), database_now()
    facts = {"password": encoded, "activated_at": now, "password_changed_at": now, "is_rehearsal": True}
    auditor = Person.objects.create(name="演练审计", user_name=f"rehearsal-{number}-auditor", **facts)
    RoleGrant.objects.create(person=auditor, role=Role.AUDITOR, unit=unit)
    logins = [f"rehearsal-{number}-{place}" for place in range(1, candidates + 1)]
    _make_candidates(logins, unit, facts)
    exam = _make_exam(unit, auditor, minutes, seed)
    return World(exam.pk, password, logins, str(auditor.user_name), _papers(exam))


def _make_candidates(logins: list[str], unit: Unit, facts: dict[str, Any]) -> None:
    persons = Person.objects.bulk_create(
        (Person(name=f"演练考生{place:04}", user_name=login, **facts) for place, login in enumerate(logins, 1)),
        batch_size=BATCH,
    )
    posts = Post.objects.bulk_create((Post(person=person, unit=unit) for person in persons), batch_size=BATCH)
    PostCategory.objects.bulk_create(
        (PostCategory(post=post, category=Category.CIVIL_SERVANT) for post in posts), batch_size=BATCH
    )


def _make_exam(unit: Unit, author: Person, minutes: int, seed: int) -> Exam:
    now = database_now()
    exam = Exam.objects.create(
        title=f"演练 {now:%Y-%m-%d %H:%M}",
        year=now.year,
        unit=unit,
        created_by=author,
        duration_minutes=minutes,
        multiple_choice_rule=Exam.MultipleChoiceRule.PARTIAL,
        form_count=FORMS,
        is_rehearsal=True,
    )
    Window.objects.create(exam=exam, opens_at=now + FAR, closes_at=now + 2 * FAR)
    AudienceRule.objects.create(exam=exam, unit=unit, category=Category.CIVIL_SERVANT)
    freeze_roster(exam=exam, actor=author)
    _make_forms(exam, _make_questions(author, seed), seed)
    Exam.objects.filter(pk=exam.pk).update(forms_assembled_at=now, published_at=now)
    record(kind="rehearsal.prepared", actor=None, subject=f"exam:{exam.pk}", unit_path=unit.path)
    return exam


def _make_questions(author: Person, seed: int) -> dict[str, list[int]]:
    """The revisions by kind. They are in no list and can never be drawn; their fingerprints meet nobody else's."""
    drawn, salt = list(draw_questions(seed)), secrets.token_hex(8)
    prints = [f"rehearsal-{salt}-{place}" for place in range(len(drawn))]
    questions = Question.objects.bulk_create(
        Question(author=author, fingerprint=fingerprint, is_rehearsal=True) for fingerprint in prints
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            question=question,
            number=1,
            kind=one.kind,
            stem=one.stem,
            options=one.options,
            fingerprint=question.fingerprint,
            stem_fingerprint=question.fingerprint,
            created_by=author,
        )
        for question, one in zip(questions, drawn, strict=True)
    )
    Key.objects.bulk_create(
        Key(revision=revision, answer=one.key) for revision, one in zip(revisions, drawn, strict=True)
    )
    by_kind: dict[str, list[int]] = {}
    for revision in revisions:
        by_kind.setdefault(revision.kind, []).append(revision.pk)
    return by_kind


def _make_forms(exam: Exam, revisions: dict[str, list[int]], seed: int) -> None:
    blueprint = Blueprint.objects.create(exam=exam)
    rows = [
        BlueprintRow(blueprint=blueprint, order=order, kind=kind, count=count, points=points)
        for order, (kind, count, points) in enumerate(ROWS, 1)
    ]
    BlueprintRow.objects.bulk_create(rows)
    paper, random = Paper(blueprint, rows, []), Random(seed)
    contents = deliverable({revision for pool in revisions.values() for revision in pool})
    built = [
        build_form(paper, number, [random.sample(revisions[row.kind], row.count) for row in rows], contents, exam.pk)
        for number in range(1, FORMS + 1)
    ]
    Form.objects.bulk_create([form for form, _ in built])
    FormItem.objects.bulk_create([item for _, items in built for item in items], batch_size=BATCH)


def _papers(exam: Exam) -> dict[int, list[Item]]:
    """The questions of each form with their keys: what the command marks by."""
    items = list(FormItem.objects.filter(form__exam=exam).select_related("revision").order_by("form", "position"))
    keys = keys_of(item.revision_id for item in items)
    papers: dict[int, list[Item]] = {}
    for item in items:
        one = Item(item.position, item.revision.kind, item.points, keys[item.revision_id])
        papers.setdefault(item.form_id, []).append(one)
    return papers


def open_window(exam: int, seconds: float) -> None:
    """From now on, for so long."""
    now = database_now()
    Window.objects.filter(exam=exam).update(opens_at=now, closes_at=now + dt.timedelta(seconds=seconds))


def switch_off(exam: int) -> None:
    """The accounts of a rehearsal that is over."""
    unit = Exam.objects.values_list("unit", flat=True).get(pk=exam)
    persons = Person.objects.filter(is_rehearsal=True)
    persons.filter(posts__unit=unit).update(is_active=False)
    persons.filter(role_grants__unit=unit).update(is_active=False)


@transaction.atomic
def remove_worlds() -> int:
    """All rehearsals that ever were; answers how many. What the audit log says of them stays."""
    exams = Exam.objects.filter(is_rehearsal=True)
    count = exams.count()
    _delete(Mark.objects.filter(attempt__entry__exam__is_rehearsal=True))
    _delete(Grading.objects.filter(attempt__entry__exam__is_rehearsal=True))
    _delete(Response.objects.filter(attempt__entry__exam__is_rehearsal=True))
    _delete(Attempt.objects.filter(entry__exam__is_rehearsal=True))
    _delete(Entry.objects.filter(exam__is_rehearsal=True))
    _delete(FormItem.objects.filter(form__exam__is_rehearsal=True))
    _delete(Form.objects.filter(exam__is_rehearsal=True))
    exams.delete()
    _delete(Key.objects.filter(revision__question__is_rehearsal=True))
    _delete(Revision.objects.filter(question__is_rehearsal=True))
    _delete(Question.objects.filter(is_rehearsal=True))
    _remove_people()
    if count:
        record(kind="rehearsal.removed", actor=None, detail={"rehearsals": count})
    return count


def _remove_people() -> None:
    _delete(PostCategory.objects.filter(post__person__is_rehearsal=True))
    for model in (Post, RoleGrant, ActivationCode):
        _delete(model._default_manager.filter(person__is_rehearsal=True))
    _delete(Person.objects.filter(is_rehearsal=True))
    units = Unit.objects.filter(is_rehearsal=True)
    # Audit records keep the path of then: no real unit may get it.
    paths = list(units.values_list("path", flat=True))
    VacatedPath.objects.bulk_create((VacatedPath(path=path) for path in paths), ignore_conflicts=True)
    units.delete()


def _delete(rows: "QuerySet[Any]") -> None:
    """One statement. The ORM's own way loads every row to look for what hangs on it, and would not let go of a person
    whom the audit log names; what hangs on these rows is deleted by name above, and the database checks it.
    """
    rows.order_by()._raw_delete(using=connection.alias)
