"""Passwords: which are refused, and setting one."""

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Coalesce, Now

from exam_platform.api import Located
from exam_platform.audit.actions import record
from exam_platform.people import lockout
from exam_platform.people.errors import SIGN_IN_FAILED, TooManyAttempts, WeakPassword, WrongPassword
from exam_platform.people.logins import read_login
from exam_platform.people.models import Person
from exam_platform.people.password_rules import OwnData, Weakness, weaknesses
from exam_platform.people.sessions import KnownDevice

from .guesses import settle_guess, take_guess
from .sign_in import end_sessions, password_matches

_common_passwords = CommonPasswordValidator()


def change_password(*, person: Person, old_password: str, new_password: str, device: KnownDevice) -> None:
    """Replace the own password; ends every session, also the one that asked. Wrong old passwords count as guesses."""
    login = read_login(person.user_name or f"person {person.pk}")
    guess = take_guess(door="password", login=login, person=person, device=device, refusal=SIGN_IN_FAILED)
    matches = password_matches(person, old_password)
    settle_guess(guess=guess, right=matches, reason="" if matches else "wrong_password")
    if not matches:
        raise TooManyAttempts(SIGN_IN_FAILED, lockout.SUSPECT_WAIT) if guess.suspect else WrongPassword
    refuse_weak_password(person=person, password=new_password, pointer="/new_password")
    encoded = make_password(new_password)
    with transaction.atomic():
        write_password(person=person, encoded=encoded)
        record(kind="password.changed", actor=person, subject=f"person:{person.pk}")


def write_password(*, person: Person, encoded: str) -> None:
    """Within the caller's transaction; the hash is made before it, for it takes long. Updates `person` too."""
    Person.objects.filter(pk=person.pk).update(
        password=encoded, password_changed_at=Now(), activated_at=Coalesce("activated_at", Now())
    )
    end_sessions(person_id=person.pk)
    person.refresh_from_db(fields=["password", "session_epoch", "password_changed_at", "activated_at"])


def refuse_weak_password(*, person: Person, password: str, pointer: str) -> None:
    """Raises WeakPassword with every reason, each at `pointer`."""
    found = list(weaknesses(password, own=own_data(person), profile=settings.PASSWORD_PROFILE))
    try:
        _common_passwords.validate(password)
    except ValidationError:
        found.append(Weakness("common", "这是很多人都在用的密码，容易被猜到。"))
    if found:
        errors = [Located(pointer=pointer, code=weakness.code, detail=weakness.detail) for weakness in found]
        raise WeakPassword("".join(weakness.detail for weakness in found), errors=errors)


def own_data(person: Person) -> OwnData:
    posts = person.posts.filter(valid_to=None).values_list("unit__name", "office")
    words = [person.name, person.user_name, person.employee_number, *(text for post in posts for text in post)]
    return OwnData(
        words=tuple(word for word in words if word),
        numbers=(person.id_number, person.phone, person.employee_number or ""),
    )
