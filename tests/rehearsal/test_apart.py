"""A rehearsal is a world of its own: nothing of it is behind any door of ours, and it sees nothing of ours."""

import pytest

from exam_platform.exams.models import Entry, Exam
from exam_platform.grading.actions import grade_attempts
from exam_platform.people.models import Person, Role, Unit, VacatedPath
from exam_platform.rehearsal.world import World, make_world, open_real_exam, open_window, remove_worlds, switch_off
from exam_platform.results.actions.tallies import exams_due
from exam_platform.results.models import Tally
from exam_platform.sittings.actions import start_attempt
from exam_platform.sittings.models import Attempt
from questions import selection
from questions.models import Question
from tests.cast import client_of
from tests.factories.people import make_staff
from tests.permission_world import ROLES, doors
from tests.permission_world import make_world as make_real_world

pytestmark = pytest.mark.django_db

# What stands in every list that shows a person, a unit, an examination or a question of a rehearsal.
CANARY = "演练"
# Security acts are on record whoever did them; the description of the API is nobody's data.
MAY_NAME_IT = ("api/v1/audit-records/", "api/v1/schema/")


def written(world: World) -> list[int]:
    """All of its candidates have sat, and are graded."""
    open_window(world.exam, 600)
    persons = Person.objects.filter(user_name__in=world.logins)
    attempts = [
        start_attempt(person_id=person.pk, exam_id=world.exam, number=1, device="d", take_over=False).attempt.id
        for person in persons
    ]
    Attempt.objects.filter(pk__in=attempts).update(state="submitted", closed_by="candidate")
    return grade_attempts(attempt_ids=attempts)


@pytest.fixture
def rehearsal():
    return make_world(candidates=3, minutes=5, seed=1)


@pytest.mark.once
def test_no_list_search_or_page_shows_any_of_it(rehearsal):
    real = make_real_world()
    assert len(written(rehearsal)) == 3
    everywhere = [door for door in doors() if door.method == "GET" and door.pattern.startswith("api/v1/")]
    told_apart = [door for door in everywhere if door.pattern not in MAY_NAME_IT]
    assert len(told_apart) > 30
    for role in ROLES:
        for door in told_apart:
            assert CANARY not in real.knock(role, door).content.decode(errors="replace"), (role, door)


@pytest.mark.parametrize("role", [Role.DISTRICT_ADMINISTRATOR, Role.OFFICER, Role.AUDITOR])
def test_its_things_are_not_there_for_those_who_run_everything(rehearsal, role):
    """Without a unit the scope is everything; and still this is not."""
    client = client_of(make_staff(role))
    person = Person.objects.get(user_name=rehearsal.logins[0])
    unit = Unit.objects.get(is_rehearsal=True)
    for path in (f"exams/{rehearsal.exam}/", f"exams/{rehearsal.exam}/monitor/", f"exams/{rehearsal.exam}/entries/"):
        assert client.get(f"/api/v1/{path}").status_code == 404, path
    for path in (f"exams/{rehearsal.exam}/statistics/", f"exams/{rehearsal.exam}/results/", f"people/{person.pk}/"):
        assert client.get(f"/api/v1/{path}").status_code == 404, path
    assert client.get(f"/api/v1/units/{unit.pk}/").status_code == 404
    assert client.get("/api/v1/people/", {"search": CANARY}).json()["results"] == []
    assert client.get("/api/v1/exams/", {"search": CANARY}).json()["results"] == []
    evidence = client.post(f"/api/v1/exams/{rehearsal.exam}/evidence/", {}, "application/json")
    assert evidence.status_code == 404


def test_nothing_is_tallied_and_nothing_drawn(rehearsal):
    written(rehearsal)
    assert exams_due() == []
    assert not Tally.objects.exists()
    assert Entry.objects.filter(exam=rehearsal.exam, verdict="failed").count() == 3
    assert not selection.published().exists()
    assert not Question.objects.of_the_bank().exists()
    assert Question.objects.filter(is_rehearsal=True).exists()


def test_its_auditor_sees_nothing_of_ours(rehearsal):
    """Even if somebody gave her everything."""
    real = make_real_world()
    auditor = Person.objects.get(user_name=rehearsal.auditor)
    auditor.role_grants.update(unit=None)
    client = client_of(auditor)
    for path in (f"exams/{real.exam.pk}/", f"people/{real.cast.candidate.pk}/", f"units/{real.cast.justice.pk}/"):
        assert client.get(f"/api/v1/{path}").status_code == 404, path
    exams = client.get("/api/v1/exams/").json()["results"]
    assert [exam["id"] for exam in exams] == [rehearsal.exam]
    assert client.get(f"/api/v1/exams/{rehearsal.exam}/monitor/").json()["roster"] == 3


def test_its_candidates_are_on_no_real_roster(rehearsal):
    assert set(Entry.objects.values_list("exam", flat=True)) == {rehearsal.exam}
    real = make_real_world()
    rehearsed = Entry.objects.filter(person__is_rehearsal=True)
    assert not rehearsed.filter(exam=real.exam.pk).exists()


def test_its_accounts_are_switched_off_at_the_end(rehearsal):
    assert Person.objects.filter(is_rehearsal=True, is_active=True).count() == 4
    switch_off(rehearsal.exam)
    assert not Person.objects.filter(is_rehearsal=True, is_active=True).exists()


def test_it_is_removed_whole_and_leaves_the_real_world_alone(rehearsal):
    real = make_real_world()
    written(rehearsal)
    path = Unit.objects.get(is_rehearsal=True).path
    before = Person.objects.filter(is_rehearsal=False).count(), Exam.objects.filter(is_rehearsal=False).count()
    assert remove_worlds() == 1
    assert not Person.objects.filter(is_rehearsal=True).exists()
    assert not Unit.objects.filter(is_rehearsal=True).exists()
    assert (Person.objects.count(), Exam.objects.count()) == before
    assert Attempt.objects.filter(pk=real.attempt.pk).exists()
    # Audit records name the path: no real unit may stand there later.
    assert VacatedPath.objects.filter(path=path).exists()
    assert remove_worlds() == 0


def test_a_real_examination_that_is_open_is_found(rehearsal):
    open_window(rehearsal.exam, 600)
    assert open_real_exam() is None
    real = make_real_world()
    assert open_real_exam() == real.exam.title


def test_two_thousand_candidates_are_written_in_batches(django_assert_max_num_queries):
    with django_assert_max_num_queries(150):
        made = make_world(candidates=2010, minutes=5, seed=1)
    assert Entry.objects.filter(exam=made.exam).count() == 2010
    assert len(made.papers) == 20
    assert {sum(item.points for item in paper) for paper in made.papers.values()} == {10000}
