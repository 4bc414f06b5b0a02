"""What a browser is told about its session."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token

from exam_platform.api import database_now

from .models import Person, Unit
from .password_rules import is_expired
from .rights import current_unit_paths

STEP = Unit.steplen


def session_state(request: HttpRequest) -> dict[str, Any]:
    """As SessionSerializer shows it; makes sure that the browser has a CSRF token."""
    person = request.user if isinstance(request.user, Person) else None
    now = database_now()
    return {
        "authenticated": person is not None,
        "csrf_token": get_token(request),
        "server_time": now,
        "demo": bool(settings.DEMO),
        "site": {"name": settings.SITE_NAME, "support_phone": settings.SUPPORT_PHONE},
        "person": _signed_in(person, now) if person else None,
    }


def _signed_in(person: Person, now: datetime) -> dict[str, Any]:
    paths = current_unit_paths(person)
    grants = person.role_grants.select_related("unit").order_by("pk")
    return {
        "id": person.pk,
        "name": person.name,
        "unit": full_unit_name(paths[0]) if paths else "",
        "roles": [{"role": grant.role, "unit": grant.unit} for grant in grants],
        "candidate": bool(paths),
        "must_change_password": must_change_password(person, now),
    }


def must_change_password(person: Person, now: datetime) -> bool:
    """Whether the profile asks for a new password by now. The browser sees to it, never while an attempt is open."""
    changed = person.password_changed_at
    return is_expired(now - changed if changed else None, settings.PASSWORD_PROFILE)


def full_unit_name(path: str) -> str:
    """Names from the root down. One query."""
    above = [path[:end] for end in range(STEP, len(path) + 1, STEP)]
    return "/".join(Unit.objects.filter(path__in=above).order_by("path").values_list("name", flat=True))
