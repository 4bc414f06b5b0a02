import pytest

from exam_platform.audit.models import AuditRecord
from exam_platform.people.models import Person
from tests.cast import client_of
from tests.people.doors import Browser

pytestmark = pytest.mark.django_db


def set_active(cast, actor, person, value):
    path = f"/api/v1/people/{getattr(cast, person).pk}/"
    return client_of(getattr(cast, actor)).patch(path, {"is_active": value}, "application/json")


@pytest.mark.parametrize(
    ("actor", "person", "status"),
    [
        ("district_administrator", "officer", 200),
        ("district_administrator", "district_administrator", 403),
        ("unit_administrator", "candidate", 200),
        ("unit_administrator", "officer", 403),
        ("unit_administrator", "unit_administrator", 403),
        ("unit_administrator", "other_candidate", 404),
        ("town_administrator", "villager", 200),
        ("officer", "candidate", 403),
        ("auditor", "candidate", 403),
        ("trainer", "candidate", 403),
        ("candidate", "candidate", 403),
    ],
)
def test_who_may_disable_whom(cast, actor, person, status):
    assert set_active(cast, actor, person, False).status_code == status
    assert Person.objects.get(pk=getattr(cast, person).pk).is_active is (status != 200)


def test_it_ends_signing_in_until_enabled_again(cast):
    set_active(cast, "unit_administrator", "candidate", False)
    assert Browser().sign_in("wang").json()["code"] == "wrong_credentials"
    assert set_active(cast, "unit_administrator", "candidate", True).json()["is_active"] is True
    assert Browser().sign_in("wang").status_code == 200


def test_it_is_on_record_once(cast):
    for _ in range(2):
        set_active(cast, "unit_administrator", "candidate", False)
    for _ in range(2):
        set_active(cast, "unit_administrator", "candidate", True)
    rows = AuditRecord.objects.filter(subject=f"person:{cast.candidate.pk}").order_by("id")
    assert list(rows.values_list("kind", "unit_path")) == [
        ("person.disabled", cast.justice.path),
        ("person.enabled", cast.justice.path),
    ]


@pytest.mark.parametrize("body", [{}, {"is_active": "false"}, {"is_active": None}, {"is_active": True, "name": "x"}])
def test_it_refuses_a_body_of_another_shape(cast, body):
    path = f"/api/v1/people/{cast.candidate.pk}/"
    assert client_of(cast.district_administrator).patch(path, body, "application/json").status_code == 400
