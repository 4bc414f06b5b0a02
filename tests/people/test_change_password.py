"""Changing the password, and which ones are refused (S12)."""

import datetime as dt

import pytest
from django.utils import timezone

from exam_platform.audit.models import AuditRecord
from exam_platform.people.models import Person
from exam_platform.people.password_rules import OwnData, weaknesses
from tests.cast import PASSWORD, id_number_of, phone_of
from tests.people.doors import Browser

pytestmark = pytest.mark.django_db

GOOD = "harbour-lights-84"


@pytest.fixture
def browser(cast):
    browser = Browser()
    browser.sign_in("wang")
    return browser


def change(browser, new, old=PASSWORD):
    return browser.send("POST", "/api/v1/session/password/", {"old_password": old, "new_password": new})


def test_it_takes_a_good_one_for_the_right_old_one(browser, cast):
    before = Person.objects.get(pk=cast.candidate.pk)
    assert change(browser, GOOD).status_code == 204
    after = Person.objects.get(pk=cast.candidate.pk)
    assert after.check_password(GOOD)
    assert after.password_changed_at > before.password_changed_at
    assert AuditRecord.objects.filter(kind="password.changed", actor=cast.candidate).count() == 1
    assert Browser().sign_in("wang", GOOD).status_code == 200


def test_a_wrong_old_one_counts_as_a_guess(browser):
    """A stolen session is no free ground for guessing."""
    answers = [change(browser, GOOD, "wrong") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [400] * 5 + [429]
    assert answers[0].json()["errors"][0]["pointer"] == "/old_password"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short1", "too_short"),
        ("x1y2z3w4" * 20, "too_long"),
        ("aaaaaaaaaa", "too_simple"),
        ("abcdefgh1234", "too_simple"),
        ("87654321", "too_simple"),
        ("1qaz2wsx3edc", "too_simple"),
        ("Gwy@2026xx", "expected"),
        ("ＧＷＹ2026-spring", "expected"),
        ("Aa123456", "expected"),
        ("sunshine", "common"),
        ("iloveyou1", "common"),
        (f"k{id_number_of(1)[6:14]}!", "own_data"),
        (f"me-{id_number_of(1)[-8:-1]}", "own_data"),
        (f"tel{phone_of(1)[-6:]}", "own_data"),
        ("王晓梅的密码-01", "own_data"),
        ("在司法局工作-2x", "own_data"),
        ("wang-and-others", "own_data"),
        ("my number G0001", "own_data"),
    ],
)
def test_it_refuses_what_others_would_try(browser, password, code):
    answer = change(browser, password)
    assert (answer.status_code, answer.json()["code"]) == (400, "weak_password")
    assert code in [error["code"] for error in answer.json()["errors"]]
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/new_password"}
    assert password not in answer.content.decode()
    assert browser.who() is not None


@pytest.mark.parametrize(
    "password", [GOOD, "correct horse battery staple", "春江潮水连海平-7", "kT9#vvqLw2", "密碼很長 但是好記"]
)
def test_it_takes_what_is_hard_to_guess(browser, password):
    assert change(browser, password).status_code == 204


def codes(password, profile):
    return {weakness.code for weakness in weaknesses(password, own=OwnData(), profile=profile)}


@pytest.mark.parametrize(
    ("password", "refused"),
    [("river-stone-lamp", True), ("River-stone-lamp", False), ("riverstone84lamp", True), ("River8stonelamp", False)],
)
def test_gb_level_three_asks_for_three_classes(password, refused):
    assert ("too_uniform" in codes(password, "GB_L3")) is refused
    assert "too_uniform" not in codes(password, "ASVS")


def test_gb_level_three_asks_for_a_new_one_after_ninety_days(cast, settings):
    Person.objects.filter(pk=cast.candidate.pk).update(password_changed_at=timezone.now() - dt.timedelta(days=91))
    browser = Browser()
    browser.sign_in("wang")
    assert browser.who()["must_change_password"] is False
    settings.PASSWORD_PROFILE = "GB_L3"
    assert browser.who()["must_change_password"] is True
    change(browser, "Harbour-lights-84")
    assert browser.who()["must_change_password"] is False


def test_a_stranger_cannot_change_one(cast):
    assert change(Browser(), GOOD).status_code == 401
