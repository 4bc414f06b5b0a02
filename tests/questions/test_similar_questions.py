"""A stem that is nearly stored already: said at import, decided there, and said to who writes (N55, B63)."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from exam_platform.people.models import Person
from questions.actions import create_question
from questions.models import Question
from questions.tasks import parse_question_import
from tests.questions.conftest import IMPORTS, true_false
from tests.questions.imports.test_reading import xlsx
from tests.questions.test_question_import import confirm, rows_of, upload

STEM = "行政机关实施行政处罚时，应当责令当事人改正或者限期改正违法行为。"
NEAR = "行政机关在实施行政处罚时,应当责令当事人改正或者限期改正违法行为"
HEAD = ["题型", "题目", "正确答案", "答案解析"]


@pytest.fixture
def stored(trainer: Person) -> Question:
    return create_question(author=trainer, draft=true_false(STEM, explanation="第二十八条", difficulty="hard"))


def imported(client: APIClient, *rows: list[Any]) -> dict[str, Any]:
    return upload(client, "a.xlsx", xlsx(HEAD, *rows))


def said(row: dict[str, Any]) -> list[str]:
    told = [note["message"] for note in row["notes"] if note["code"] == "similar_stem"]
    return [message.partition("(")[0].removeprefix("题干与") for message in told]


def decide(client: APIClient, job: dict[str, Any], row: int, decision: str, status: int = 200) -> dict[str, Any]:
    answer = client.put(f"{IMPORTS}{job['id']}/comparisons/", {"row": row, "decision": decision}, format="json")
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_n55_a_row_that_is_nearly_a_stored_question_or_an_earlier_row_names_it(
    as_trainer: APIClient, stored: Question
) -> None:
    other = "公民、法人或者其他组织对行政机关所给予的行政处罚，享有陈述权、申辩权"
    job = imported(as_trainer, ["判断", NEAR, "错"], ["判断", other, "对"], ["判断", other[:-2] + "辩解权", "对"])
    near, alone, again = rows_of(as_trainer, job)
    assert (near["verdict"], alone["verdict"], again["verdict"]) == ("accept",) * 3
    assert [said(row) for row in (near, alone, again)] == [[f"试题 {stored.pk} 相似"], [], ["第 3 行相似"]]
    side = as_trainer.get(f"{IMPORTS}{job['id']}/comparisons/?row=2").json()
    assert (side["question"], side["other_row"], side["decision"]) == (stored.pk, None, "keep")
    assert (side["own"]["stem"], side["other"]["stem"], side["own"]["key"]) == (NEAR, STEM, ["F"])
    between = as_trainer.get(f"{IMPORTS}{job['id']}/comparisons/?row=4").json()
    assert (between["question"], between["other_row"], between["other"]["stem"]) == (None, 3, other)
    assert as_trainer.get(f"{IMPORTS}{job['id']}/comparisons/?row=3").json()["code"] == "row_not_comparable"


@pytest.mark.parametrize(
    ("decision", "questions", "stem", "counts"),
    [("keep", 2, STEM, (1, 0)), ("skip", 1, STEM, (0, 1)), ("overwrite", 1, NEAR, (1, 0))],
)
def test_b63_it_is_kept_skipped_or_put_in_its_place(
    as_trainer: APIClient, stored: Question, decision: str, questions: int, stem: str, counts: tuple[int, int]
) -> None:
    job = imported(as_trainer, ["判断", NEAR, "错"])
    for tried in ("skip", "overwrite", decision):
        found = decide(as_trainer, job, 2, tried)["counts"]
    assert (found["accept"], found["skip"], found["warning"]) == (*counts, counts[0])
    (row,) = rows_of(as_trainer, job)
    if decision == "overwrite":
        assert row["change"]["columns"] == {"题目": [STEM, NEAR], "正确答案": ["T", "F"]}
    confirm(as_trainer, job)
    assert Question.objects.count() == questions
    stored.refresh_from_db()
    assert stored.current
    assert (stored.current.stem, stored.current.explanation, stored.current.difficulty) == (stem, "第二十八条", "hard")


def test_b63_a_decision_outlives_the_mending_of_another_row(as_trainer: APIClient, stored: Question) -> None:
    job = imported(as_trainer, ["判断", NEAR, "错"], ["判断", "另一道题", "大概"])
    decide(as_trainer, job, 2, "skip")
    body = {"row": 3, "cells": {"正确答案": "对"}}
    assert as_trainer.put(f"{IMPORTS}{job['id']}/cells/", body, format="json").status_code == 202
    parse_question_import(job_id=job["id"])
    assert [row["verdict"] for row in rows_of(as_trainer, job)] == ["skip", "accept"]


def test_b63_no_two_rows_overwrite_one_question(as_trainer: APIClient, stored: Question) -> None:
    job = imported(as_trainer, ["判断", NEAR, "错"], ["判断", NEAR + "吗", "对"], ["判断", "毫不相干", "对"])
    decide(as_trainer, job, 2, "overwrite")
    assert decide(as_trainer, job, 3, "overwrite", 409)["code"] == "question_overwritten"
    assert decide(as_trainer, job, 4, "skip", 404)["code"] == "row_not_comparable"
    assert decide(as_trainer, job, 2, "both", 400)
    confirm(as_trainer, job)
    assert decide(as_trainer, job, 3, "skip", 409)["code"] == "import_not_ready"


def test_who_writes_is_told_of_similar_questions_in_few_queries(
    as_trainer: APIClient, stored: Question, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def similar(**body: Any) -> list[dict[str, Any]]:
        answer = as_trainer.post("/api/v1/similar-questions/", body, format="json")
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()
        return found

    with django_assert_max_num_queries(6):
        (found,) = similar(stem=NEAR)
    assert (found["question"], found["stem"], found["state"]) == (stored.pk, STEM, "draft")
    assert 0.9 <= found["likeness"] < 1
    assert similar(stem=NEAR, question=stored.pk) == []
    assert similar(stem="别的题目,没有相似之处") == similar(stem="?") == []
    Question.objects.update(retired_at="2026-01-01T00:00:00Z")
    assert similar(stem=STEM) == []
