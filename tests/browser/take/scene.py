"""The scene of the candidates' browser tests, set by Django itself inside the live platform.

Run by `LivePlatform.python("from tests.browser.take.scene import …")`: what is printed is JSON for the test.
"""

import datetime as dt
import json

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.test import Client
from django.utils import timezone

from exam_platform.api import database_now
from exam_platform.exams import actions
from exam_platform.exams.models import Entry, Exam, Window
from exam_platform.people.models import Category, Person, Post, PostCategory, Role, RoleGrant, Unit
from exam_platform.sittings.actions.officer import extend_time
from exam_platform.sittings.models import Attempt, Response
from questions.actions import load_starter_bank
from questions.models import Citation, Law, LawVersion, Provision
from tests.browser.take.scene_names import PASSWORD, PROVISION, TITLES
from tests.factories.exams import shift_windows
from tests.factories.people import make_unit

HOUR = dt.timedelta(hours=1)
PAPER = (("single", 4, 1000), ("multiple", 2, 1500), ("true_false", 2, 1000), ("fill_in", 1, 1000))
RULES = (
    "1. 请独立完成作答，不得由他人代考。\n2. 考试时间为 60 分钟，从点击“开始考试”起计时，时间到自动交卷。\n"
    "3. 答案即时保存，中途断网或更换设备后可继续作答，计时不停。\n4. 多项选择题全部选对得分，少选、多选、错选不得分。"
)


def _somebody(name: str, login: str, password: str) -> Person:
    past = timezone.now() - dt.timedelta(days=1)
    return Person(name=name, user_name=login, password=password, activated_at=past, password_changed_at=past)


def _candidates(unit: Unit, count: int) -> list[str]:
    password = make_password(PASSWORD)
    names = [f"王小{digit}" for digit in "一二三四五六七八九"]
    people = [_somebody(names[number % 9], f"c{number}", password) for number in range(count)]
    posts = [Post(person=person, unit=unit, is_main=True) for person in Person.objects.bulk_create(people)]
    PostCategory.objects.bulk_create(
        PostCategory(post=post, category=Category.CIVIL_SERVANT) for post in Post.objects.bulk_create(posts)
    )
    return [str(person.user_name) for person in people]


def _staff(name: str, login: str, role: Role, unit: Unit) -> Person:
    person = _somebody(name, login, make_password(PASSWORD))
    person.save()
    RoleGrant.objects.create(person=person, role=role, unit=unit)
    return person


def _exam(title: str, officer: Person, unit: Unit, **rules: object) -> Exam:
    exam = actions.create_exam(actor=officer, title=title, year=2026, **rules)  # type: ignore[arg-type]  # any of the fields
    start = database_now() + HOUR
    actions.set_windows(
        exam=exam, windows=[{"kind": "main", "opens_at": start, "closes_at": start + 8 * HOUR}], actor=officer
    )
    rows: list[actions.RowFields] = [
        {"paper": "all", "kind": kind, "topic": None, "difficulty": "", "count": count, "points": points}
        for kind, count, points in PAPER
    ]
    actions.set_blueprint(exam=exam, rows=rows, actor=officer)
    everybody: list[actions.RuleFields] = [
        {"unit": unit.pk, "category": Category.CIVIL_SERVANT, "include_subtree": True}
    ]
    actions.set_audience(exam=exam, rules=everybody, actor=officer)
    actions.freeze_roster(exam=exam, actor=officer)
    actions.assemble_forms(assembly_id=actions.request_assembly(exam=exam, actor=officer).pk)
    exam.refresh_from_db()
    return actions.publish_exam(exam=exam, actor=officer)


def _fill_library() -> None:
    """Each law that a question cites, with invented words for the cited articles: the texts need not be at hand."""
    cited = Citation.objects.exclude(article=None)
    places = set(cited.values_list("short_title", "article", "branch"))
    day = dt.date(2021, 7, 15)
    versions = {}
    for title in {title for title, _, _ in places}:
        law = Law.objects.create(title=f"中华人民共和国{title}", short_title=title)
        versions[title] = LawVersion.objects.create(law=law, dated=day, in_force_on=day, imported_at=timezone.now())
    Provision.objects.bulk_create(
        Provision(version=versions[title], article=article, branch=branch or 0, text=PROVISION)
        for title, article, branch in places
    )


