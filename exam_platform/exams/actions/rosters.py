"""The audience, and the roster that is frozen from it."""

from collections.abc import Sequence
from typing import TypedDict

from django.db import connection, models, transaction
from django.db.models import Case, F, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from exam_platform.api import Located, database_now
from exam_platform.audit.actions import record
from exam_platform.exams.errors import BadAudience, NoAudience
from exam_platform.exams.models import AudienceRule, Entry, EntryChange, Exam
from exam_platform.exams.signals import roster_changed
from exam_platform.people.models import Person, PostCategory, Unit

from .exams import lock_unpublished

# Fewer than the parameters that SQLite takes in one statement.
CHUNK = 900


class RuleFields(TypedDict):
    unit: int
    category: str
    include_subtree: bool


def set_audience(*, exam: Exam, rules: Sequence[RuleFields], actor: Person) -> list[AudienceRule]:
    """Replace the audience. A roster frozen from the old one no longer counts as frozen; exemptions are kept."""
    with transaction.atomic():
        exam = lock_unpublished(exam.pk)
        units = Unit.objects.filter(path__startswith=exam.unit.path).in_bulk({rule["unit"] for rule in rules})
        refuse_bad_rules(rules, units)
        exam.audience.all().delete()
        saved = AudienceRule.objects.bulk_create(
            AudienceRule(
                exam=exam,
                unit=units[rule["unit"]],
                category=rule["category"],
                include_subtree=rule["include_subtree"],
            )
            for rule in rules
        )
        exam.roster_frozen_at = None
        exam.save(update_fields=["roster_frozen_at"])
        record(
            kind="exam.audience_set",
            actor=actor,
            subject=f"exam:{exam.pk}",
            unit_path=exam.unit.path,
            detail={"rules": [dict(rule) for rule in rules]},
        )
    return saved


def refuse_bad_rules(rules: Sequence[RuleFields], units: dict[int, Unit]) -> None:
    errors: list[Located] = []
    seen: set[tuple[int, str]] = set()
    for place, rule in enumerate(rules):
        if rule["unit"] not in units:
            detail = "没有这个单位，或它不在本考试所属单位之下。"
            errors.append({"pointer": f"/{place}/unit", "code": "unknown_unit", "detail": detail})
        if (rule["unit"], rule["category"]) in seen:
            detail = "同一单位和人员类别只能出现一次。"
            errors.append({"pointer": f"/{place}", "code": "repeated", "detail": detail})
        seen.add((rule["unit"], rule["category"]))
    if errors:
        raise BadAudience(errors[0]["detail"] if len(errors) == 1 else None, errors=errors)


def freeze_roster(*, exam: Exam, actor: Person) -> int:
    """One entry per person, through the post which the audience admits, the main one first (N76). Answers how many.

    Again before publication: anew from the posts as they are now. Who is still admitted keeps exemption, leave and
    extra time; who is not any more goes. A fixed number of statements, however many persons.
    """
    with transaction.atomic():
        exam = lock_unpublished(exam.pk)
        rules = list(exam.audience.select_related("unit").order_by("pk"))
        if not rules:
            raise NoAudience
        remove_entries(exam, admitted(exam, rules))
        insert_entries(exam, rules)
        exam.roster_frozen_at = database_now()
        exam.save(update_fields=["roster_frozen_at"])
        count = exam.entries.count()
        record(
            kind="exam.roster_frozen",
            actor=actor,
            subject=f"exam:{exam.pk}",
            unit_path=exam.unit.path,
            detail={"entries": count},
        )
        roster_changed.send(sender=Exam, exam_id=exam.pk)
    return count


def admits(rule: AudienceRule, unit_path: str = "post__unit__path") -> Q:
    """The condition on a PostCategory that this rule admits it."""
    under = f"{unit_path}__startswith" if rule.include_subtree else unit_path
    return Q(**{"category": rule.category, under: rule.unit.path})


def admitted(exam: Exam, rules: Sequence[AudienceRule]) -> QuerySet[PostCategory]:
    """The categories of current posts that the audience admits: for some persons several."""
    condition = Q(pk__in=[])
    for rule in rules:
        condition |= admits(rule)
    return PostCategory.objects.filter(
        condition,
        post__valid_to=None,
        post__person__is_active=True,
        post__person__is_rehearsal=exam.is_rehearsal,
    )


def count_persons(exam: Exam, rules: Sequence[AudienceRule]) -> list[int]:
    """For each rule how many persons it admits. One query."""
    counts = admitted(exam, rules).aggregate(
        **{
            f"rule_{place}": models.Count("post__person", distinct=True, filter=admits(rule))
            for place, rule in enumerate(rules)
        }
    )
    return [counts[f"rule_{place}"] for place in range(len(rules))]


def remove_entries(exam: Exam, still_admitted: QuerySet[PostCategory]) -> None:
    """Compared here and not by an anti-join: right after an import the database has no statistics to plan one by."""
    persons = set(still_admitted.values_list("post__person_id", flat=True))
    entries = exam.entries.values_list("pk", "person_id")
    gone = [entry for entry, person in entries if person not in persons]
    for start in range(0, len(gone), CHUNK):
        chunk = gone[start : start + CHUNK]
        EntryChange.objects.filter(entry__in=chunk).delete()
        Entry.objects.filter(pk__in=chunk).delete()


# What an entry copies, by the expression it is copied from.
COPIED = {
    "person_id": F("post__person_id"),
    "post_id": F("post_id"),
    "unit_id": F("post__unit_id"),
    "unit_path": F("post__unit__path"),
    "unit_name": F("post__unit__name"),
    "person_name": F("post__person__name"),
    "office": F("post__office"),
    "title": F("post__title"),
    "category": F("category"),
    "rank": F("post__rank"),
    "is_leading": F("post__is_leading"),
}
# How a line begins; a line that is there already keeps what it has.
BEGINNING: dict[str, str | int] = {
    "standing": Entry.Standing.DUE.value,
    "extra_seconds": 0,
    "result_cancelled": False,
    "main_verdict": "",
    "make_up_verdict": "",
    "verdict": "",
    "sat_main": False,
    "sat_make_up": False,
}


def insert_entries(exam: Exam, rules: Sequence[AudienceRule]) -> None:
    """One INSERT … SELECT that also brings the entries that are there up to date.

    The ORM would send thousands of rows through parameters, of which SQLite takes few at a time.
    """
    first_rule = Case(*[When(admits(rule), then=place) for place, rule in enumerate(rules)])
    order = [F("post__is_main").desc(), first_rule.asc(), F("post_id").asc(), F("id").asc()]
    chosen = (
        admitted(exam, rules)
        .annotate(choice=Window(RowNumber(), partition_by=F("post__person_id"), order_by=order))
        .filter(choice=1)
        .values_list(*COPIED.values())
    )
    select, parameters = chosen.query.sql_with_params()
    constants: dict[str, str | int] = {"exam_id": exam.pk, **BEGINNING}
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in [*constants, *COPIED])
    places = ", ".join(["%s"] * len(constants))
    updates = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in COPIED)
    # WHERE keeps SQLite from reading ON CONFLICT as the condition of a join.
    statement = (
        f"INSERT INTO {quote(Entry._meta.db_table)} ({names}) "
        f"SELECT {places}, chosen.* FROM ({select}) chosen WHERE 1 = 1 "
        f"ON CONFLICT (exam_id, person_id) DO UPDATE SET {updates}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*constants.values(), *parameters])
