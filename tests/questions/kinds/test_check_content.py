"""What keeps a question from being asked, and how the keys of files are read (N48–N57)."""

import pytest

from questions.kinds import kind_of
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
