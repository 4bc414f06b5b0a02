"""Who may give and take which role: the table of docs/sign-in.md."""

import pytest

from exam_platform.audit.models import AuditRecord
from exam_platform.people.models import Role, RoleGrant
from tests.cast import client_of

pytestmark = pytest.mark.django_db


def grant(cast, actor, person, role, unit):
    body = {"role": role, "unit": getattr(cast, unit).pk if unit else None}
    path = f"/api/v1/people/{getattr(cast, person).pk}/roles/"
    return client_of(getattr(cast, actor)).post(path, body, "application/json")


def revoke(cast, actor, grant):
    return client_of(getattr(cast, actor)).delete(f"/api/v1/people/{grant.person_id}/roles/{grant.pk}/")


@pytest.mark.parametrize(
    ("actor", "person", "role", "unit", "status"),
    [
        *(("district_administrator", "candidate", role, "justice", 201) for role in Role.values),
        ("district_administrator", "candidate", "auditor", None, 201),
        ("district_administrator", "district_administrator", "trainer", "justice", 403),
        ("unit_administrator", "candidate", "unit_administrator", "justice", 201),
        ("unit_administrator", "candidate", "candidate", "justice", 201),
        *(
            ("unit_administrator", "candidate", role, "justice", 403)
            for role in ("trainer", "reviewer", "officer", "auditor", "district_administrator")
        ),
        ("unit_administrator", "candidate", "unit_administrator", None, 403),
        ("unit_administrator", "candidate", "unit_administrator", "finance", 404),
        ("unit_administrator", "candidate", "unit_administrator", "district", 404),
        ("unit_administrator", "other_candidate", "unit_administrator", "justice", 404),
        ("unit_administrator", "unit_administrator", "candidate", "justice", 403),
        ("town_administrator", "villager", "unit_administrator", "east_village", 201),
        ("officer", "candidate", "candidate", "justice", 403),
        ("auditor", "candidate", "candidate", "justice", 403),
        ("trainer", "candidate", "candidate", "justice", 404),
        ("candidate", "candidate", "district_administrator", None, 404),
    ],
)
def test_who_may_give_what(cast, actor, person, role, unit, status):
    before = RoleGrant.objects.count()
    answer = grant(cast, actor, person, role, unit)
    assert answer.status_code == status, answer.content
    assert RoleGrant.objects.count() == before + (status == 201)


def test_a_district_administrator_of_a_town_stays_within_it(cast):
    RoleGrant.objects.create(person=cast.town_administrator, role="district_administrator", unit=cast.town)
    assert grant(cast, "town_administrator", "villager", "officer", "east_village").status_code == 201
    assert grant(cast, "town_administrator", "villager", "officer", "district").status_code == 404
    assert grant(cast, "town_administrator", "villager", "officer", None).status_code == 403
    assert grant(cast, "town_administrator", "candidate", "officer", "east_village").status_code == 404


def test_it_is_on_record_with_role_and_unit(cast):
    answer = grant(cast, "district_administrator", "candidate", "trainer", "justice").json()
    assert answer["unit"] == {"id": cast.justice.pk, "name": "司法局"}
    held = RoleGrant.objects.get(pk=answer["id"])
    assert held.granted_by == cast.district_administrator
    assert revoke(cast, "district_administrator", held).status_code == 204
    rows = AuditRecord.objects.filter(subject=f"person:{cast.candidate.pk}").order_by("id")
    detail = {"role": "trainer", "unit": cast.justice.pk}
    assert list(rows.values_list("kind", "detail", "unit_path", "actor")) == [
        (kind, detail, cast.justice.path, cast.district_administrator.pk) for kind in ("role.granted", "role.revoked")
    ]


@pytest.mark.parametrize("unit", ["justice", None])
def test_it_is_given_once(cast, unit):
    assert grant(cast, "district_administrator", "candidate", "trainer", unit).status_code == 201
    again = grant(cast, "district_administrator", "candidate", "trainer", unit)
    assert (again.status_code, again.json()["code"]) == (409, "role_held_already")


@pytest.mark.parametrize(
    ("actor", "person", "status"),
    [
        ("district_administrator", "officer", 204),
        ("district_administrator", "district_administrator", 403),
        ("unit_administrator", "officer", 404),
        ("unit_administrator", "district_administrator", 404),
        ("unit_administrator", "unit_administrator", 403),
        ("unit_administrator", "sister_administrator", 404),
        ("auditor", "officer", 403),
    ],
)
def test_who_may_take_one(cast, actor, person, status):
    """404 for one that she cannot see: the officer's and the district administrator's are over more than her unit."""
    held = RoleGrant.objects.get(person=getattr(cast, person))
    assert revoke(cast, actor, held).status_code == status
    assert RoleGrant.objects.filter(pk=held.pk).exists() is (status != 204)


def test_a_grant_is_found_with_its_own_person_only(cast):
    """S22: ids of two objects that do not belong together."""
    held = RoleGrant.objects.get(person=cast.officer)
    path = f"/api/v1/people/{cast.candidate.pk}/roles/{held.pk}/"
    assert client_of(cast.district_administrator).delete(path).status_code == 404


@pytest.mark.parametrize(
    "body", [{"role": "king", "unit": None}, {"role": "trainer"}, {"role": "trainer", "unit": "1"}, {"unit": 1}, {}]
)
def test_it_refuses_what_is_no_role(cast, body):
    path = f"/api/v1/people/{cast.candidate.pk}/roles/"
    assert client_of(cast.district_administrator).post(path, body, "application/json").status_code == 400


def test_ids_beyond_the_databases_range_are_not_found(cast):
    client = client_of(cast.district_administrator)
    assert client.delete(f"/api/v1/people/{10**30}/roles/1/").status_code == 404
    assert client.delete(f"/api/v1/people/{cast.candidate.pk}/roles/{10**30}/").status_code == 404
    path = f"/api/v1/people/{cast.candidate.pk}/roles/"
    assert client.post(path, {"role": "trainer", "unit": 10**15}, "application/json").status_code == 404
