"""A platform in use, with one thing of each kind, on which every door is tried by everybody."""

import copy
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from exam_platform.exams.models import Entry, Exam, Form, Window
from exam_platform.people.models import PostRequest, RoleGrant
from exam_platform.people.roster_plan import POST_COLUMNS
from exam_platform.results.models import Export
from exam_platform.sittings.models import Attempt
from questions.actions import keep_pictures, report_question
from questions.actions.law import store_statute
from questions.laws.reading import read_statute
from questions.models import Revision
from questions.pictures import read_picture
from tests.cast import PASSWORD, Cast, client_of, id_number_of, make_cast
from tests.factories.exams import HOUR, District, make_exam, make_published_exam, plan_windows, shift_windows
from tests.routes import METHODS, routes

ROLES = (
    "anonymous",
    "candidate",
    "other_candidate",
    "trainer",
    "reviewer",
    "officer",
    "unit_administrator",
    "sister_administrator",
    "auditor",
    "district_administrator",
)

UNITS_FILE = "单位代码,单位名称,上级单位代码,单位类型\n999,新单位,,区\n"
ROSTER_FILE = "姓名,身份证号,单位\n李四,110101199003077510,司法局\n"
PICTURE_FILE = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
QUESTIONS_FILE = "题型,题干,选项A,选项B,答案\n单选题,下列哪项正确?,甲,乙,A\n"


@dataclass(frozen=True, slots=True)
class Door:
    """A method of a route, the route as docs/api.md writes it: `api/v1/units/{pk}/`."""

    method: str
    pattern: str


def doors() -> list[Door]:
    """Every method of every route; all of them for a view that does not tell its methods."""
    every = {
        Door(method.upper(), re.sub(r"<\w+:(\w+)>", r"{\1}", route.path.removeprefix("/")))
        for route in routes()
        for method in route.methods
    }
    return sorted(every, key=lambda door: (door.pattern, METHODS.index(door.method.lower())))


@dataclass
class World:
    cast: Cast
    exam: Exam
    draft: Exam
    draft_window: Window
    entry: Entry
    form: Form
    attempt: Attempt
    export: Export
    grant: RoleGrant
    post_request: PostRequest
    question: int
    law: int
    law_version: int
    waiting_question: int
    report: int
    question_set: int
    picture: str
    must_know_list: int
    imports: dict[str, int]
    clients: dict[str, Client]

    def arguments(self, door: Door) -> dict[str, Any]:
        """What stands in the braces of the door."""
        pattern = door.pattern
        if pattern.startswith("api/v1/exams/"):
            exam = self.draft if _sets_up(door) else self.exam
            window = self.draft_window.pk
            return {
                **dict.fromkeys(("exam_id", "exam"), exam.pk),
                "window_id": window,
                "entry_id": self.entry.pk,
                "form_id": self.form.pk,
            }
        kind = pattern.removeprefix("api/v1/").split("/")[0]
        keys: dict[str, dict[str, Any]] = {
            "people": {"person_id": self.cast.candidate.pk, "pk": self.cast.candidate.pk, "grant_id": self.grant.pk},
            "units": {"pk": self.cast.justice.pk},
            "post-requests": {"pk": self.post_request.pk},
            "exports": {"export_id": self.export.pk},
            "attempts": {
                "attempt": self.attempt.pk,
                "form": self.attempt.form_id,
                "content_hash": "0" * 64,
                "signature": "forged",
                "sha256": "0" * 64,
            },
            "laws": {"pk": self.law, "version_id": self.law_version},
            "question-reports": {"pk": self.report},
            "must-know-lists": {"pk": self.must_know_list, "list_id": self.must_know_list, "number": 1},
            "question-sets": {"pk": self.question_set, "number": 1},
            "question-pictures": {"pk": self.picture},
            "questions": {"pk": self.waiting_question if pattern.endswith("/review/") else self.question},
        }
        return keys.get(kind) or {"pk": self.imports.get(kind, 0)}

    def knock(self, role: str, door: Door) -> Any:
        """The answer, with everything that the request did undone."""
        path = "/" + door.pattern.format(**self.arguments(door))
        # An error of the server is an answer here, and a wrong one.
        client = Client(raise_request_exception=False)
        client.cookies = copy.deepcopy(self.clients[role].cookies)
        with transaction.atomic():
            answer = self._send(client, door, path)
            transaction.set_rollback(True)
        return answer

    def _send(self, client: Client, door: Door, path: str) -> Any:
        pattern = door.pattern.removeprefix("api/v1/")
        if door.method == "GET":
            if pattern.endswith("/comparison/"):
                return client.get(path, {"with": self.law_version})
            return client.get(path, QUERIES.get(pattern))
        if door.method == "POST" and pattern in FILES:
            file = SimpleUploadedFile("file.csv", FILES[pattern].encode(), content_type="text/csv")
            return client.post(path, {"file": file})
        if (door.method, pattern) == ("POST", "question-pictures/"):
            return client.post(path, {"file": SimpleUploadedFile("图.gif", PICTURE_FILE)})
        body = BODIES.get(f"{door.method} {pattern}", lambda _: {})(self)
        return getattr(client, door.method.lower())(path, body, content_type="application/json")


