"""What keeps a question from being asked, and how the keys of files are read (N48–N57)."""

import pytest

from questions.kinds import Content, kind_of
from questions.kinds.contract import Option, Part
from tests.questions.kinds.test_mark import content


def codes(kind: str, key: list[str], stem: str = "题干", texts: str = "") -> list[tuple[str, str]]:
    options = [{"letter": letter, "text": text} for letter, text in zip("ABCDEFGHIJ", texts, strict=False)]
    problems = kind_of(kind).check_content({"stem": stem, "options": options}, key)  # type: ignore[typeddict-item]  # plain dicts
    return [(problem.field, problem.code) for problem in problems]


@pytest.mark.parametrize(
    ("kind", "key", "texts", "expected"),
    [
        ("single", ["B"], "甲乙", []),
        ("single", ["A", "B"], "甲乙", [("key", "single_needs_one")]),
        ("single", ["C"], "甲乙", [("key", "key_unknown_option")]),
        ("single", [], "甲乙", [("key", "key_missing")]),
        ("single", ["A"], "甲", [("options/1", "too_few_options")]),
        ("single", ["A"], "甲乙甲", [("options/2", "option_repeated")]),
        ("multiple", ["A"], "甲乙", []),
        ("multiple", ["A", "A", "C"], "甲乙丙", [("key", "key_repeated")]),
        ("multiple", ["A"], "甲 乙", [("options/1", "option_empty")]),
        ("multiple", ["A"], "甲乙丙丁戊己庚辛壬", [("options/8", "too_many_options")]),
        ("true_false", ["T"], "", []),
        ("true_false", ["T"], "甲乙", [("options/0", "options_not_taken")]),
        ("true_false", ["A"], "", [("key", "key_unreadable")]),
        ("fill_in", ["甲"], "", [("stem", "no_blank")]),
        ("short_answer", [], "", [("key", "key_missing")]),
    ],
)
def test_it_says_what_is_wrong(kind: str, key: list[str], texts: str, expected: list[tuple[str, str]]) -> None:
    assert codes(kind, key, texts=texts) == expected


def test_blanks_and_answers_must_be_as_many() -> None:
    assert codes("fill_in", ["甲", "乙"], "____和____和____") == [("key", "key_count")]
    assert codes("fill_in", ["甲", "乙"], "____和＿＿＿＿") == []
    assert codes("fill_in", ["甲", " ; "], "____和____") == [("key", "key_missing")]


def test_a_stem_has_a_length_and_no_control_characters() -> None:
    assert codes("true_false", ["T"], "") == [("stem", "stem_missing")]
    assert codes("true_false", ["T"], "字" * 10_000) == []
    assert codes("true_false", ["T"], "字" * 10_001) == [("stem", "stem_too_long")]
    assert codes("true_false", ["T"], "字\x00") == [("stem", "control_character")]


@pytest.mark.parametrize("text", ["a，c", "A、C", "ＡＣ", "CA", "A C", "A;C", "（AC）", "A,C。"])
def test_letters_are_read_however_they_are_written(text: str) -> None:
    assert kind_of("multiple").read_key(text, content(options=4)).key == ["A", "C"]


def test_repeated_letters_are_refused() -> None:
    key = kind_of("multiple").read_key("AAC", content(options=4)).key
    assert codes("multiple", key, texts="甲乙丙") == [("key", "key_repeated")]


@pytest.mark.parametrize(
    ("texts", "letter"),
    [("对 正确 √ ✓ T t true Y 1 是 Ｔ", "T"), ("错 错误 × ✗ F f FALSE n 0 否 x", "F")],
)
def test_true_and_false_are_read_by_a_closed_table(texts: str, letter: str) -> None:
    for text in texts.split():
        assert (text, kind_of("true_false").read_key(text, content()).key) == (text, [letter])


@pytest.mark.parametrize("text", ["大概对", "2", "A", "正", ""])
def test_anything_else_is_no_truth_value(text: str) -> None:
    reading = kind_of("true_false").read_key(text, content())
    assert (reading.key, len(reading.problems)) == ([], 1)


def test_a_number_is_the_options_place_and_says_so() -> None:
    reading = kind_of("single").read_key("2", content(options=4))
    assert reading.key == ["B"]
    assert "第 2 个选项" in reading.remark


def test_alternatives_and_blanks_are_told_apart() -> None:
    assert kind_of("fill_in").read_key("北京；北京市｜政府职能", content()).key == ["北京;北京市", "政府职能"]


def asked(size: int, *matches: str) -> Content:
    options: list[Option] = [{"letter": letter, "text": f"左{letter}"} for letter in "ABCDEFGH"[:size]]
    return {"stem": "题干", "options": options, "details": {"matches": list(matches)} if matches else {}}


