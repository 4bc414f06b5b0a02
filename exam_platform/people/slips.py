"""密码条: printed slips with everybody's first code, ten to a page."""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import segno
from django.conf import settings
from django.utils import timezone

from exam_platform.typesetting import typeset

from .actions.activation import issue_activation_codes
from .activation_codes import printed
from .errors import NobodyToPrint, TooManySlips
from .logins import login_hint
from .models import Person, Post, Unit
from .rights import slip_posts

TEMPLATE = Path(__file__).with_name("slips.typ")
MOST = 5000


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on one slip, as text."""

    name: str
    unit: str
    office: str
    login: str
    code: str


def print_slips(*, actor: Person, unit: Unit, only_not_activated: bool, valid_until: datetime | None) -> bytes:
    """A PDF with a new code for each person of the unit's subtree; the codes are in it and nowhere else."""
    posts = slip_posts(actor, unit, only_not_activated=only_not_activated)
    if not posts:
        raise NobodyToPrint
    if len(posts) > MOST:
        raise TooManySlips
    persons = [post.person_id for post in posts]
    codes, until = issue_activation_codes(actor=actor, unit=unit, persons=persons, valid_until=valid_until)
    return render([_slip(post, codes[post.person_id]) for post in posts], until)


def _slip(post: Post, code: str) -> Slip:
    person = post.person
    return Slip(person.name, post.unit.name, post.office, login_hint(person), printed(code))


def render(slips: Sequence[Slip], valid_until: datetime) -> bytes:
    data = {
        "slips": [asdict(slip) for slip in slips],
        "site": settings.SITE_NAME,
        "phone": settings.SUPPORT_PHONE,
        "url": settings.PUBLIC_URL,
        "qr": qr_code(settings.PUBLIC_URL),
        "until": f"{timezone.localtime(valid_until):%Y年%m月%d日 %H:%M}",
    }
    return typeset(TEMPLATE, data)


def qr_code(text: str) -> str:
    """SVG source."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="svg", border=0, xmldecl=False)
    return picture.getvalue().decode()