SET_UP = ("", "windows/", "blueprint/", "audience/", "roster/", "forms/")
LAW_FILE = "甲市条例\n2020年1月1日 甲市人民政府公布\n第一条 为了测试,制定本条例。"
FILES = {
    "unit-imports/": UNITS_FILE,
    "roster-imports/": ROSTER_FILE,
    "question-imports/": QUESTIONS_FILE,
    "law-imports/": LAW_FILE,
}
REQUESTED = dict.fromkeys(POST_COLUMNS, "") | {"categories": ["civil_servant"]}
MUST_KNOW = {"title": "清单", "audience": "领导干部"}
QUESTION = {
    "kind": "single",
    "stem": "下列说法正确的是?",
    "options": [{"letter": letter, "text": f"说法{letter}"} for letter in "ABCD"],
    "key": ["A"],
    "explanation": "解析",
}


def _sets_up(door: Door) -> bool:
    """Whether the door belongs to the time before publication."""
    act = door.pattern.removeprefix("api/v1/exams/{exam_id}/")
    return door.method != "GET" and (act in SET_UP or act.startswith("windows/"))


def _window(world: World) -> dict[str, str]:
    opens = timezone.now() + dt.timedelta(days=5)
    return {"kind": "mock", "opens_at": opens.isoformat(), "closes_at": (opens + HOUR).isoformat()}


QUERIES = {
    "exams/{exam_id}/pool/": {"kind": "single"},
    "citation-lookup/": {"text": "《甲市条例》第一条"},
    "provisions/": {"search": "甲市条例"},
    **{f"{kind}{{pk}}/cells/": {"row": "2"} for kind in FILES},
    "question-imports/{pk}/comparisons/": {"row": "2"},
}

