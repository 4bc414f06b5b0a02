"""The first sign-in by a code (S11), which is no oracle (S8)."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from exam_platform.audit.models import AuditRecord
from exam_platform.people.activation_codes import ALPHABET, new_code, printed
from exam_platform.people.models import ActivationCode, Person
from tests.cast import PASSWORD, client_of, id_number_of
from tests.people.doors import Browser

pytestmark = pytest.mark.django_db

NEW = "harbour-lights-84"


@pytest.fixture
def newcomer(cast):
    Person.objects.filter(pk=cast.candidate.pk).update(password="", activated_at=None, password_changed_at=None)
    cast.candidate.refresh_from_db()
    return cast.candidate


def issue(cast, person, **body):
    answer = client_of(cast.unit_administrator).post(
        f"/api/v1/people/{person.pk}/activation-codes/", body, "application/json"
    )
    assert answer.status_code == 201, answer.content
    return answer.json()


def activate(login, code, password=NEW, address="203.0.113.1"):
    body = {"login": login, "code": code, "password": password}
    return Browser(address).send("POST", "/api/v1/session/activation/", body)


def test_a_code_is_exchanged_for_a_password_of_ones_own(cast, newcomer):
    code = issue(cast, newcomer)["code"]
    answer = activate(id_number_of(1), code)
    assert answer.status_code == 200
    assert answer.json()["person"]["id"] == newcomer.pk
    newcomer.refresh_from_db()
    assert newcomer.activated_at
    assert Browser().sign_in("wang", NEW).status_code == 200
    kinds = list(AuditRecord.objects.filter(subject=f"person:{newcomer.pk}").values_list("kind", flat=True))
    assert kinds == ["session.started", "activation.done", "activation.code_issued"]


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code.replace('-', ' ')} "]
)
def test_it_may_be_typed_in_other_ways(cast, newcomer, typed):
    assert activate("wang", typed(issue(cast, newcomer)["code"])).status_code == 200


def test_it_is_used_once(cast, newcomer):
    code = issue(cast, newcomer)["code"]
    assert activate("wang", code).status_code == 200
    assert activate("wang", code).status_code == 401


def test_a_new_code_voids_the_older(cast, newcomer):
    first, second = issue(cast, newcomer)["code"], issue(cast, newcomer)["code"]
    assert activate("wang", first).status_code == 401
    assert activate("wang", second).status_code == 200


@pytest.mark.parametrize(
    ("role", "unit", "status"),
    [("district_administrator", None, 401), ("trainer", "justice", 401), ("unit_administrator", "justice", 200)],
)
def test_a_code_is_void_once_its_person_may_do_what_its_issuer_could_not_give(cast, role, unit, status):
    """Else a unit administrator keeps a code until its person is the district's administrator, and signs in as that."""
    code = issue(cast, cast.candidate)["code"]
    body = {"role": role, "unit": getattr(cast, unit).pk if unit else None}
    path = f"/api/v1/people/{cast.candidate.pk}/roles/"
    assert client_of(cast.district_administrator).post(path, body, "application/json").status_code == 201
    assert activate("wang", code).status_code == status
    voided = AuditRecord.objects.filter(kind="activation.code_voided", subject=f"person:{cast.candidate.pk}")
    assert [record.actor for record in voided] == [cast.district_administrator] * (status == 401)


def test_a_code_from_the_district_stays_good_when_a_role_is_given(cast):
    path = f"/api/v1/people/{cast.candidate.pk}"
    district = client_of(cast.district_administrator)
    code = district.post(f"{path}/activation-codes/", {}, "application/json").json()["code"]
    assert district.post(f"{path}/roles/", {"role": "trainer", "unit": None}, "application/json").status_code == 201
    assert activate("wang", code).status_code == 200


def test_it_is_valid_to_its_date(cast, newcomer):
    code = issue(cast, newcomer)["code"]
    ActivationCode.objects.update(valid_until=timezone.now() - dt.timedelta(seconds=1))
    assert activate("wang", code).status_code == 401


def test_the_date_is_the_administrators_choice_within_limits(cast, newcomer):
    day = dt.timedelta(days=1)
    chosen = (timezone.now() + 5 * day).replace(microsecond=0)
    issued = issue(cast, newcomer, valid_until=chosen.isoformat())
    assert issued["valid_until"] == f"{chosen:%Y-%m-%dT%H:%M:%SZ}"
    for wrong in (timezone.now() - day, timezone.now() + 181 * day):
        answer = client_of(cast.unit_administrator).post(
            f"/api/v1/people/{newcomer.pk}/activation-codes/", {"valid_until": wrong.isoformat()}, "application/json"
        )
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_validity")


def test_no_failure_tells_why(cast, newcomer):
    """S8: unknown login, wrong code, no code, used, expired, disabled: one answer."""
    code = issue(cast, newcomer)["code"]
    Person.objects.filter(pk=cast.villager.pk).update(is_active=False)
    answers = [
        activate("nobody", code),
        activate("wang", "AAAAA-AAAAA"),
        activate("zhao", code),
        activate("sun", code),
        activate("nobody", "x", "x"),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1


def test_a_weak_password_is_named_to_the_holder_of_the_code_alone(cast, newcomer):
    code = issue(cast, newcomer)["code"]
    assert activate("wang", "AAAAA-AAAAA", "12345678").json()["code"] == "wrong_activation_code"
    weak = activate("wang", code, "12345678")
    assert (weak.status_code, weak.json()["code"]) == (400, "weak_password")
    assert activate("wang", code).status_code == 200


def test_guesses_are_bounded_like_those_of_passwords(cast, newcomer):
    code = issue(cast, newcomer)["code"]
    answers = [activate("wang", "AAAAA-AAAAA") for _ in range(5)]
    assert {answer.status_code for answer in answers} == {401}
    assert activate("wang", code).status_code == 429
    assert Browser("203.0.113.1").sign_in("wang", NEW).status_code == 429
    assert activate("wang", code, address="203.0.113.2").status_code == 200


def test_the_old_password_stays_good_until_the_code_is_used(cast):
    """A code printed by mistake locks nobody out in the middle of an examination."""
    code = issue(cast, cast.candidate)["code"]
    browser = Browser("203.0.113.2")
    assert browser.sign_in("wang").status_code == 200
    assert activate("wang", code).status_code == 200
    assert browser.who() is None
    assert Browser("203.0.113.2").sign_in("wang", PASSWORD).status_code == 401


def test_nobody_can_read_a_code_in_the_database(cast, newcomer):
    code = issue(cast, newcomer)["code"]
    row = ActivationCode.objects.get(person=newcomer)
    assert code.replace("-", "") not in row.code_hash
    assert row.issued_by == cast.unit_administrator


def test_codes_cannot_be_misread(db):
    assert not set(ALPHABET) & set("0O1IL2Z5S8B")
    assert len({new_code() for _ in range(1000)}) == 1000
    assert len(printed(new_code())) == 11


@pytest.mark.django_db(transaction=True)
def test_two_at_once_use_it_once(cast, newcomer, real_hasher):
    """Hashing takes long enough for both to have found the code unused."""
    code = issue(cast, newcomer)["code"]
    statuses = []
    start = threading.Barrier(2)

    def use(address):
        try:
            browser = Browser(address)
            token = browser.token()
            start.wait(60)
            answer = browser.post(
                "/api/v1/session/activation/",
                {"login": "wang", "code": code, "password": NEW},
                content_type="application/json",
                headers={"X-CSRFToken": token},
            )
            statuses.append(answer.status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=use, args=(f"203.0.113.{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 401]
