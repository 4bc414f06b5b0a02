"""A paper with every kind: delivered without its keys, saved, marked, and shown again with the keys."""

import gzip
import json

import pytest

from exam_platform.grading.actions import grade_attempts
from exam_platform.grading.models import Mark
from exam_platform.sittings.models import Attempt
from tests.grading.test_result import end_window, result
from tests.sittings.room import PAPER, Candidate, make_room

YES_NO = [{"letter": "A", "text": "是"}, {"letter": "B", "text": "否"}]
PARTS = [
    {"kind": "single", "stem": "是否合法?", "options": YES_NO, "share": 1},
    {"kind": "fill_in", "stem": "____或者____", "options": [], "details": {"any_order": True}, "share": 2},
]
MATCHES = ["国务院各部门", "国务院", "乡镇人民政府"]
FURTHER = [
    ("ordering", 3, 0, ["C", "A", "B"], {}),
    ("matching", 2, 0, ["A-2", "B-1"], {"matches": MATCHES}),
    ("case", 0, 0, ["1:B", "2:撤销", "2:变更"], {"parts": PARTS}),
]


@pytest.fixture
def sitting(db: None) -> Candidate:
    candidate = make_room([*PAPER, *FURTHER], multiple_choice_rule="partial").candidate()
    assert candidate.start().status_code == 201
    return candidate


def marks(candidate: Candidate) -> list[int]:
    grade_attempts(attempt_ids=[candidate.attempt])
    found = Mark.objects.filter(attempt=candidate.attempt).order_by("position")
    return list(found.values_list("points", flat=True))


def test_the_paper_carries_both_sides_and_the_sub_questions(sitting: Candidate) -> None:
    content = gzip.decompress(sitting.content().content).decode()
    *_, ordering, matching, case = json.loads(content)["questions"]
    assert [option["letter"] for option in ordering["options"]] == ["A", "B", "C"]
    assert matching["matches"] == MATCHES
    assert [(part["kind"], part["stem"], part["blanks"]) for part in case["parts"]] == [
        ("single", "是否合法?", 0),
        ("fill_in", "____或者____", 2),
    ]
    assert "撤销" not in content


def test_options_of_orderings_and_matchings_are_shuffled_as_others_are(sitting: Candidate) -> None:
    order = dict(Attempt.objects.get().order)
    assert [sorted(order[position]) for position in (6, 7, 8)] == [["A", "B", "C"], ["A", "B"], []]


def test_all_right_earns_all(sitting: Candidate) -> None:
    answers = [["B"], ["C"], ["A", "C"], ["T"], ["平等", "法治"], ["C", "A", "B"], ["B-1", "A-2"]]
    case = ["2:变更", "2:撤销", "1:B"]
    changes = [sitting.change(position, answer) for position, answer in enumerate([*answers, case], start=1)]
    assert sitting.save(*changes).json()["refused"] == []
    sitting.submit()
    assert marks(sitting) == [200] * 8


def test_what_is_right_in_part_earns_its_part(sitting: Candidate) -> None:
    saved = sitting.save(
        sitting.change(6, ["A", "B", "C"]),
        sitting.change(7, ["A-2", "B-3"]),
        sitting.change(8, ["1:B", "2:撤销", "2:"]),
    )
    assert saved.json()["refused"] == []
    sitting.submit()
    # of the case 66 for the first part, and half of the 134 of the second
    assert marks(sitting)[5:] == [100, 100, 66 + 67]


@pytest.mark.parametrize(
    ("position", "answer"),
    [(6, ["A", "B"]), (6, ["A", "B", "B"]), (7, ["A-4"]), (7, ["C-1"]), (8, ["3:A"]), (8, ["1:C"]), (8, ["B"])],
)
def test_an_answer_that_the_question_cannot_take_is_refused(
    sitting: Candidate, position: int, answer: list[str]
) -> None:
    saved = sitting.save(sitting.change(position, answer)).json()
    assert saved["acked"] == []
    assert saved["refused"] == [{"seq": 1, "position": position, "code": "bad_option"}]


def test_the_review_shows_answer_and_key_with_what_was_asked(sitting: Candidate) -> None:
    sitting.submit(sitting.change(7, ["A-3"]), sitting.change(8, ["1:A"]))
    marks(sitting)
    end_window()
    *_, matching, case = result(sitting)["review"]
    assert (matching["matches"], matching["answer"], matching["key"]) == (MATCHES, ["A-3"], ["A-2", "B-1"])
    assert (case["answer"], case["key"]) == (["1:A"], ["1:B", "2:撤销", "2:变更"])
    assert case["parts"][0]["options"][1] == {"letter": "B", "text": "否"}
