"""Disabling and enabling accounts."""

from django.db import transaction

from exam_platform.audit.actions import record
from exam_platform.people.models import Person
from exam_platform.people.rights import main_unit_path, refuse_account_beyond

from .sign_in import end_sessions


@transaction.atomic
def disable_person(*, actor: Person, person: Person) -> None:
    """She cannot sign in, her sessions and leases end. Her results stay. Nothing happens to who is disabled already."""
    refuse_account_beyond(actor, person)
    if Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        record(kind="person.disabled", actor=actor, subject=f"person:{person.pk}", unit_path=main_unit_path(person))
        end_sessions(person_id=person.pk)


@transaction.atomic
def enable_person(*, actor: Person, person: Person) -> None:
    refuse_account_beyond(actor, person)
    if Person.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        record(kind="person.enabled", actor=actor, subject=f"person:{person.pk}", unit_path=main_unit_path(person))
