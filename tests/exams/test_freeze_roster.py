import pytest

from exam_platform.exams import actions
from exam_platform.exams.errors import ExamPublished, NoAudience
from exam_platform.exams.models import Entry
from exam_platform.people.models import Category
from tests.factories.exams import make_district, make_exam, make_published_exam
from tests.factories.people import make_crowd, make_person, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return make_district()


def audience(exam, district, *rules):
    rules = rules or [(district.root, Category.CIVIL_SERVANT, True)]
    actions.set_audience(
        exam=exam,
        rules=[{"unit": unit.pk, "category": category, "include_subtree": deep} for unit, category, deep in rules],
        actor=district.officer,
    )


def test_an_entry_copies_unit_category_and_rank_as_of_now(district):
    person = make_person("张三")
    make_post(person, district.units[0], office="法治科", title="科长", rank="乡科级正职", is_leading=True)
    exam = make_exam(district)
    audience(exam, district)
    assert actions.freeze_roster(exam=exam, actor=district.officer) == 1
    entry = exam.entries.get()
    assert (entry.person, entry.unit, entry.unit_path) == (person, district.units[0], district.units[0].path)
    assert (entry.unit_name, entry.person_name, entry.office) == ("区司法局", "张三", "法治科")
    assert (entry.title, entry.rank, entry.is_leading) == ("科长", "乡科级正职", True)
    assert (entry.category, entry.standing, entry.verdict, entry.score) == ("civil_servant", "due", "", None)
    exam.refresh_from_db()
    assert exam.roster_frozen_at is not None


def test_a_person_with_several_posts_has_one_entry_through_the_main_one(district):
    """N76."""
    person = make_person()
    make_post(person, district.units[0], Category.CIVIL_SERVANT, Category.LAW_ENFORCEMENT_OFFICER, is_main=False)
    main = make_post(person, district.units[1], Category.LAW_ENFORCEMENT_OFFICER)
    exam = make_exam(district)
    both = [
        (district.root, Category.CIVIL_SERVANT, True),
        (district.root, Category.LAW_ENFORCEMENT_OFFICER, True),
    ]
    audience(exam, district, *both)
    assert actions.freeze_roster(exam=exam, actor=district.officer) == 1
    entry = exam.entries.get()
    assert (entry.post, entry.category) == (main, "law_enforcement_officer")


def test_a_person_comes_through_the_post_that_the_audience_admits(district):
    person = make_person()
    make_post(person, district.units[1], Category.MEDIATOR)
    other = make_post(person, district.units[0], Category.CIVIL_SERVANT, is_main=False)
    exam = make_exam(district)
    audience(exam, district)
    actions.freeze_roster(exam=exam, actor=district.officer)
    assert exam.entries.get().post == other


def test_a_rule_without_the_subtree_admits_the_unit_alone(district):
    at_the_top = make_person()
    make_post(at_the_top, district.root)
    make_post(make_person(), district.units[0])
    exam = make_exam(district)
    audience(exam, district, (district.root, Category.CIVIL_SERVANT, False))
    actions.freeze_roster(exam=exam, actor=district.officer)
    assert [entry.person for entry in exam.entries.all()] == [at_the_top]


def test_it_leaves_out_who_is_disabled_or_has_left_the_post(district):
    make_post(make_person(is_active=False), district.units[0])
    make_post(make_person(), district.units[0], valid_to="2026-01-01")
    make_post(make_person(is_rehearsal=True), district.units[0])
    exam = make_exam(district)
    audience(exam, district)
    assert actions.freeze_roster(exam=exam, actor=district.officer) == 0


def test_again_before_publication_it_is_anew_but_keeps_exemptions(district):
    stays, moves, leaves = make_person("甲"), make_person("乙"), make_person("丙")
    for person in (stays, moves, leaves):
        make_post(person, district.units[0])
    exam = make_exam(district)
    audience(exam, district)
    actions.freeze_roster(exam=exam, actor=district.officer)
    excused = exam.entries.get(person=moves)
    for entry in (excused, exam.entries.get(person=leaves)):
        actions.excuse_entry(
            entry=entry, kind=Entry.Standing.EXEMPT, reason="本年退休", document="退休通知", actor=district.officer
        )
    moves.posts.update(unit=district.units[1], office="预算科")
    leaves.posts.update(valid_to="2026-01-01")
    make_post(make_person("丁"), district.units[1])
    assert actions.freeze_roster(exam=exam, actor=district.officer) == 3
    entry = exam.entries.get(person=moves)
    assert (entry.pk, entry.standing) == (excused.pk, "exempt")
    assert (entry.unit, entry.unit_name, entry.office) == (district.units[1], "区财政局", "预算科")
    assert not exam.entries.filter(person=leaves).exists()
    assert set(exam.entries.values_list("person_name", flat=True)) == {"甲", "乙", "丁"}


def test_a_changed_audience_asks_for_a_new_roster(district):
    exam = make_exam(district)
    audience(exam, district)
    actions.freeze_roster(exam=exam, actor=district.officer)
    audience(exam, district, (district.units[0], Category.CIVIL_SERVANT, True))
    exam.refresh_from_db()
    assert exam.roster_frozen_at is None


def test_it_wants_an_audience(district):
    with pytest.raises(NoAudience):
        actions.freeze_roster(exam=make_exam(district), actor=district.officer)


def test_it_is_refused_after_publication(district):
    exam = make_published_exam(district)
    with pytest.raises(ExamPublished):
        actions.freeze_roster(exam=exam, actor=district.officer)


def test_two_thousand_persons_take_as_few_statements_as_two(district, django_assert_max_num_queries):
    make_crowd(district.units, 2010)
    exam = make_exam(district)
    audience(exam, district)
    for _ in range(2):
        with django_assert_max_num_queries(13):
            assert actions.freeze_roster(exam=exam, actor=district.officer) == 2010