# What a request has to say to be taken by a door that is open to whoever sends it; {} where nothing is needed.
BODIES: dict[str, Callable[[World], Any]] = {
    "POST session/": lambda world: {"login": "wang", "password": PASSWORD},
    "POST session/activation/": lambda world: {"login": "wang", "code": "AAAAA-AAAAA", "password": PASSWORD},
    "POST session/password/": lambda world: {"old_password": PASSWORD, "new_password": "harbour-lights-84"},
    "POST people/{person_id}/roles/": lambda world: {"role": "unit_administrator", "unit": world.cast.justice.pk},
    "PATCH people/{pk}/": lambda world: {"is_active": False},
    "POST people/{pk}/reveal/": lambda world: {"reason": "核对证件"},
    "POST people/lookup/": lambda world: {"number": id_number_of(1)},
    "POST post-requests/{pk}/decision/": lambda world: {"decision": "confirm"},
    "POST activation-slips/": lambda world: {"unit": world.cast.justice.pk, "only_not_activated": False},
    "POST exports/": lambda world: {"kind": "statistics", "exam": world.exam.pk, "unit": world.cast.justice.pk},
    "POST similar-questions/": lambda _: {"stem": "下列哪项正确?"},
    "PUT question-imports/{pk}/comparisons/": lambda _: {"row": 2, "decision": "skip"},
    "POST exports/questions/": lambda _: {"format": "json", "filters": {"state": "published"}},
    "POST question-exports/": lambda _: {"format": "json", "filters": {"state": "published"}},
    "POST exams/": lambda world: {"title": "年度学法考试"},
    "PATCH exams/{exam_id}/": lambda world: {"title": "改名"},
    "POST exams/{exam_id}/windows/": lambda world: {**_window(world), "reason": "加场"},
    "PUT exams/{exam_id}/windows/": lambda world: [{**_window(world), "kind": "main"}],
    "PATCH exams/{exam_id}/windows/{window_id}/": lambda world: {"reason": "调整"},
    "PUT exams/{exam_id}/blueprint/": lambda world: [{"kind": "single", "count": 10, "points": 1000}],
    "PUT exams/{exam_id}/audience/": lambda world: [{"unit": world.cast.district.pk, "category": "civil_servant"}],
    "POST exams/{exam_id}/entries/{entry_id}/exemption/": lambda world: {
        "kind": "leave",
        "reason": "因公出差",
        "document": "请假条",
    },
    "POST exams/{exam_id}/entries/{entry_id}/result-cancellation/": lambda world: {"reason": "违纪"},
    "DELETE exams/{exam_id}/entries/{entry_id}/result-cancellation/": lambda world: {"reason": "申诉成立"},
    "DELETE exams/{exam_id}/publication/": lambda world: {"reason": "推迟"},
    "POST exams/{exam}/attempts/": lambda world: {"number": 1, "device": "d"},
    "POST exams/{exam}/extensions/": lambda world: {"entry": world.entry.pk, "minutes": 5, "reason": "断电"},
    "POST attempts/{attempt}/late-answers/": lambda world: {"reason": "断网"},
    "POST attempts/{attempt}/collection/": lambda world: {"reason": "违纪收卷"},
    "POST attempts/{attempt}/voiding/": lambda world: {"reason": "替考"},
    "POST attempts/{attempt}/question-reports/": lambda world: {"position": 1, "fault": "key", "text": "答案应为 B"},
    "POST question-reports/{pk}/settlement/": lambda world: {"state": "false_alarm", "answer": "答案无误"},
    "POST question-sets/": lambda world: {"title": "题集"},
    "PUT question-sets/{pk}/": lambda world: {"title": "题集", "questions": [world.question]},
    "POST question-sets/{pk}/versions/": lambda world: {"cover": ""},
    "POST must-know-lists/": lambda world: {**MUST_KNOW, "items": [{"law": world.law}]},
    "POST must-know-lists/{pk}/versions/": lambda world: {**MUST_KNOW, "items": [{"law": world.law}]},
    "POST questions/": lambda world: {**QUESTION, "stem": "新题干?"},
    "POST questions/{pk}/revisions/": lambda world: {**QUESTION, "stem": "改过的题干?"},
    "POST questions/{pk}/review/": lambda world: {"decision": "approve"},
    "POST questions/{pk}/suspension/": lambda world: {"reason": "有争议"},
    "POST questions/{pk}/retirement/": lambda world: {"reason": "过时"},
    **{f"PUT {kind}{{pk}}/cells/": lambda world: {"row": 2, "cells": {"姓名": "李四"}} for kind in FILES},
    "POST questions/{pk}/citation-confirmation/": lambda world: {"marks": [1]},
    "POST laws/{pk}/repeal/": lambda world: {"repealed_on": "2024-01-01", "reason": "被替代"},
    "DELETE laws/{pk}/repeal/": lambda world: {"reason": "登记有误"},
    "PUT laws/{pk}/versions/{version_id}/in-force/": lambda world: {"in_force_on": "2020-02-01"},
    "POST question-submissions/": lambda world: {"questions": [world.question]},
    "POST question-reviews/": lambda world: {"questions": [world.waiting_question], "decision": "approve"},
}


