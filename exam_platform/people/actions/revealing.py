"""Showing an ID number and a phone in full: an act on record (I21, I22)."""

from django.db import transaction

from exam_platform.audit.actions import record
from exam_platform.people.errors import NumbersUnreadable
from exam_platform.people.models import Person
from exam_platform.people.rights import main_unit_path
from exam_platform.people.sealing import UnreadableText


@transaction.atomic
def reveal_numbers(*, person: Person, viewer: Person, reason: str) -> dict[str, str]:
    numbers = {"id_number": person.id_number, "phone": person.phone}
    if any(isinstance(number, UnreadableText) for number in numbers.values()):
        raise NumbersUnreadable
    record(
        kind="person.revealed",
        actor=viewer,
        subject=f"person:{person.pk}",
        unit_path=main_unit_path(person),
        detail={"reason": reason},
    )
    return numbers
