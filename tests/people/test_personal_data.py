"""S13, I22: passwords, codes, ID numbers and phones reach no log and no audit record, however the doors are used."""

import io
import json
import logging

import pytest
from django.db import connection
from pythonjsonlogger.json import JsonFormatter

from exam_platform.audit.models import AuditRecord
from exam_platform.operations.logs import Formatter
from exam_platform.people.models import Person
from tests.cast import PASSWORD, client_of, id_number_of, phone_of
from tests.people.doors import Browser

pytestmark = pytest.mark.django_db

NEW = "harbour-lights-84"
WRONG = "canary-password-93"


@pytest.fixture
def logged():
    """Everything that any logger says, down to DEBUG, as the platform's own formatter would write it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter(reserved_attrs=["args", "exc_info", "exc_text", "stack_info"]))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    # Every SQL statement with its parameters would be a leak of another kind, and is never logged in production.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_no_secret_and_no_number_is_written_anywhere(cast, logged):
    codes = []
    Browser().sign_in(id_number_of(1), WRONG)
    Browser().sign_in(phone_of(1), WRONG)
    Browser().sign_in("110101199003070000", WRONG)
    browser = Browser()
    browser.sign_in(id_number_of(1))
    browser.send("POST", "/api/v1/session/password/", {"old_password": WRONG, "new_password": NEW})
    browser.send("POST", "/api/v1/session/password/", {"old_password": PASSWORD, "new_password": phone_of(1)})
    browser.send("POST", "/api/v1/session/password/", {"old_password": PASSWORD, "new_password": NEW, "x": WRONG})
    administrator = client_of(cast.unit_administrator)
    path = f"/api/v1/people/{cast.candidate.pk}/activation-codes/"
    codes.append(administrator.post(path, {}, "application/json").json()["code"])
    body = {"login": id_number_of(1), "code": codes[0], "password": WRONG}
    Browser().send("POST", "/api/v1/session/activation/", body)
    Person.objects.filter(pk=cast.candidate.pk).update(activated_at=None)
    client_of(cast.unit_administrator).post("/api/v1/activation-slips/", {"unit": cast.justice.pk}, "application/json")
    written = logged.getvalue() + "".join(
        f"{row.kind}{row.subject}{row.detail}{row.unit_path}" for row in AuditRecord.objects.all()
    )
    assert "session.refused" in written
    secrets = [WRONG, PASSWORD, NEW, *codes, codes[0].replace("-", "")]
    numbers = [id_number_of(1), phone_of(1), "110101199003070000"]
    for canary in (*secrets, *numbers, "王晓梅"):
        assert canary not in written, canary


def test_the_database_keeps_no_number_in_the_open(cast):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person")
        rows = str(cursor.fetchall())
    for number in (id_number_of(1), phone_of(1)):
        assert number not in rows


def test_a_line_names_the_person_by_the_id_alone(cast):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Formatter())
    logger = logging.getLogger("exam_platform.request")
    logger.addHandler(handler)
    try:
        client_of(cast.unit_administrator).get("/api/v1/session/")
        client_of(None).get("/api/v1/session/")
    finally:
        logger.removeHandler(handler)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line.get("person") for line in lines] == [cast.unit_administrator.pk, None]
