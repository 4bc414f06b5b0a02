import pytest

from tests.sittings.room import make_room


@pytest.fixture
def room(db):
    return make_room()


@pytest.fixture
def candidate(room):
    return room.candidate()


@pytest.fixture
def writing(candidate):
    """A candidate with a started attempt."""
    assert candidate.start().status_code == 201
    return candidate
