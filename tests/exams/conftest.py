import pytest
from rest_framework.test import APIClient

from exam_platform.people.models import Role
from tests.factories.exams import make_district
from tests.factories.people import make_staff, make_unit


@pytest.fixture
def district():
    return make_district()


@pytest.fixture
def as_person():
    """A client that a person is signed in with: `as_person(officer).get("/api/v1/exams/")`."""

    def sign_in(person):
        client = APIClient()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def officer(district, as_person):
    return as_person(district.officer)


@pytest.fixture
def stranger(as_person):
    """An officer of nobody's examinations: her scope is another tree."""
    return as_person(make_staff(Role.OFFICER, make_unit("别的区")))
