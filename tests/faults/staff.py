"""An officer of the rehearsal's own world, who acts through the API like any other."""

import json
import secrets
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

from tests.faults.stacks import Stack

MAKE = """
import json
from django.contrib.auth.hashers import make_password
from exam_platform.api import database_now
from exam_platform.exams.models import Exam
from exam_platform.people.models import Person, Role, RoleGrant
exam = Exam.objects.get(is_rehearsal=True)
now = database_now()
officer = Person.objects.create(name="演练考务", user_name="{login}", password=make_password("{password}"),
    activated_at=now, password_changed_at=now, is_rehearsal=True)
RoleGrant.objects.create(person=officer, role=Role.OFFICER, unit=exam.unit)
print(json.dumps(exam.pk))
"""


class Api:
    """A signed-in session of any account."""

    def __init__(self, stack: Stack, login: str, password: str) -> None:
        self.root = f"{stack.platform.url}api/v1/"
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._token = self.ask("GET", "session/")["csrf_token"]
        self._token = self.ask("POST", "session/", {"login": login, "password": password})["csrf_token"]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Raises HTTPError for a refusal."""
        headers = {"Content-Type": "application/json"}
        if method != "GET":
            headers |= {"Origin": self.root.partition("/api/")[0], "X-CSRFToken": getattr(self, "_token", "")}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.root + path, data, headers, method=method)
        with self._opener.open(request, timeout=30) as answer:
            return json.load(answer)


class Officer:
    def __init__(self, stack: Stack) -> None:
        login, password = f"officer-{secrets.token_hex(4)}", secrets.token_urlsafe(18)
        made = stack.platform.python(MAKE.format(login=login, password=password))
        self.exam = json.loads(made.splitlines()[-1])
        self.api = Api(stack, login, password)

    def extend_all(self, minutes: int) -> Any:
        body = {"minutes": minutes, "reason": "网页服务中断一分钟", "all": True}
        return self.api.ask("POST", f"exams/{self.exam}/extensions/", body)


def administrator(stack: Stack) -> Api:
    """The district administrator that `prepare --empty` made."""
    (account,) = stack.platform.accounts()
    return Api(stack, account["login"], account["password"])
