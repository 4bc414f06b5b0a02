import re

import pytest
from django.core.management import call_command
from django.test import Client

from exam_platform.audit.models import AuditRecord
from exam_platform.people.actions.administrators import new_password
from exam_platform.people.models import Person, Role

pytestmark = pytest.mark.django_db


def reset(capsys, *arguments):
    call_command("reset-admin", *arguments)
    return re.search(r"口令:(\S+)", capsys.readouterr().out)[1]


def sign_in(client, login, password):
    client.get("/api/v1/session/")
    body = {"login": login, "password": password}
    return client.post("/api/v1/session/", body, content_type="application/json")


def test_it_makes_an_administrator_who_can_sign_in(capsys):
    answer = sign_in(Client(), "admin", reset(capsys))
    assert answer.status_code == 200, answer.content
    assert [role["role"] for role in answer.json()["person"]["roles"]] == ["district_administrator"]


def test_it_gives_an_old_one_a_new_password_and_ends_her_sessions(capsys):
    old = reset(capsys, "--login", "qu")
    client = Client()
    sign_in(client, "qu", old)
    Person.objects.update(is_active=False)
    new = reset(capsys, "--login", "qu")
    assert not client.get("/api/v1/session/").json()["authenticated"]
    assert sign_in(Client(), "qu", old).status_code == 401
    assert sign_in(Client(), "qu", new).status_code == 200
    assert Person.objects.get().role_grants.get().role == Role.DISTRICT_ADMINISTRATOR


def test_it_is_on_record_without_the_password(capsys):
    password = reset(capsys)
    record = AuditRecord.objects.get(kind="administrator.reset")
    assert record.actor_id is None
    assert password not in str(record.__dict__)


def test_its_passwords_pass_either_profile():
    for password in (new_password() for _ in range(200)):
        assert len(password) == 16
        assert re.search("[a-z]", password)
        assert re.search("[A-Z]", password)
        assert re.search("[0-9]", password)
