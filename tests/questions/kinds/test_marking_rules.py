"""What holds of every kind's marks, whatever the question, the answer and the examination's rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.drafts import Draft, check_draft
from questions.kinds import EXACT, KINDS, MACHINE_MARKED, PARTIAL, PENALTY, is_machine_marked, kind_of, normal_key
from questions.kinds.case import marks_of_parts, points_of_parts
from questions.kinds.contract import Content, Part
from questions.kinds.shape import content_of_shape, shape_of
from tests.questions.kinds.drawing import answers, questions

RULES = st.sampled_from([EXACT, PARTIAL, PENALTY])
POINTS = st.integers(0, 100_00)
machine_marked = pytest.mark.parametrize("kind", sorted(MACHINE_MARKED))


def marked(kind: str, content: Content, key: list[str], answer: list[str], points: int, rule: str) -> int:
    earned = kind_of(kind).mark(content, key, answer, points, rule)
    assert isinstance(earned, int)
    return earned


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(data=st.data())
def test_what_is_drawn_here_is_sound_and_its_key_is_in_its_normal_form(kind: str, data: st.DataObject) -> None:
    content, key = data.draw(questions(kind))
    draft = Draft(kind, content["stem"], content["options"], key, content["details"])
    assert check_draft(draft) == []
    assert normal_key(kind, content, key) == key


@machine_marked
@given(data=st.data(), points=POINTS, rule=RULES)
def test_a_mark_is_between_nothing_and_all_the_points(kind: str, data: st.DataObject, points: int, rule: str) -> None:
    content, key = data.draw(questions(kind))
    answer = kind_of(kind).check_response(content, data.draw(answers(kind, content)))
    assert 0 <= marked(kind, content, key, answer, points, rule) <= points


@machine_marked
@given(data=st.data(), points=POINTS, rule=RULES)
def test_the_key_earns_all_and_no_answer_earns_nothing(kind: str, data: st.DataObject, points: int, rule: str) -> None:
    content, key = data.draw(questions(kind))
    first_wordings = [entry.split(";")[0] for entry in key]
    assert marked(kind, content, key, first_wordings, points, rule) == points
    assert marked(kind, content, key, [], points, rule) == 0


@pytest.mark.parametrize("kind", ["single", "multiple", "true_false", "ordering", "matching"])
@given(data=st.data(), points=st.integers(1, 100_00))
def test_all_or_nothing_gives_all_for_the_key_alone(kind: str, data: st.DataObject, points: int) -> None:
    content, key = data.draw(questions(kind))
    answer = kind_of(kind).check_response(content, data.draw(answers(kind, content)))
    assert marked(kind, content, key, answer, points, EXACT) == (points if answer == key else 0)


@pytest.mark.parametrize("kind", ["multiple", "matching", "case"])
@given(data=st.data(), points=POINTS, rule=RULES)
def test_the_order_in_which_letters_or_pairs_are_named_does_not_matter(
    kind: str, data: st.DataObject, points: int, rule: str
) -> None:
    content, key = data.draw(questions(kind))
    answer = data.draw(answers(kind, content))
    if kind == "case":
        mixed = sorted(answer, key=lambda entry: -int(entry.partition(":")[0]))
    else:
        mixed = data.draw(st.permutations(answer))
    take = kind_of(kind).check_response
    assert take(content, mixed) == take(content, answer)
    assert marked(kind, content, key, take(content, mixed), points, rule) == marked(
        kind, content, key, take(content, answer), points, rule
    )


@machine_marked
@given(data=st.data(), points=POINTS, rule=RULES)
def test_options_that_stand_elsewhere_with_their_letters_change_nothing(
    kind: str, data: st.DataObject, points: int, rule: str
) -> None:
    content, key = data.draw(questions(kind))
    answer = kind_of(kind).check_response(content, data.draw(answers(kind, content)))
    moved: Content = {**content, "options": data.draw(st.permutations(content["options"]))}
    assert kind_of(kind).check_response(moved, answer) == answer
    assert marked(kind, moved, key, answer, points, rule) == marked(kind, content, key, answer, points, rule)


@pytest.mark.parametrize("kind", ["multiple", "matching"])
@given(data=st.data(), points=POINTS, rule=RULES)
def test_more_of_what_is_right_never_earns_less(kind: str, data: st.DataObject, points: int, rule: str) -> None:
    content, key = data.draw(questions(kind))
    fewer = data.draw(st.sets(st.sampled_from(key)).map(sorted))
    more = sorted({*fewer, *data.draw(st.sets(st.sampled_from(key)))})
    assert marked(kind, content, key, fewer, points, rule) <= marked(kind, content, key, more, points, rule)


@given(data=st.data(), points=POINTS)
def test_an_option_more_that_is_wrong_never_earns_more(data: st.DataObject, points: int) -> None:
    content, key = data.draw(questions("multiple"))
    answer = data.draw(answers("multiple", content))
    wrong = sorted({option["letter"] for option in content["options"]} - set(key))
    added = sorted({*answer, *(data.draw(st.sets(st.sampled_from(wrong))) if wrong else ())})
    for rule in (PARTIAL, PENALTY):
        assert marked("multiple", content, key, added, points, rule) <= marked(
            "multiple", content, key, answer, points, rule
        )


@given(data=st.data(), points=POINTS)
def test_blanks_in_any_order_take_their_words_in_any_order(data: st.DataObject, points: int) -> None:
    content, key = data.draw(questions("fill_in"))
    free: Content = {**content, "details": {"any_order": True}}
    answer = [data.draw(st.sampled_from(entry.split(";"))) for entry in key]
    mixed = data.draw(st.permutations(answer))
    assert marked("fill_in", free, key, mixed, points, EXACT) == points
    given_words = data.draw(answers("fill_in", content))
    in_order: Content = {**content, "details": {}}
    assert marked("fill_in", free, key, given_words, points, EXACT) >= marked(
        "fill_in", in_order, key, given_words, points, EXACT
    )


def test_one_word_does_not_fill_two_blanks_and_a_wording_gives_way() -> None:
    content: Content = {"stem": "____、____", "options": [], "details": {"any_order": True}}
    assert marked("fill_in", content, ["甲", "乙"], ["甲", "甲"], 200, EXACT) == 100
    assert marked("fill_in", content, ["甲;乙", "甲"], ["甲", "乙"], 200, EXACT) == 200
    assert marked("fill_in", content, ["甲;乙", "甲"], ["乙", "甲"], 200, EXACT) == 200


@given(shares=st.lists(st.integers(1, 100), min_size=1, max_size=10), points=POINTS)
def test_a_cases_points_are_divided_without_a_remainder(shares: list[int], points: int) -> None:
    parts: list[Part] = [{"kind": "true_false", "stem": "", "options": [], "share": share} for share in shares]
    divided = points_of_parts(parts, points)
    assert sum(divided) == points
    for share, worth in zip(shares, divided, strict=True):
        assert abs(worth - points * share / sum(shares)) < 1


def test_a_case_waits_for_a_person_where_one_of_its_parts_does() -> None:
    parts: list[Part] = [
        {"kind": "single", "stem": "一", "options": [], "share": 1},
        {"kind": "short_answer", "stem": "二", "options": [], "share": 3},
    ]
    content: Content = {"stem": "材料", "options": [], "details": {"parts": parts}}
    key = ["1:B", "2:要点"]
    assert not is_machine_marked("case", content)
    assert kind_of("case").mark(content, key, ["1:B", "2:一段话"], 400, EXACT) is None
    assert marks_of_parts(content, key, ["1:B", "2:一段话"], 400, EXACT) == [100, None]
    assert kind_of("case").mark(content, key, ["1:B"], 400, EXACT) == 100
    content["details"]["parts"] = parts[:1]
    assert is_machine_marked("case", content)
    assert not is_machine_marked("case", {"stem": "材料", "options": []})


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(data=st.data())
def test_the_shape_of_a_question_takes_the_answers_that_the_question_takes(kind: str, data: st.DataObject) -> None:
    """What a save is checked against, in place of the paper."""
    content, _ = data.draw(questions(kind))
    found, without_words = content_of_shape(shape_of(kind_of(kind).delivered(content)))
    assert found == kind
    answer = data.draw(answers(kind, content))
    assert kind_of(kind).check_response(without_words, answer) == kind_of(kind).check_response(content, answer)
