"""Signing in and out."""

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, Q

from exam_platform.api import database_now
from exam_platform.audit.actions import record
from exam_platform.people import lockout
from exam_platform.people.errors import SIGN_IN_FAILED, TooManyAttempts, WrongCredentials
from exam_platform.people.logins import Login, read_login
from exam_platform.people.models import Person
from exam_platform.people.sealing import blind_index
from exam_platform.people.sessions import KnownDevice
from exam_platform.people.signals import access_ended

from .guesses import settle_guess, take_guess


def sign_in(*, login: str, password: str, device: KnownDevice) -> Person:
    """The person whose login and password these are. Raises WrongCredentials or TooManyAttempts, with one text.

    A known and an unknown login take the same statements and one hash each, so that neither the answer nor its time
    tells them apart (S7).
    """
    typed = read_login(login)
    person = find_person(typed)
    guess = take_guess(door="session", login=typed, person=person, device=device, refusal=SIGN_IN_FAILED)
    matches = password_matches(person, password)
    if person is None or not matches or not person.is_active:
        reason = "unknown_login" if person is None else "wrong_password" if not matches else "disabled"
        settle_guess(guess=guess, right=False, reason=reason)
        if guess.suspect:
            raise TooManyAttempts(SIGN_IN_FAILED, lockout.SUSPECT_WAIT)
        raise WrongCredentials
    with transaction.atomic():
        settle_guess(guess=guess, right=True)
        record(kind="session.started", actor=person, subject=f"person:{person.pk}")
    return person


@transaction.atomic
def sign_out(*, person: Person) -> None:
    """This session alone ends, which the caller sees to; an attempt left open needs a sign-in to go on."""
    record(kind="session.ended", actor=person, subject=f"person:{person.pk}")
    access_ended.send(sender=Person, person_id=person.pk)


def end_sessions(*, person_id: int) -> None:
    """Every session of the person is refused from now on (I23). Within the caller's transaction."""
    Person.objects.filter(pk=person_id).update(session_epoch=F("session_epoch") + 1)
    access_ended.send(sender=Person, person_id=person_id)


def forget_old_sessions() -> None:
    Session.objects.filter(expire_date__lt=database_now()).delete()


def find_person(login: Login) -> Person | None:
    """Whose login it is: a user name before an ID number, a phone, an employee number. One query for any login.

    A phone is a login only while one active person alone has it (DOMAIN.md). Employee numbers come last, spelt as
    stored before other spellings: each unit writes its own, and could write another person's number there.
    """
    id_number_index = blind_index("id_number", login.id_number)
    phone_index = blind_index("phone", login.phone)
    found = list(
        Person.objects.defer("id_number", "phone").filter(
            Q(user_name=login.user_name)
            | Q(employee_number__in=login.employee_numbers)
            | Q(id_number_index=id_number_index)
            | Q(phone_index=phone_index, is_active=True)
        )[:20]
    )
    by_phone = [person for person in found if person.phone_index == phone_index and person.is_active]
    candidates = [
        *(person for person in found if person.user_name == login.user_name),
        *(person for person in found if person.id_number_index == id_number_index),
        *(by_phone if len(by_phone) == 1 else ()),
        *(person for number in login.employee_numbers for person in found if person.employee_number == number),
    ]
    return next(iter(candidates), None)


def password_matches(person: Person | None, password: str) -> bool:
    """Costs one hash whoever the person is, also for nobody and for who has no password yet."""
    if person is None or not person.password or not person.has_usable_password():
        make_password(password)
        return False
    return person.check_password(password)
