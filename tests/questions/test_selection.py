"""What exams may draw: published, by kind, topic and difficulty; keys by a door of their own."""

from collections.abc import Callable

from pytest_django import DjangoAssertNumQueries

from exam_platform.people.models import Person
from questions import selection
from questions.actions import create_question, suspend_question
from questions.drafts import Draft
from questions.models import Question, Topic
from tests.questions.conftest import single, true_false


def test_only_published_questions_that_a_machine_can_mark_are_drawn(
    trainer: Person, published: Callable[[Draft], Question]
) -> None:
    drawn = published(single())
    published(Draft(kind="short_answer", stem="简述", key=["要点"]))
    suspend_question(question=published(true_false("停用的")), by=trainer, reason="停用")
    create_question(author=trainer, draft=true_false("草稿"))
    assert selection.published().count() == 2
    assert list(selection.machine_marked()) == [drawn.published_revision]


def test_counts_by_kind_topic_and_difficulty_take_one_query(
    published: Callable[[Draft], Question], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        published(true_false(f"甲{number}", topic="法律/总则", difficulty="easy"))
    published(true_false("乙", topic="法律", difficulty="hard"))
    published(single("丙"))
    law, general = Topic.objects.get(path="法律").pk, Topic.objects.get(path="法律/总则").pk
    with django_assert_max_num_queries(1):
        rows = selection.counts_by(selection.machine_marked())
    assert set(rows) == {
        ("true_false", general, "easy", 3),
        ("true_false", law, "hard", 1),
        ("single", None, "", 1),
    }
    for topic, difficulty, count in [(law, "", 4), (general, "", 3), (law, "easy", 3), (None, "hard", 1)]:
        found = selection.matching(selection.machine_marked(), kind="true_false", topic=topic, difficulty=difficulty)
        assert found.count() == count


def test_keys_come_for_the_revisions_asked_for(published: Callable[[Draft], Question]) -> None:
    first, second = published(single()), published(true_false("甲", key="F"))
    ids = [question.published_revision_id or 0 for question in (first, second)]
    assert selection.keys_of(ids) == {ids[0]: ["C"], ids[1]: ["F"]}
    assert selection.keys_of([]) == {}
