"""What the benches need in a scratch database, made with Django in a process of its own; each returns plain JSON."""

import datetime as dt
from typing import Any


def attempts(count: int) -> dict[str, Any]:
    """So many started attempts of a paper of 80 questions, with their tokens, and the save's own SQL."""
    from django.db import connection

    from exam_platform.sittings.actions import save
    from exam_platform.sittings.serializers.candidate import token_of
    from tests.sittings.room import begin, make_room

    room = make_room([("single", 4, 0, ["B"])] * 80, forms=1)
    tokens = {}
    for entry in room.entries(count):
        started = begin(entry)
        tokens[started.attempt.id] = token_of(started)
    sqlite = connection.vendor == "sqlite"
    # As Django hands it to sqlite3, whose parameters are question marks.
    sql = save.SAVE_SQLITE.replace("%s", "?").replace("%%", "%") if sqlite else save.SAVE_POSTGRESQL
    return {"tokens": tokens, "save": sql}


def rows_of(attempts: list[int]) -> list[Any]:
    """How many rows the logs of these attempts have, and of what kind: position, answer, lease, in time."""
    from django.db.models import Count, Min

    from exam_platform.sittings.models import Response

    rows = Response.objects.filter(attempt__in=attempts).values_list("lease", "after_closing", "flagged")
    kinds = rows.annotate(rows=Count("seq"), shortest=Min("answer"), lowest=Min("position")).order_by()
    return [list(row) for row in kinds]


def district(persons: int, questions: int, units: int = 15, *, listed: bool = True) -> dict[str, Any]:
    """A district with so many persons, all on the roster of one examination, and a bank; and who sees all of it.

    The tallies are the product's own. Unless they are to be listed, persons have neither names, which would be
    indexed, nor posts.
    """
    from exam_platform.exams.models import Entry
    from exam_platform.people.models import Category, Person, Post, PostCategory, Role
    from exam_platform.results.actions.tallies import mark_due, tally_exam
    from questions.models import Question
    from tests.bench.bank import bank
    from tests.bench.multiply import multiply, settle
    from tests.factories.people import make_unit
    from tests.sittings.room import make_room, signed_in

    room = make_room()
    everyone = Person.objects.create(name="全权", user_name="everyone", password="!")
    for role in Role:
        everyone.role_grants.create(role=role)
    in_bank = bank(everyone, questions)
    under = [make_unit(f"单位{number}", room.district) for number in range(units)]
    unit = f"{under[0].pk} + n.i % {units}"
    path, name = (f"(SELECT {column} FROM people_unit WHERE people_unit.id = {unit})" for column in ("path", "name"))
    # The templates are the only ones that the searches find: as many lines in a large district as in a small one.
    person = Person.objects.create(name="欧阳", password="!")
    post = Post.objects.create(person=person, unit=under[0])
    category = PostCategory.objects.create(post=post, category=Category.CIVIL_SERVANT)
    line = {"category": Category.CIVIL_SERVANT, "unit": under[0], "unit_path": under[0].path, "unit_name": "单位"}
    result = {"score": 8000, "main_score": 8000, "verdict": "passed", "main_verdict": "passed", "sat_main": True}
    entry = Entry.objects.create(exam=room.exam, person=person, person_name="欧阳", post=post, **line, **result)
    called, post_id = ("'考生' || n.i", "template.post_id + n.i") if listed else ("''", "NULL")
    multiply(person, persons - 1, name=called)
    of_person = {"person_id": "template.person_id + n.i"}
    if listed:
        multiply(post, persons - 1, **of_person, unit_id=unit)
        multiply(category, persons - 1, post_id=post_id)
    of_unit = {"unit_id": unit, "unit_path": path, "unit_name": name, "post_id": post_id}
    multiply(entry, persons - 1, **of_person, **of_unit, person_name=called)
    mark_due(exam_ids=[room.exam.pk])
    settle()
    assert tally_exam(exam_id=room.exam.pk)
    client = signed_in(everyone)
    return {
        "cookie": client.cookies["session"].output(header="").strip().partition(";")[0],
        "exam": room.exam.pk,
        "district": room.district.pk,
        "unit": under[units // 2].pk,
        "last_path": under[-1].path,
        "last_person": person.pk + persons // 2,
        "bank": in_bank,
        "counts": [Person.objects.count(), Entry.objects.count(), Question.objects.count()],
    }


def candidates(count: int, questions: int) -> dict[str, Any]:
    """So many signed-in candidates of one examination who have not begun, beside a bank of that size."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from exam_platform.people.models import Person
    from exam_platform.people.sessions import BACKEND
    from tests.bench.bank import bank
    from tests.bench.multiply import settle
    from tests.sittings.room import begin, make_room

    room = make_room([("single", 4, 0, ["B"])] * 80, forms=20)
    bank(Person.objects.get(user_name="author"), questions)
    sessions = {}
    until = timezone.now() + dt.timedelta(days=1)
    entries = room.entries(count)
    for number, entry in enumerate(entries):
        held = {
            SESSION_KEY: str(entry.person_id),
            BACKEND_SESSION_KEY: BACKEND,
            HASH_SESSION_KEY: entry.person.get_session_auth_hash(),
        }
        sessions[f"session{number:025d}"] = (Session.objects.encode(held), entry.person_id)
    Session.objects.bulk_create(
        Session(session_key=key, session_data=data, expire_date=until) for key, (data, _) in sessions.items()
    )
    attempt = begin(room.entry()).attempt
    settle()
    return {
        "exam": room.exam.pk,
        "cookies": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME],
        "persons": {key: person for key, (_, person) in sessions.items()},
        "order": attempt.order,
        "form": attempt.form_id,
    }


def papers(count: int) -> dict[str, Any]:
    """So many attempts' addresses of their papers, the papers, and the key that the addresses are signed with."""
    import base64

    from django.conf import settings

    from exam_platform.sittings import token
    from exam_platform.sittings.serializers.candidate import content_url
    from tests.sittings.room import begin, make_room

    room = make_room([("single", 4, 0, ["B"])] * 80, forms=20)
    begun = [begin(entry) for entry in room.entries(count)]
    return {
        "addresses": [f"/api/v1/{content_url(started.attempt.id, started.form)}" for started in begun],
        "papers": {str(form.pk): base64.b64encode(bytes(form.content)).decode() for form in room.forms},
        "key": token._derived(settings.SECRET_KEY).hex(),
    }


def sitting() -> dict[str, Any]:
    """An examination with a paper of 80 questions, and the session's cookie of a candidate who has begun at a desk."""
    from django.conf import settings

    from tests.sittings.room import begin, make_room, signed_in

    room = make_room([("single", 4, 0, ["B"])] * 80, forms=1)
    entry = room.entry()
    begin(entry)
    name = settings.SESSION_COOKIE_NAME
    return {"exam": room.exam.pk, "cookie": {"name": name, "value": signed_in(entry.person).cookies[name].value}}


def forget_attempts() -> None:
    from exam_platform.sittings.models import Attempt
    from tests.bench.multiply import settle

    Attempt.objects.all().delete()
    settle()
