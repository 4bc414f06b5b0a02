"""Which figures a person may see: an examination's, of the units of her scope."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from exam_platform.api import database_now
from exam_platform.exams.access import may_see_papers, sees_all_entries, visible_entries_of, visible_exams
from exam_platform.exams.models import Entry, Exam
from exam_platform.people.access import READERS_OF_PEOPLE, Scope, below, scope_of, world_of
from exam_platform.people.models import Person, Role, Unit

from .models import Export


def figures_scope(person: Person) -> Scope:
    return scope_of(person, *READERS_OF_PEOPLE)


def readable_exam(person: Person, exam_id: int) -> Exam:
    """The examination if its figures may be read; 404 otherwise."""
    exam = visible_exams(person).select_related("unit").filter(pk=exam_id, is_rehearsal=False).first()
    if exam is None or not figures_scope(person):
        raise Http404
    return exam


def readable_unit(person: Person, unit_id: int | None) -> Unit:
    """The unit asked for, or the highest of the person's scope; 404 outside it. One query."""
    units = Unit.objects.filter(world_of(person), figures_scope(person).within("path"))
    unit: Unit | None = (
        units.filter(pk=unit_id).first() if unit_id is not None else units.order_by("depth", "path").first()
    )
    if unit is None:
        raise Http404
    return unit


def readable_entries(person: Person, exam: Exam, unit: Unit) -> QuerySet[Entry]:
    return visible_entries_of(person, exam).filter(below("unit_path", unit.path))


def hides_leading_scores(person: Person, exam: Exam) -> bool:
    """A rule of the examination keeps leading cadres' scores to the district; their unit sees 合格 or 不合格 alone."""
    return exam.leading_scores_to_district_only and not sees_all_entries(person, exam)


def may_see_items(person: Person, exam: Exam) -> bool:
    """正答率 of questions tells what stood in the papers: for who may see those, never for a unit administrator."""
    return may_see_papers(person, exam, exam.windows.all(), database_now())


@dataclass(frozen=True)
class Rights:
    """What of an examination's results a person may read in a unit's subtree; a file remembers those it was made under.

    `lines` are the subtrees whose persons she sees by name.
    """

    lines: list[str]
    leading_scores: bool
    items: bool

    def include(self, others: "Rights") -> bool:
        return (
            all(path.startswith(tuple(self.lines)) for path in others.lines)
            and self.leading_scores >= others.leading_scores
            and self.items >= others.items
        )


def rights_over(person: Person, exam: Exam, unit: Unit) -> Rights:
    own = scope_of(person, Role.UNIT_ADMINISTRATOR)
    whole = sees_all_entries(person, exam) or own.covers(unit.path)
    return Rights(
        lines=[unit.path] if whole else [path for path in own.prefixes if path.startswith(unit.path)],
        leading_scores=not hides_leading_scores(person, exam),
        items=may_see_items(person, exam),
    )


def own_exports(person: Person) -> QuerySet[Export]:
    return Export.objects.filter(requested_by=person)