def set_scene(candidates: int) -> None:
    """One district, its candidates, and an examination of each sort; prints their ids and the logins."""
    district = make_unit("东河区", kind=Unit.Kind.DISTRICT)
    unit = make_unit("市场监督管理局", district, kind=Unit.Kind.DEPARTMENT)
    officer = _staff("何伟", "officer", Role.OFFICER, district)
    load_starter_bank(
        author=_staff("陈立新", "trainer", Role.TRAINER, district),
        reviewer=_staff("周敏", "reviewer", Role.REVIEWER, district),
    )
    _fill_library()
    logins = _candidates(unit, candidates)
    rules = {"rules_text": RULES, "duration_minutes": 60, "review_release": "at_once", "form_count": 4}
    exams = {
        "open": _exam(TITLES["open"], officer, district, attempts_allowed=2, **rules),
        "upcoming": _exam(TITLES["upcoming"], officer, district, **rules),
        "finished": _exam(TITLES["finished"], officer, district, **rules),
        "single": _exam(TITLES["single"], officer, district, **rules),
        "secret": _exam(TITLES["secret"], officer, district, **rules | {"score_release": "on_publication"}),
    }
    shift_windows(exams["finished"], -30 * dt.timedelta(days=1))
    for name in ("open", "single", "secret"):
        shift_windows(exams[name], -2 * HOUR)
    print(json.dumps({"logins": logins, "exams": {name: exam.pk for name, exam in exams.items()}}))


def sign_in(login: str) -> None:
    """Prints the cookie of somebody who has signed in: most tests begin behind that screen."""
    client = Client()
    client.force_login(Person.objects.get(user_name=login))
    print(json.dumps([settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value]))


def _attempts(login: str) -> "list[Attempt]":
    return list(Attempt.objects.filter(entry__person__user_name=login).order_by("-pk")[:1])


def leave_seconds(login: str, seconds: float) -> None:
    """Let the open attempt end in so many seconds, as if it had been started earlier."""
    for attempt in _attempts(login):
        _begin_earlier(attempt, attempt.deadline - database_now() - dt.timedelta(seconds=seconds))


def pass_seconds(login: str, seconds: float) -> None:
    """Let so much of the open attempt's time have passed."""
    for attempt in _attempts(login):
        _begin_earlier(attempt, dt.timedelta(seconds=seconds))


def _begin_earlier(attempt: Attempt, by: dt.timedelta) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=attempt.started_at - by,
        deadline=attempt.deadline - by,
        accepted_until=attempt.accepted_until - by,
    )


def give_minutes(login: str, minutes: int) -> None:
    officer = Person.objects.get(user_name="officer")
    for attempt in _attempts(login):
        entries = Entry.objects.filter(pk=attempt.entry_id)
        extend_time(exam=attempt.entry.exam, entries=entries, minutes=minutes, actor=officer, reason="设备故障")


def let_pass(exam: int, hours: int) -> None:
    """Everything that has happened in the examination was so many hours earlier; fewer than none turns it back."""
    by = hours * HOUR
    Window.objects.filter(exam=exam).update(opens_at=F("opens_at") - by, closes_at=F("closes_at") - by)
    Attempt.objects.filter(entry__exam=exam).update(
        started_at=F("started_at") - by,
        deadline=F("deadline") - by,
        accepted_until=F("accepted_until") - by,
        closed_at=F("closed_at") - by,
    )
    Response.objects.filter(attempt__entry__exam=exam).update(received_at=F("received_at") - by)


def watch(exam: int, *, leaving_limit: int | None, blocks_copying: bool) -> None:
    """Rules that a browser reads at the start."""
    Exam.objects.filter(pk=exam).update(leaving_limit=leaving_limit, blocks_copying=blocks_copying)
