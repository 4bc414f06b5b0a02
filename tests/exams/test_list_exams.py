import datetime as dt

import pytest

from exam_platform.exams.life_cycle import ExamState, exam_state
from exam_platform.exams.models import Exam
from exam_platform.people.models import Role
from tests.factories.exams import make_exam, make_published_exam, make_ready_exam, shift_windows
from tests.factories.people import make_person, make_staff, make_unit

pytestmark = pytest.mark.django_db
URL = "/api/v1/exams/"


def titles(client, **query):
    return [exam["title"] for exam in client.get(URL, query).json()["results"]]


@pytest.fixture
def exams(district):
    draft = make_exam(district, title="草稿")
    ready = make_ready_exam(district, title="已组卷", year=2025)
    published = make_published_exam(district, title="已发布")
    return draft, ready, published


def test_who_works_on_them_sees_all_of_her_scope_newest_first(as_person, district, exams):
    for role in ("officer", "administrator", "auditor"):
        assert titles(as_person(getattr(district, role))) == ["已发布", "已组卷", "草稿"]
    assert titles(as_person(make_staff(Role.OFFICER))) == ["已发布", "已组卷", "草稿"]


def test_a_unit_administrator_sees_published_ones_with_entries_of_her_subtree(as_person, district, exams):
    assert titles(as_person(district.unit_administrator)) == ["已发布"]
    elsewhere = make_staff(Role.UNIT_ADMINISTRATOR, make_unit("区档案馆", district.root))
    assert titles(as_person(elsewhere)) == []


def test_strangers_and_candidates_see_none(as_person, stranger, district, exams):
    assert titles(stranger) == []
    assert titles(as_person(exams[2].entries.first().person)) == []
    assert titles(as_person(make_person())) == []
    assert titles(as_person(make_staff(Role.TRAINER, district.root))) == []
    assert stranger.get(f"{URL}{exams[2].pk}/").status_code == 404


def test_an_officer_of_a_unit_does_not_see_the_districts(as_person, district, exams):
    officer = make_staff(Role.OFFICER, district.units[0])
    make_exam(district, title="局内考试", unit_id=district.units[0].pk)
    assert titles(as_person(officer)) == ["局内考试"]


def test_it_filters_by_state_year_and_title(officer, exams):
    assert titles(officer, state="assembled") == ["已组卷"]
    assert titles(officer, state="published") == ["已发布"]
    assert titles(officer, year="2025") == ["已组卷"]
    assert titles(officer, search="已") == ["已发布", "已组卷"]
    assert titles(officer, search="%") == []
    for query in ({"state": "open"}, {"year": "x"}, {"ordering": "title"}, {"search": "长" * 101}):
        assert officer.get(URL, query).status_code == 400


def test_the_filter_by_state_is_the_twin_of_the_state(district, exams):
    now = exams[0].created_at
    for facts in range(16):
        names = ["roster_frozen_at", "forms_assembled_at", "published_at", "cancelled_at"]
        times = {name: now for bit, name in enumerate(names) if facts >> bit & 1}
        exam = Exam.objects.create(title="x", year=2026, unit=district.root, created_by=district.officer, **times)
        for state in ExamState:
            assert Exam.objects.in_state(state).filter(pk=exam.pk).exists() is (exam_state(exam) == state)


def test_a_line_tells_counts_in_the_readers_scope(as_person, officer, district, exams):
    published = exams[2]
    published.entries.filter(unit=district.units[1]).update(standing="exempt")
    (line,) = officer.get(URL, {"state": "published"}).json()["results"]
    assert line["counts"] == {"entries": 8, "exempt": 4, "forms": 2}
    (line,) = as_person(district.unit_administrator).get(URL).json()["results"]
    assert line["counts"] == {"entries": 4, "exempt": 0, "forms": 2}


def test_a_published_one_says_how_far_time_has_gone(officer, exams):
    published = exams[2]

    def phase():
        return officer.get(f"{URL}{published.pk}/").json()["phase"]

    assert phase() == "upcoming"
    shift_windows(published, -dt.timedelta(hours=2))
    assert phase() == "open"
    shift_windows(published, -dt.timedelta(days=3))
    assert phase() == "finished"
    assert officer.get(f"{URL}{exams[0].pk}/").json()["phase"] == ""


def test_the_permissions_say_what_the_buttons_may(as_person, officer, district, exams):
    draft, _, published = exams

    def allowed(client, exam):
        return {name for name, may in client.get(f"{URL}{exam.pk}/").json()["permissions"].items() if may}

    assert allowed(officer, draft) == {"edit", "publish", "manage_entries", "see_papers"}
    assert allowed(officer, published) == {"cancel", "publish_results", "manage_entries", "see_papers"}
    assert allowed(as_person(district.auditor), published) == set()
    assert allowed(as_person(district.unit_administrator), published) == set()


def test_the_list_is_paged_and_takes_the_same_queries_for_one_as_for_many(
    officer, district, exams, django_assert_max_num_queries
):
    for number in range(12):
        make_exam(district, title=f"第{number}场")
    with django_assert_max_num_queries(7):
        page = officer.get(URL, {"page_size": 10}).json()
    assert len(page["results"]) == 10
    assert len(officer.get(page["next"]).json()["results"]) == 5


def test_the_detail_takes_few_queries(officer, exams, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        officer.get(f"{URL}{exams[1].pk}/")


def test_signed_out_there_is_nothing(client, exams):
    assert client.get(URL).status_code == 401


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999"])
def test_a_number_that_is_none_is_not_found(officer, number):
    for door in ("", "windows/", "blueprint/", "audience/", "entries/", "forms/"):
        assert officer.get(f"{URL}{number}/{door}").status_code == 404