def found(kind: str, content: Content, *key: str) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in kind_of(kind).check_content(content, list(key))]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("CAB", []),
        ("CA", [("key", "order_incomplete")]),
        ("CAA", [("key", "key_repeated")]),
        ("CAD", [("key", "key_unknown_option")]),
        ("", [("key", "key_missing")]),
        # a paper that is not shuffled would show the answer
        ("ABC", [("key", "order_given_away")]),
    ],
)
def test_an_ordering_names_every_option_once_and_does_not_stand_in_its_order(
    key: str, expected: list[tuple[str, str]]
) -> None:
    assert found("ordering", asked(3), *key) == expected


@pytest.mark.parametrize(
    ("matches", "key", "expected"),
    [
        (["甲", "乙"], ["A-2", "B-1"], []),
        (["甲", "乙", "丙"], ["A-3", "B-3"], []),
        (["甲", "乙"], ["A-1", "B-2"], [("key", "order_given_away")]),
        (["甲", "乙"], ["A-2"], [("key", "pairs_incomplete")]),
        (["甲", "乙"], ["A-2", "A-1"], [("key", "key_unknown_option")]),
        (["甲", "乙"], ["A-2", "B-3"], [("key", "key_unknown_option")]),
        (["甲", "乙"], ["A-2", "B-01"], [("key", "key_unknown_option")]),
        (["甲", "乙"], [], [("key", "key_missing")]),
        (["甲"], ["A-1", "B-1"], [("details/matches", "matches_count")]),
        (["甲", " "], ["A-2", "B-1"], [("details/matches/1", "match_empty")]),
        (["甲", "甲 "], ["A-2", "B-1"], [("details/matches/1", "match_repeated")]),
    ],
)
def test_a_matching_pairs_every_left_entry_with_one_of_the_right(
    matches: list[str], key: list[str], expected: list[tuple[str, str]]
) -> None:
    assert found("matching", asked(2, *matches), *key) == expected


def test_a_kind_takes_its_own_details_alone() -> None:
    assert found("single", asked(2, "甲", "乙"), "A") == [("details/matches", "details_not_taken")]
    free: Content = {"stem": "____", "options": [], "details": {"any_order": True}}
    assert found("fill_in", free, "甲") == []
    assert found("true_false", {**free, "stem": "题干"}, "T") == [("details/any_order", "details_not_taken")]


@pytest.mark.parametrize(
    "text", ["A-2,B-1", "b-1 a-2", "A—2；B—1", "Ａ－２、Ｂ－１", "A2 B1", "A→2, B→1", "A - 2 , B - 1"]
)
def test_pairs_are_read_however_they_are_written(text: str) -> None:
    assert kind_of("matching").read_key(text, asked(2, "甲", "乙")).key == ["A-2", "B-1"]


@pytest.mark.parametrize("text", ["AB", "1-A", "甲-2", "A-", "A-2-3", ""])
def test_what_is_no_pair_is_refused(text: str) -> None:
    assert [problem.field for problem in kind_of("matching").read_key(text, asked(2, "甲", "乙")).problems] == ["key"]


def test_an_orderings_key_keeps_its_order() -> None:
    assert kind_of("ordering").read_key("c、a、b", asked(3)).key == ["C", "A", "B"]


def test_a_case_checks_each_of_its_parts_and_says_which() -> None:
    parts: list[Part] = [
        {**asked(2), "kind": "single", "share": 1},
        {"stem": " ", "options": [], "kind": "true_false", "share": 2},
    ]
    case: Content = {"stem": "材料", "options": [], "details": {"parts": parts}}
    assert found("case", case, "1:B", "2:T") == [("details/parts/1/stem", "stem_missing")]
    parts[1]["stem"] = "题干"
    assert found("case", case, "1:B", "2:T") == []
    assert found("case", case, "1:B") == [("key", "key_missing")]
    assert found("case", case, "1:C", "2:T") == [("key", "key_unknown_option")]
    assert found("case", case, "B", "T") == [("key", "key_unreadable")]
    assert found("case", case, "1:B", "2:T", "3:F") == [("key", "key_unreadable")]
    parts[1]["kind"] = "case"
    assert found("case", case, "1:B", "2:T") == [("details/parts/1/kind", "kind_unknown")]
    parts[1].update({"kind": "true_false", "share": 0})
    assert found("case", case, "1:B", "2:T") == [("details/parts/1/share", "share_out_of_range")]
    case["details"]["parts"] = [parts[0]] * 11
    assert ("details/parts", "too_many_parts") in found("case", case, *[f"{number}:B" for number in range(1, 12)])


def test_a_case_without_parts_is_one_text() -> None:
    assert found("case", {"stem": "材料和问题", "options": []}, "要点") == []
