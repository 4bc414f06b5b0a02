"""A paper of an ordering, a matching and a case with pictures, and somebody to sit it. Run inside the live platform."""

import io
import json
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from PIL import Image, ImageDraw

from exam_platform.people.models import Person, Unit
from questions.actions import keep_pictures
from questions.pictures import read_picture
from tests.browser.take.scene_names import PASSWORD
from tests.factories import people
from tests.sittings.room import make_room

PARTS = [
    {
        "kind": "multiple",
        "stem": "哪些做法不合法?",
        "options": [{"letter": letter, "text": f"做法{letter}"} for letter in "ABC"],
        "share": 1,
    },
    {"kind": "fill_in", "stem": "应当____或者____。", "options": [], "details": {"any_order": True}, "share": 1},
]


def shown(alt: str, width: int, height: int, color: str) -> dict[str, Any]:
    """A picture in the bank, as a question's details name it."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).ellipse((10, 10, width - 10, height - 10), outline=color, width=8)
    out = io.BytesIO()
    image.save(out, "PNG")
    read = read_picture(out.getvalue())
    (picture,) = keep_pictures(pictures=[read], by=Person.objects.earliest("pk")).values()
    return {**picture.shown(alt)}


def set_scene() -> None:
    """Prints the examination and the login."""
    # another process has made units here already
    people._numbers = count(Unit.objects.count() + 1)
    pictures = [shown("红色的圆形标志", 200, 200, "red"), shown("很高的告示牌", 300, 1400, "blue")]
    room = make_room(
        [
            ("ordering", 3, 0, ["C", "A", "B"], {"pictures": [shown("办理流程图", 900, 500, "green")]}),
            ("matching", 2, 0, ["A-2", "B-1"], {"matches": ["国务院各部门", "国务院", "乡镇人民政府"]}),
            ("case", 0, 0, ["1:A", "1:B", "2:撤销", "2:变更"], {"parts": PARTS, "pictures": pictures}),
        ],
        forms=1,
        title="全题型",
        review_release="at_once",
        full_points=600,
        pass_points=360,
        excellent_points=540,
    )
    person = room.entry().person
    past = timezone.now()
    Person.objects.filter(pk=person.pk).update(
        password=make_password(PASSWORD), activated_at=past, password_changed_at=past
    )
    print(json.dumps({"exam": room.exam.pk, "login": person.user_name}))
