import pytest
from rest_framework.test import APIClient

from exam_platform.audit.models import AuditRecord
from questions.models import Citation, Question, Revision, Topic
from tests.questions.conftest import QUESTIONS, body, single


def test_it_stores_a_draft_with_its_key_apart(as_trainer: APIClient) -> None:
    draft = single(topic="优化营商环境/总则", citation="《优化营商环境条例》第七十二条", difficulty="easy", points=250)
    answer = as_trainer.post(QUESTIONS, body(draft), format="json")
    assert answer.status_code == 201, answer.content
    found = answer.json()
    assert (found["state"], found["published_number"], found["author"]["name"]) == ("draft", None, "教师甲")
    assert found["permissions"] == {"edit": True, "submit": True, "review": False}
    revision = found["revision"]
    assert (revision["key"], revision["points"], revision["topic"]["name"]) == (["C"], 250, "优化营商环境/总则")
    assert revision["citations"][0] | {"text": ""} == {
        "text": "", "law": "优化营商环境条例", "article": 72, "branch": None, "paragraph": None, "item": None,
    }  # fmt: skip
    assert [topic.path for topic in Topic.objects.all()] == ["优化营商环境", "优化营商环境/总则"]
    assert "key" not in {field.name for field in Revision._meta.get_fields() if field.concrete}


def test_what_it_answers_can_be_sent_back_as_it_is(as_trainer: APIClient) -> None:
    draft = single(topic="优化营商环境/总则", citation="《条例》第十条、第十二条;第十四条第三款")
    found = as_trainer.post(QUESTIONS, body(draft), format="json").json()
    assert Citation.objects.count() == 3
    revision = found["revision"]
    again = {
        **body(draft),
        "topic": revision["topic"]["name"],
        "citation": revision["citation"],
    }
    answer = as_trainer.post(f"{QUESTIONS}{found['id']}/revisions/", again, format="json")
    assert answer.json()["code"] == "unchanged_question"


def test_letters_of_a_key_are_put_in_order(as_trainer: APIClient) -> None:
    answer = as_trainer.post(QUESTIONS, body(single(), kind="multiple", key=["C", "A"]), format="json")
    assert answer.json()["revision"]["key"] == ["A", "C"]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"stem": ""}, "/stem", "blank"),
        ({"stem": "字" * 10_001}, "/stem", "max_length"),
        ({"key": ["E"]}, "/key", "key_unknown_option"),
        ({"key": ["A", "B"]}, "/key", "single_needs_one"),
        ({"kind": "essay"}, "/kind", "invalid_choice"),
        ({"kind": "true_false", "key": ["T"]}, "/options/0", "options_not_taken"),
        ({"points": 0}, "/points", "min_value"),
        ({"points": 1.5}, "/points", "wrong_type"),
        ({"difficulty": "超难"}, "/difficulty", "invalid_choice"),
        ({"state": "published"}, "/state", "unknown_field"),
        ({"author": 1}, "/author", "unknown_field"),
        ({"published_at": "2026-01-01T00:00:00Z"}, "/published_at", "unknown_field"),
    ],
)
def test_it_names_what_is_wrong(as_trainer: APIClient, changes: dict[str, object], pointer: str, code: str) -> None:
    answer = as_trainer.post(QUESTIONS, {**body(single()), **changes}, format="json")
    assert answer.status_code == 400, answer.content
    assert (pointer, code) in [(error["pointer"], error["code"]) for error in answer.json()["errors"]]
    assert Question.objects.count() == 0


def test_it_names_all_that_is_wrong_at_once(as_trainer: APIClient) -> None:
    wrong = body(single(), kind="fill_in", key=["一", "二"], stem="没有空")
    answer = as_trainer.post(QUESTIONS, wrong, format="json")
    assert {error["code"] for error in answer.json()["errors"]} == {"options_not_taken", "no_blank"}


@pytest.mark.parametrize("stem", [" 条例自何时 起施行？", "条例,自何时起施行", "条例自何时起施行（　　）。"])
def test_the_same_question_is_refused_whatever_its_spaces_punctuation_and_order_of_options(
    as_trainer: APIClient, stem: str
) -> None:
    assert as_trainer.post(QUESTIONS, body(single()), format="json").status_code == 201
    draft = body(single(stem=stem))
    draft["options"] = [
        {"letter": letter, "text": option["text"]}
        for letter, option in zip("ABCD", reversed(draft["options"]), strict=True)
    ]
    answer = as_trainer.post(QUESTIONS, draft, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "duplicate_question")


def test_the_audit_log_has_it(as_trainer: APIClient) -> None:
    pk = as_trainer.post(QUESTIONS, body(single()), format="json").json()["id"]
    assert AuditRecord.objects.filter(kind="question_created", subject=f"question:{pk}").count() == 1
