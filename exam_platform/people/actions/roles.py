"""Giving and taking roles. Who may give what stands in access.py; docs/sign-in.md has the table."""

from django.db import IntegrityError, transaction

from exam_platform.audit.actions import record
from exam_platform.people.errors import RoleHeldAlready
from exam_platform.people.models import Person, Role, RoleGrant, Unit
from exam_platform.people.rights import refuse_grant_beyond

from .activation import void_code_beyond
from .sign_in import end_sessions


@transaction.atomic
def grant_role(*, actor: Person, person: Person, role: Role, unit: Unit | None) -> RoleGrant:
    """The person's sessions end: she signs in anew with the new rights. A code that is worth more now may be void."""
    refuse_grant_beyond(actor, person, role, unit.path if unit else None)
    try:
        with transaction.atomic():
            grant = RoleGrant.objects.create(person=person, role=role, unit=unit, granted_by=actor)
    except IntegrityError as error:
        raise RoleHeldAlready from error
    _record("role.granted", actor, grant)
    void_code_beyond(actor=actor, grant=grant)
    end_sessions(person_id=person.pk)
    return grant


@transaction.atomic
def revoke_role(*, actor: Person, grant: RoleGrant) -> None:
    refuse_grant_beyond(actor, grant.person, Role(grant.role), grant.unit.path if grant.unit else None)
    _record("role.revoked", actor, grant)
    grant.delete()
    end_sessions(person_id=grant.person_id)


def _record(kind: str, actor: Person, grant: RoleGrant) -> None:
    unit_path = grant.unit.path if grant.unit else ""
    detail = {"role": grant.role, "unit": grant.unit_id}
    record(kind=kind, actor=actor, subject=f"person:{grant.person_id}", unit_path=unit_path, detail=detail)
