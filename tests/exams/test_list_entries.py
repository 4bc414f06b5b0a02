import datetime as dt
import itertools

import pytest
from django.db import connection

from exam_platform.exams import actions
from exam_platform.exams.access import readable_exam, visible_entries, visible_entries_of
from exam_platform.exams.views.entries import described_entries
from exam_platform.people.models import Person, Role
from tests.factories.exams import make_published_exam, make_ready_exam, shift_windows
from tests.factories.people import make_staff, make_unit
from tests.factories.sittings import make_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def exam(district):
    """Eight persons, alternating between the two units; the first is a leading cadre."""
    return make_published_exam(district, persons=8)


def url(exam):
    return f"/api/v1/exams/{exam.pk}/entries/"


def names(client, exam, **query):
    return [entry["person"]["name"] for entry in client.get(url(exam), query).json()["results"]]


def test_a_line_shows_who_where_and_the_tail_of_the_id_number(officer, exam, district):
    entry = exam.entries.order_by("unit_path", "pk").first()
    Person.objects.filter(pk=entry.person_id).update(id_number_tail="123X")
    line = officer.get(url(exam)).json()["results"][0]
    assert line["person"] == {"id": entry.person_id, "name": entry.person_name, "id_tail": "123X"}
    assert line["unit"] == {"id": district.units[0].pk, "name": "区司法局"}
    assert (line["category"], line["is_leading"], line["status"]) == ("civil_servant", True, "not_started")
    assert (line["exemption"], line["score"], line["verdict"], line["attempts"]) == (None, None, "", 0)


def statuses(client, exam):
    return [entry["status"] for entry in client.get(url(exam)).json()["results"]]


def test_the_status_follows_from_standing_attempts_and_the_clock(officer, exam, district):
    """I18: each line has exactly one."""
    entries = list(exam.entries.order_by("unit_path", "pk"))
    for entry, kind in zip(entries, ["exempt", "reduced", "leave"], strict=False):
        actions.excuse_entry(entry=entry, kind=kind_of(entry, kind), reason="r", document="d", actor=district.officer)
    for entry, state in zip(entries[3:], ["open", "submitted", "graded", "voided"], strict=False):
        make_attempt(entry, state=state)
    before = ["exempt", "reduced", "leave", "open", "submitted", "graded", "voided", "not_started"]
    assert statuses(officer, exam) == before
    shift_windows(exam, -dt.timedelta(days=3))
    assert statuses(officer, exam) == [*before[:-1], "absent"]
    for status in [*before[:-1], "absent"]:
        assert len(names(officer, exam, status=status)) == 1
    assert names(officer, exam, status="not_started") == []


def kind_of(entry, kind):
    return type(entry).Standing(kind)


def test_of_several_attempts_the_one_going_on_tells_and_a_mock_tells_nothing(officer, exam):
    first, second, third = exam.entries.order_by("unit_path", "pk")[:3]
    for state in ("graded", "voided", "open"):
        make_attempt(first, state=state)
    mock = exam.windows.create(
        kind="mock", opens_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), closes_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    )
    make_attempt(second, state="open", window=mock)
    make_attempt(third, state="open", window=mock)
    make_attempt(third, state="graded", window=exam.windows.get(kind="main"))
    lines = officer.get(url(exam)).json()["results"]
    assert [(line["status"], line["attempts"]) for line in lines[:3]] == [
        ("open", 3),
        ("not_started", 0),
        ("graded", 1),
    ]


def test_a_line_names_its_newest_attempt(officer, exam):
    """What an officer collects or voids."""
    entry = exam.entries.order_by("unit_path", "pk").first()
    first, second = (make_attempt(entry, state=state) for state in ("voided", "open"))
    lines = officer.get(url(exam)).json()["results"]
    shown = lines[0]["attempt"]
    assert (shown["id"], shown["number"], shown["state"], shown["kind"]) == (second.pk, 2, "open", "main")
    assert (shown["deadline"][:19], shown["submitted_at"]) == (second.deadline.isoformat()[:19], None)
    assert first.number == 1
    assert lines[1]["attempt"] is None


def test_it_filters_by_unit_category_and_name(officer, exam, district):
    assert len(names(officer, exam, unit=str(district.root.pk))) == 8
    assert len(names(officer, exam, unit=str(district.units[1].pk))) == 4
    assert len(names(officer, exam, category="civil_servant")) == 8
    assert names(officer, exam, category="mediator") == []
    assert names(officer, exam, search="考生3") == ["考生3"]
    assert names(officer, exam, search="_") == []
    for query in ({"status": "late"}, {"unit": "x"}, {"search": "长" * 61}, {"category": "all"}, {"person__name": "x"}):
        assert officer.get(url(exam), query).status_code == 400
    for unit in ("999999", "99999999999999999999"):
        assert officer.get(url(exam), {"unit": unit}).status_code == 404