def _made(answer: Any) -> Any:
    assert answer.status_code in (200, 201, 202), answer.content
    return answer.json()


def make_world() -> World:
    cast = make_cast()
    district = District(
        root=cast.district,
        units=[cast.justice, cast.finance],
        officer=cast.officer,
        administrator=cast.district_administrator,
        unit_administrator=cast.unit_administrator,
        auditor=cast.auditor,
    )
    exam = make_published_exam(district, 2)
    shift_windows(exam, -2 * HOUR)
    draft = make_exam(district)
    windows = plan_windows(draft, cast.officer)
    clients = {role: client_of(getattr(cast, role, None)) for role in ROLES}

    def post(role: str, path: str, body: Any) -> Any:
        return _made(clients[role].post(f"/api/v1/{path}", body, content_type="application/json"))

    def upload(role: str, path: str) -> int:
        file = SimpleUploadedFile("file.csv", FILES[path].encode(), content_type="text/csv")
        number: int = _made(clients[role].post(f"/api/v1/{path}", {"file": file}))["id"]
        return number

    question = post("trainer", "questions/", QUESTION)["id"]
    law = store_statute(
        statute=read_statute(LAW_FILE),
        dated=dt.date(2020, 1, 1),
        imported_by=cast.trainer,
        imported_at=timezone.now(),
    )
    (picture,) = keep_pictures(pictures=[read_picture(PICTURE_FILE)], by=cast.trainer).values()
    shown = {"pictures": [picture.shown("一个点")]}
    waiting = post("trainer", "questions/", {**QUESTION, "stem": "另一道题?", "details": shown})["id"]
    clients["trainer"].post(f"/api/v1/questions/{waiting}/submission/", {}, content_type="application/json")
    started = post("candidate", f"exams/{exam.pk}/attempts/", {"number": 1, "device": "d"})
    asked = {"kind": "statistics", "exam": exam.pk, "unit": cast.justice.pk}
    export = post("unit_administrator", "exports/", asked)["id"]
    report = report_question(
        revision=Revision.objects.get(question=question),
        reporter=cast.candidate,
        origin="attempt:1",
        fault="key",
        text="答案应为 B",
    )
    return World(
        cast=cast,
        exam=exam,
        draft=draft,
        draft_window=windows[0],
        entry=Entry.objects.get(exam=exam, person=cast.candidate),
        form=Form.objects.filter(exam=exam).order_by("pk")[0],
        attempt=Attempt.objects.get(pk=started["attempt"]),
        export=Export.objects.get(pk=export),
        grant=RoleGrant.objects.create(person=cast.candidate, role="candidate", unit=cast.justice),
        post_request=PostRequest.objects.create(
            person=cast.candidate, unit=cast.finance, content=REQUESTED, requested_by=cast.sister_administrator
        ),
        question=question,
        law=law.law_id,
        law_version=law.pk,
        waiting_question=waiting,
        report=report.pk,
        must_know_list=post("trainer", "must-know-lists/", {**MUST_KNOW, "items": [{"law": law.law_id}]})["id"],
        picture=picture.pk,
        question_set=post("trainer", "question-sets/", {"title": "题集"})["id"],
        imports={
            "unit-imports": upload("district_administrator", "unit-imports/"),
            "roster-imports": upload("unit_administrator", "roster-imports/"),
            "question-imports": upload("trainer", "question-imports/"),
            "law-imports": upload("trainer", "law-imports/"),
        },
        clients=clients,
    )
