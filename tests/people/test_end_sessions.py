"""I23: after a change of rights, the next request of every session is refused, and apps above are told."""

import pytest

from exam_platform.people.models import RoleGrant
from exam_platform.people.signals import access_ended
from tests.cast import PASSWORD, client_of
from tests.people.doors import Browser

pytestmark = pytest.mark.django_db

NEW = "harbour-lights-84"


@pytest.fixture
def told():
    heard = []

    def listen(*, person_id, **_):
        heard.append(person_id)

    access_ended.connect(listen)
    yield heard
    access_ended.disconnect(listen)


@pytest.fixture
def browsers(cast):
    """Two browsers in which the candidate is signed in."""
    pair = [Browser("203.0.113.1"), Browser("203.0.113.2")]
    for browser in pair:
        assert browser.sign_in("wang").status_code == 200
    return pair


def district(cast):
    return client_of(cast.district_administrator)


def disable(cast):
    return district(cast).patch(f"/api/v1/people/{cast.candidate.pk}/", {"is_active": False}, "application/json")


def grant(cast):
    body = {"role": "trainer", "unit": cast.justice.pk}
    return district(cast).post(f"/api/v1/people/{cast.candidate.pk}/roles/", body, "application/json")


def revoke(cast):
    held = RoleGrant.objects.create(person=cast.candidate, role="trainer", unit=cast.justice)
    return district(cast).delete(f"/api/v1/people/{cast.candidate.pk}/roles/{held.pk}/")


def reset(cast):
    path = f"/api/v1/people/{cast.candidate.pk}/activation-codes/"
    code = district(cast).post(path, {}, "application/json").json()["code"]
    body = {"login": "wang", "code": code, "password": NEW}
    return Browser().send("POST", "/api/v1/session/activation/", body)


@pytest.mark.parametrize("change", [disable, grant, revoke, reset])
def test_every_session_ends_with_the_change(cast, browsers, told, change):
    assert change(cast).status_code in (200, 201, 204)
    for browser in browsers:
        assert browser.who() is None
        assert (
            browser.send("POST", "/api/v1/session/password/", {"old_password": "x", "new_password": NEW}).status_code
            == 401
        )
    assert told == [cast.candidate.pk]


def test_a_changed_password_ends_every_other_session(cast, browsers, told):
    mine, other = browsers
    body = {"old_password": PASSWORD, "new_password": NEW}
    assert mine.send("POST", "/api/v1/session/password/", body).status_code == 204
    assert other.who() is None
    assert mine.who()["name"] == "王晓梅"
    assert told == [cast.candidate.pk]


def test_enabling_does_not_bring_old_sessions_back(cast, browsers):
    disable(cast)
    district(cast).patch(f"/api/v1/people/{cast.candidate.pk}/", {"is_active": True}, "application/json")
    assert [browser.who() for browser in browsers] == [None, None]
    assert browsers[0].sign_in("wang").status_code == 200