def test_a_unit_administrator_sees_her_subtree_alone(as_person, exam, district):
    """I17."""
    client = as_person(district.unit_administrator)
    lines = client.get(url(exam)).json()["results"]
    assert {line["unit"]["id"] for line in lines} == {district.units[0].pk}
    assert len(lines) == 4
    assert client.get(url(exam), {"unit": district.units[1].pk}).status_code == 404


def test_before_publication_a_unit_sees_nothing(as_person, stranger, district):
    exam = make_ready_exam(district)
    assert as_person(district.unit_administrator).get(url(exam)).status_code == 404
    assert stranger.get(url(exam)).status_code == 404
    assert not visible_entries(district.unit_administrator).exists()
    assert len(as_person(district.auditor).get(url(exam)).json()["results"]) == 4


@pytest.mark.parametrize(
    ("to_district_only", "verdict", "shown"),
    [
        (True, "excellent", (None, "passed")),
        (True, "failed", (None, "failed")),
        (False, "excellent", (9500, "excellent")),
    ],
)
def test_leading_cadres_scores_may_be_the_districts_alone(as_person, district, to_district_only, verdict, shown):
    exam = make_published_exam(district, leading_scores_to_district_only=to_district_only)
    exam.entries.update(score=9500, verdict=verdict)
    lines = as_person(district.unit_administrator).get(url(exam)).json()["results"]
    assert {(line["is_leading"], line["score"], line["verdict"]) for line in lines} == {
        (True, *shown),
        (False, 9500, verdict),
    }
    for role in (district.officer, district.administrator, district.auditor):
        lines = as_person(role).get(url(exam)).json()["results"]
        assert {(line["score"], line["verdict"]) for line in lines} == {(9500, verdict)}


def test_what_is_seen_of_one_examination_is_what_is_seen_of_all(exam, district):
    draft = make_ready_exam(district)
    rehearsed = make_published_exam(district)
    type(exam).objects.filter(pk=rehearsed.pk).update(is_rehearsal=True)
    readers = (district.officer, district.administrator, district.auditor)
    strangers = (exam.entries.earliest("pk").person, make_staff(Role.OFFICER, make_unit("别的区")))
    for person in (*readers, district.unit_administrator, *strangers):
        for one in type(exam).objects.select_related("unit"):
            of_all = set(visible_entries(person).filter(exam=one))
            assert set(visible_entries_of(person, one)) == of_all
            seen = (one == exam and person not in strangers) or (one == draft and person in readers)
            assert bool(of_all) == seen


@pytest.mark.sqlite
def test_no_page_sorts_the_roster(exam, district):
    """Which SQLite did once it knew that there is one examination: what it joins first it took for many."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found = readable_exam(district.officer, exam.pk)
    for person in (district.officer, district.unit_administrator):
        page = described_entries(visible_entries_of(person, found), found).order_by("unit_path", "id")[:51]
        assert "exams_entry_exam_id_8b1343_idx" in page.explain()
        assert "ORDER BY" not in page.explain()


def test_a_search_finds_part_of_a_name(officer, exam):
    first, second = exam.entries.order_by("pk")[:2]
    exam.entries.filter(pk=first.pk).update(person_name="王伟")
    exam.entries.filter(pk=second.pk).update(person_name="老王")
    assert names(officer, exam, search="王伟") == ["王伟"]
    assert sorted(names(officer, exam, search="王")) == ["王伟", "老王"]
    assert names(officer, exam, search="伟王") == []
    exam.entries.filter(pk=first.pk).delete()
    assert names(officer, exam, search="王") == ["老王"]


def test_pages_go_by_unit_and_miss_nobody(officer, exam, django_assert_max_num_queries):
    seen, address = [], f"{url(exam)}?page_size=3"
    while address:
        with django_assert_max_num_queries(9):
            page = officer.get(address).json()
        seen += [(line["unit"]["id"], line["id"]) for line in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 8
    assert [unit for unit, _ in itertools.groupby(seen, lambda line: line[0])] == sorted({unit for unit, _ in seen})


def test_a_whole_page_takes_no_more_queries_than_a_line(officer, district, django_assert_max_num_queries):
    exam = make_published_exam(district, persons=120)
    for entry in exam.entries.all()[:20]:
        make_attempt(entry, state="voided")
        make_attempt(entry, state="open")
    for entry in exam.entries.all()[20:100]:
        actions.excuse_entry(entry=entry, kind=entry.Standing.LEAVE, reason="r", document="", actor=district.officer)
    with django_assert_max_num_queries(9):
        assert len(officer.get(url(exam), {"page_size": 120}).json()["results"]) == 120
