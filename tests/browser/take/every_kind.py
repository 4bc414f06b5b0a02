"""A paper of an ordering, a matching and a case, and somebody to sit it. Run inside the live platform."""

import json
from itertools import count

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from exam_platform.people.models import Person, Unit
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


def set_scene() -> None:
    """Prints the examination and the login."""
    # another process has made units here already
    people._numbers = count(Unit.objects.count() + 1)
    room = make_room(
        [
            ("ordering", 3, 0, ["C", "A", "B"], {}),
            ("matching", 2, 0, ["A-2", "B-1"], {"matches": ["国务院各部门", "国务院", "乡镇人民政府"]}),
            ("case", 0, 0, ["1:A", "1:B", "2:撤销", "2:变更"], {"parts": PARTS}),
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
