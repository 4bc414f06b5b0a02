"""The rule alone: a text that contains a part has all that is sought for that part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.bigrams import bigrams, fts5_query, sought, tsquery

# Few characters, so that parts are found; among them what databases take for syntax.
texts = st.text(alphabet="合同法处罚王aAbZ09 %_\\\"'*:&|!()-,。，　\n·é𠮷", max_size=30)


@given(before=texts, part=texts, after=texts)
def test_what_is_sought_for_a_part_is_kept_of_every_text_that_contains_it(before: str, part: str, after: str) -> None:
    assert set(sought(part)) <= bigrams(before + part + after)
    assert set(sought(part)) <= bigrams(before + part.swapcase() + after)


@pytest.mark.parametrize(
    ("part", "tokens"),
    [
        ("王", ["王"]),
        ("合同", ["合同"]),
        ("合同法", ["合同", "同法"]),
        ("第1%条", ["条", "第1"]),
        ("A1", ["a1"]),
        ("épé", ["p"]),
        ("%", []),
        ("", []),
    ],
)
def test_pairs_are_sought_and_characters_that_stand_alone(part: str, tokens: list[str]) -> None:
    assert sought(part) == tokens


def test_each_database_is_asked_for_all_of_them() -> None:
    assert fts5_query([["合同", "同法"], ["处"]]) == '("合同" "同法") OR ("处")'
    assert tsquery([["合同", "同法"], ["处"]]) == "'合同' & '同法' | '处'"
