"""The administrator that only somebody at the server can make: on an empty platform, or when nobody can sign in."""

import secrets
import string

from django.contrib.auth.hashers import make_password
from django.db import transaction

from exam_platform.audit.actions import record
from exam_platform.people.models import Person, Role

from .passwords import write_password

PASSWORD_LENGTH = 16


def reset_administrator(*, user_name: str) -> str:
    """A new password for the person of that user name; she is made if there is none, enabled, and runs everything.

    Answers the password, which nobody can read afterwards. On record as an act without an actor.
    """
    password = new_password()
    encoded = make_password(password)
    with transaction.atomic():
        person, _ = Person.objects.get_or_create(
            user_name=user_name, defaults={"name": Role.DISTRICT_ADMINISTRATOR.label}
        )
        Person.objects.filter(pk=person.pk).update(is_active=True)
        person.role_grants.get_or_create(role=Role.DISTRICT_ADMINISTRATOR, unit=None)
        write_password(person=person, encoded=encoded)
        record(kind="administrator.reset", actor=None, subject=f"person:{person.pk}")
    return password


def new_password() -> str:
    """Letters of both cases and digits, each at least once, so that either profile of password rules takes it."""
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    letters = [secrets.choice(kind) for kind in kinds]
    letters += [secrets.choice("".join(kinds)) for _ in range(PASSWORD_LENGTH - len(kinds))]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)
