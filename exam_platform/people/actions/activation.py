"""Codes for the first sign-in, and for one who forgot her password (S11)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hmac import compare_digest

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models.functions import Now

from exam_platform.api import database_now
from exam_platform.audit.actions import record
from exam_platform.people import lockout
from exam_platform.people.activation_codes import code_hash, new_code
from exam_platform.people.errors import ACTIVATION_FAILED, BadValidity, TooManyAttempts, WrongActivationCode
from exam_platform.people.logins import read_login
from exam_platform.people.models import ActivationCode, Person, RoleGrant, Unit
from exam_platform.people.rights import main_unit_path, may_grant, refuse_account_beyond
from exam_platform.people.sessions import KnownDevice

from .guesses import settle_guess, take_guess
from .passwords import refuse_weak_password, write_password
from .sign_in import find_person

VALID_FOR = timedelta(days=30)
VALID_AT_MOST = timedelta(days=180)
BATCH = 1000


def activate(*, login: str, code: str, password: str, device: KnownDevice) -> Person:
    """Use a code up: the password becomes `password`, and sessions under the old one end.

    Raises WrongActivationCode or TooManyAttempts, with one text whoever's login it is; WeakPassword only to the holder
    of a right code, which stays valid.
    """
    typed = read_login(login)
    person = find_person(typed)
    guess = take_guess(door="activation", login=typed, person=person, device=device, refusal=ACTIVATION_FAILED)
    usable = _usable_code(person, code)
    if person is None or usable is None:
        settle_guess(guess=guess, right=False, reason="unknown_login" if person is None else "wrong_code")
        raise TooManyAttempts(ACTIVATION_FAILED, lockout.SUSPECT_WAIT) if guess.suspect else WrongActivationCode
    settle_guess(guess=guess, right=True)
    refuse_weak_password(person=person, password=password, pointer="/password")
    encoded = make_password(password)
    with transaction.atomic():
        unused = ActivationCode.objects.filter(pk=usable.pk, code_hash=usable.code_hash, used_at=None)
        if not unused.update(used_at=Now()):
            raise WrongActivationCode
        write_password(person=person, encoded=encoded)
        subject = f"person:{person.pk}"
        record(kind="activation.done", actor=person, subject=subject, unit_path=main_unit_path(person))
    return person


def _usable_code(person: Person | None, code: str) -> ActivationCode | None:
    """The person's code if it is this one, unused and still valid. One query, also for nobody."""
    person_id = person.pk if person else 0
    held = ActivationCode.objects.filter(person=person_id).first()
    matches = compare_digest(held.code_hash if held else "", code_hash(person_id, code))
    if person is None or held is None or not matches or not person.is_active:
        return None
    return held if held.used_at is None and held.valid_until > database_now() else None


@transaction.atomic
def issue_activation_code(
    *, actor: Person | None, person: Person, valid_until: datetime | None
) -> tuple[str, datetime]:
    """A new code and until when it is valid; an older one is void. The password stays as it is until the code is used.

    `actor` None: the operator, on the server.
    """
    if actor:
        refuse_account_beyond(actor, person)
    code = new_code()
    until = checked_validity(valid_until)
    _write_codes(actor=actor, codes={person.pk: code}, valid_until=until)
    subject = f"person:{person.pk}"
    record(kind="activation.code_issued", actor=actor, subject=subject, unit_path=main_unit_path(person))
    return code, until


@transaction.atomic
def issue_activation_codes(
    *, actor: Person, unit: Unit, persons: Sequence[int], valid_until: datetime | None
) -> tuple[dict[int, str], datetime]:
    """A new code for each person, whom rights.slip_posts chose. A few statements per thousand."""
    codes = {person_id: new_code() for person_id in persons}
    until = checked_validity(valid_until)
    _write_codes(actor=actor, codes=codes, valid_until=until)
    detail = {"persons": len(codes)}
    record(kind="activation.slips_printed", actor=actor, subject=f"unit:{unit.pk}", unit_path=unit.path, detail=detail)
    return codes, until


def void_code_beyond(*, actor: Person, grant: RoleGrant) -> None:
    """Whoever holds a code has the account in hand: one that its issuer could not issue now goes, on record.

    Else a unit administrator could keep a code until its person has become more than herself. Within the caller's
    transaction.
    """
    held = ActivationCode.objects.select_related("issued_by").filter(person=grant.person, used_at=None).first()
    if held and held.issued_by and not may_grant(held.issued_by, grant.role, grant.unit.path if grant.unit else None):
        held.delete()
        unit_path = main_unit_path(grant.person)
        record(kind="activation.code_voided", actor=actor, subject=f"person:{grant.person_id}", unit_path=unit_path)


def checked_validity(valid_until: datetime | None) -> datetime:
    now = database_now()
    if valid_until is None:
        return now + VALID_FOR
    if not now < valid_until <= now + VALID_AT_MOST:
        raise BadValidity
    return valid_until


def _write_codes(*, actor: Person | None, codes: dict[int, str], valid_until: datetime) -> None:
    ActivationCode.objects.bulk_create(
        [
            ActivationCode(
                person_id=person_id,
                code_hash=code_hash(person_id, code),
                valid_until=valid_until,
                issued_by=actor,
                issued_at=Now(),
                used_at=None,
            )
            for person_id, code in codes.items()
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["code_hash", "valid_until", "issued_by", "issued_at", "used_at"],
    )
