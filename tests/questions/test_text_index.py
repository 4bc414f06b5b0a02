"""The index says what LIKE says, whatever wrote the rows, on either database."""

import importlib
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from exam_platform.people.models import Person, Role
from questions import text_index
from questions.actions import add_revision, create_question, create_questions
from questions.bigrams import bigrams
from questions.drafts import Draft
from questions.models import Question
from questions.text_index import IndexText, TextIndex, candidates, containing
from tests.questions.conftest import QUESTIONS, client_of, person_with, single, true_false
from tests.questions.test_bigrams import texts

pytestmark = pytest.mark.django_db
INDEX = TextIndex.of(Question, "search_text")


def found(*parts: str) -> set[int]:
    return set(Question.objects.filter(containing(Question, "search_text", *parts)).values_list("pk", flat=True))


def read_through(*parts: str) -> set[int]:
    rows = Question.objects.all()
    for part in parts:
        rows = rows.filter(search_text__contains=part)
    return set(rows.values_list("pk", flat=True))


def indexed(*tokens: str) -> set[int]:
    return set(INDEX.rows([list(tokens)], 100))


@pytest.fixture
def write(trainer: Person) -> Callable[[list[str]], list[Question]]:
    def write(lines: list[str]) -> list[Question]:
        start = Question.objects.count()
        return Question.objects.bulk_create(
            Question(author=trainer, fingerprint=str(start + number), search_text=line)
            for number, line in enumerate(lines)
        )

    return write


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(texts, max_size=8), parts=st.lists(texts.map(lambda text: text[:4]), max_size=2), data=st.data())
def test_it_finds_what_reading_every_row_finds(
    write: Callable[[list[str]], list[Question]], lines: list[str], parts: list[str], data: st.DataObject
) -> None:
    Question.objects.all().delete()
    write(lines)
    if lines:
        line = data.draw(st.sampled_from(lines))
        start = data.draw(st.integers(0, len(line)))
        parts = [*parts[:1], line[start : start + data.draw(st.integers(1, 5))]]
    assert found(*parts) == read_through(*parts)


@pytest.mark.postgresql
@settings(max_examples=60)
@given(text=texts | st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"])))
def test_the_rule_of_postgresql_is_that_of_python(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(bigrams(%s))", [text])
        assert set(cursor.fetchone()[0]) == bigrams(text)


def test_few_rows_are_named_and_many_are_not(
    write: Callable[[list[str]], list[Question]],
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(text_index, "FEW", 3)
    rare, *frequent = write(["民法典合同编", *["行政处罚法"] * 4])
    with django_assert_num_queries(1):
        named = candidates(Question, "search_text", ["合同"])
    assert named.children == [("pk__in", [rare.pk])]
    assert not candidates(Question, "search_text", ["处罚"]).children
    assert not candidates(Question, "search_text", ["%"]).children
    assert found("处罚") == {question.pk for question in frequent}


def test_one_character_is_found_at_any_place(write: Callable[[list[str]], list[Question]]) -> None:
    first, last, alone, _ = write(["王伟", "老王", "王", "汪"])
    assert found("王") == {first.pk, last.pk, alone.pk}
    assert indexed("王") == {first.pk, last.pk, alone.pk}


def test_both_parts_must_be_there_and_not_their_pairs_alone(write: Callable[[list[str]], list[Question]]) -> None:
    whole, scattered = write(["行政处罚法", "处罚与行政，政处"])
    assert indexed("行政", "政处", "处罚") == {whole.pk, scattered.pk}
    assert found("行政处罚") == {whole.pk}
    assert found("行政", "处罚") == {whole.pk, scattered.pk}
    assert found("行政", "合同") == set()


def test_creation_import_and_revision_keep_it_in_step(trainer: Person) -> None:
    question = create_question(author=trainer, draft=true_false("合同可以解除"))
    imported = create_questions(author=trainer, drafts=[single(f"第{number}条处罚") for number in range(3)])
    assert indexed("合同") == {question.pk}
    assert indexed("处罚") == {one.pk for one in imported}
    add_revision(question=question, author=trainer, draft=true_false("处罚可以减轻"))
    assert indexed("合同") == set()
    assert indexed("处罚") == {question.pk, *(one.pk for one in imported)}


def test_deletion_removes(write: Callable[[list[str]], list[Question]]) -> None:
    gone, left = write(["合同", "合同"])
    Question.objects.filter(pk=gone.pk).delete()
    assert indexed("合同") == {left.pk}


def test_who_may_not_see_explanations_is_not_led_by_them(
    trainer: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """A word of an explanation costs the very queries that a word of nothing costs."""
    create_question(author=trainer, draft=true_false("合同可以解除", explanation="金丝雀"))
    auditor = client_of(person_with(Role.AUDITOR, "审计员"))
    assert len(auditor.get(QUESTIONS, {"search": "合同 解除"}).json()["results"]) == 1
    for search in ("金丝雀", "没有这个词"):
        with django_assert_num_queries(1):
            assert auditor.get(QUESTIONS, {"search": search}).json()["results"] == []


def test_no_key_is_in_it(trainer: Person) -> None:
    create_question(author=trainer, draft=Draft(kind="fill_in", stem="填____", key=["金丝雀"]))
    assert indexed("金丝") == indexed("丝雀") == indexed("雀") == set()


MIGRATIONS = ["questions.migrations.0003_bigrams", "exam_platform.people.migrations.0002_name_bigrams"]


@pytest.mark.parametrize("module", MIGRATIONS)
def test_a_migration_indexes_what_is_there_and_can_be_taken_back(
    module: str, write: Callable[[list[str]], list[Question]]
) -> None:
    (question,) = write(["民法典"])
    person = Person.objects.create(name="欧阳一", password="!")
    operations: list[Any] = importlib.import_module(module).Migration.operations
    connection.check_constraints()  # PostgreSQL alters no table of which it still has to check rows.
    # Not entered: it would want to be outside of the test's transaction, for acts that none of these is.
    editor = connection.schema_editor(atomic=False)
    for way in ("backwards", "forwards", "forwards"):
        for operation in operations:
            if isinstance(operation, IndexText):
                getattr(operation, f"database_{way}")("", editor, None, None)
    other = Person.objects.create(name="欧阳二", password="!")
    assert indexed("民法") == {question.pk}
    assert set(TextIndex.of(Person, "name").rows([["欧阳"]], 10)) == {person.pk, other.pk}
