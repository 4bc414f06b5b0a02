"""Which articles of a 应知应会 list people were tested on: of examinations that are over, in what a reader may see."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, Now

from exam_platform.exams.access import visible_entries
from exam_platform.exams.models import Entry, Window
from exam_platform.grading.models import Mark
from exam_platform.people.access import below
from exam_platform.people.models import Person, Unit
from exam_platform.sittings.models import Attempt
from questions.models import MustKnowItem
from questions.must_know import Place, citations_of

COUNTED = (Window.Kind.MAIN, Window.Kind.MAKE_UP)


def tested_entries(viewer: Person, unit: Unit, person: int | None) -> QuerySet[Entry]:
    """Lines of examinations whose last window has ended: until then, what was asked says what stands in the papers."""
    still_open = Window.objects.filter(exam=OuterRef("exam"), closes_at__gt=Now())
    entries = visible_entries(viewer).filter(below("unit_path", unit.path), ~Exists(still_open))
    return entries if person is None else entries.filter(person=person)


def answered(entries: QuerySet[Entry]) -> QuerySet[Mark]:
    """The marks that count, of what was answered."""
    return Mark.objects.filter(
        attempt__entry__in=entries.order_by(),
        attempt__state=Attempt.State.GRADED,
        attempt__window__kind__in=COUNTED,
        grading=F("attempt__grading"),
        seq__isnull=False,
    )


def persons_tested(entries: QuerySet[Entry]) -> int:
    graded = Attempt.objects.filter(entry__in=entries.order_by(), state=Attempt.State.GRADED, window__kind__in=COUNTED)
    persons: int = graded.aggregate(persons=Count("entry__person", distinct=True))["persons"]
    return persons


def persons_on(items: Sequence[MustKnowItem], entries: QuerySet[Entry]) -> dict[Place, int]:
    """How many persons answered a question that cites each article; counted by the database, in one query."""
    cited = "attempt__form__items__revision__citations"
    rows: Any = (
        answered(entries)
        .filter(**{"attempt__form__items__position": F("position"), f"{cited}__in": citations_of(items)})
        .order_by()
        .values_list(f"{cited}__short_title", f"{cited}__article", Coalesce(f"{cited}__branch", Value(0)))
        .annotate(persons=Count("attempt__entry__person", distinct=True))
    )
    return {Place(law, article, branch): persons for law, article, branch, persons in rows}
