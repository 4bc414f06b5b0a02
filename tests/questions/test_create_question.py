from typing import Any

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


def matching(**changes: Any) -> dict[str, Any]:
    options = [{"letter": letter, "text": text} for letter, text in zip("AB", ["行政法规", "部门规章"], strict=True)]
    details = {"matches": ["国务院各部门", "国务院", "乡镇人民政府"]}
    return {
        "kind": "matching",
        "stem": "连线",
        "options": options,
        "details": details,
        "key": ["B-1", "A-2"],
        **changes,
    }


def case(**changes: Any) -> dict[str, Any]:
    single_part = {"kind": "single", "stem": "是否合法?", "options": OPTIONS, "details": {}, "share": 2}
    free = {"kind": "fill_in", "stem": "应当____或者____。", "options": [], "details": {"any_order": True}, "share": 1}
    key = ["2:撤销", "2:变更", "1:B"]
    return {"kind": "case", "stem": "材料", "details": {"parts": [single_part, free]}, "key": key, **changes}


OPTIONS = [{"letter": "A", "text": "合法"}, {"letter": "B", "text": "不合法"}]
NO_OPTIONS = {"kind": "single", "stem": "一", "share": 1}


def test_a_matching_comes_back_as_it_was_sent(as_trainer: APIClient) -> None:
    revision = as_trainer.post(QUESTIONS, matching(), format="json").json()["revision"]
    assert (revision["details"], revision["key"]) == (matching()["details"], ["A-2", "B-1"])
    assert Revision.objects.get().machine_marked


def test_a_case_comes_back_as_it_was_sent_and_can_be_found_by_its_parts(as_trainer: APIClient) -> None:
    made = as_trainer.post(QUESTIONS, case(), format="json")
    assert made.status_code == 201, made.content
    revision = made.json()["revision"]
    assert (revision["details"], revision["key"]) == (case()["details"], ["1:B", "2:撤销", "2:变更"])
    assert Revision.objects.get().machine_marked
    assert len(as_trainer.get(f"{QUESTIONS}?search=不合法").json()["results"]) == 1
    seen = as_trainer.get(f"{QUESTIONS}{made.json()['id']}/preview/").json()
    assert [(part["kind"], part["blanks"], len(part["options"])) for part in seen["parts"]] == [
        ("single", 0, 2),
        ("fill_in", 2, 0),
    ]


def test_the_same_passage_with_other_parts_is_another_question(as_trainer: APIClient) -> None:
    assert as_trainer.post(QUESTIONS, case(), format="json").status_code == 201
    again = as_trainer.post(QUESTIONS, case(key=["1:A", "2:撤销", "2:变更"]), format="json")
    assert again.json()["code"] == "duplicate_question"
    other = {"kind": "true_false", "stem": "合法。", "share": 1}
    made = as_trainer.post(QUESTIONS, case(details={"parts": [other]}, key=["1:T"]), format="json")
    assert made.status_code == 201, made.content


def test_a_case_with_a_part_for_a_person_is_not_drawn(as_trainer: APIClient) -> None:
    part = {"kind": "short_answer", "stem": "为什么?", "share": 1}
    made = as_trainer.post(QUESTIONS, case(details={"parts": [part]}, key=["1:要点"]), format="json")
    assert made.status_code == 201, made.content
    assert not Revision.objects.get().machine_marked


@pytest.mark.parametrize(
    ("sent", "pointer", "code"),
    [
        (matching(details={"matches": ["甲"]}), "/details/matches", "matches_count"),
        (matching(details={"matches": "甲乙"}), "/details/matches", "not_a_list"),
        (matching(details={"lines": []}), "/details/lines", "unknown_field"),
        (matching(kind="single", key=["A"]), "/details/matches", "details_not_taken"),
        (case(details={"parts": [{**NO_OPTIONS, "kind": "case"}]}), "/details/parts/0/kind", "invalid_choice"),
        (case(details={"parts": [{"kind": "true_false", "stem": "一"}]}), "/details/parts/0/share", "required"),
        (case(details={"parts": [NO_OPTIONS]}, key=["1:A"]), "/details/parts/0/options/0", "too_few_options"),
        (case(key=["1:B"]), "/key", "key_missing"),
    ],
)
def test_it_names_what_is_wrong_with_the_details(
    as_trainer: APIClient, sent: dict[str, Any], pointer: str, code: str
) -> None:
    answer = as_trainer.post(QUESTIONS, sent, format="json")
    assert answer.status_code == 400, answer.content
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(pointer, code)]
