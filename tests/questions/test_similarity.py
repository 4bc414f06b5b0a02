"""Stems that are alike are found, whatever the way to them (N55, B63); by reading all of them as the measure."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from questions.bigrams import bigrams
from questions.drafts import search_form
from questions.similarity import LIKE, StemIndex, leads, likeness, pairs, plain_stem

STEM = "行政机关实施行政处罚时，应当责令当事人改正或者限期改正违法行为"
words = st.text("行政处罚机关应当责令改正违法甲乙丙丁", min_size=1, max_size=40)


def alike(one: str, other: str) -> float:
    return likeness(pairs(plain_stem(one)), pairs(plain_stem(other)))


@st.composite
def nearly(draw: st.DrawFn) -> tuple[str, str]:
    """A stem, and itself with a character or two changed."""
    stem = draw(words)
    other = list(stem)
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(other) - 1))
        other[place] = draw(st.sampled_from(["", "不", "可以"]))
        other = list("".join(other)) or ["甲"]
    return stem, "".join(other)


@pytest.mark.parametrize(
    ("other", "is_alike"),
    [
        ("行政机关 实施行政处罚时,应当责令当事人改正\n或者限期改正违法行为。（  ）", True),
        (STEM.replace("责令", "责成"), True),
        (STEM.replace("应当", "必须"), False),
        (STEM.replace("或者限期改正", ""), False),
        ("行政机关实施行政许可，应当公开", False),
        ("", False),
    ],
)
def test_n55_stems_are_alike_whatever_their_spaces_punctuation_and_width(other: str, is_alike: bool) -> None:
    assert (alike(STEM, other) >= LIKE) == is_alike
    assert bool(StemIndex([other]).like(STEM)) == is_alike


@given(nearly())
def test_the_index_is_asked_for_what_every_stem_that_is_alike_has(both: tuple[str, str]) -> None:
    one, other = both
    assume(alike(one, other) >= LIKE)
    kept = bigrams(search_form(other))
    assert any(kept.issuperset(group) for group in leads(one))
    assert len(one) < 8 or any(kept.issuperset(group) for group in leads(f"“{one[:3]}”、{one[3:]}。"))


@settings(max_examples=60)
@given(st.lists(nearly(), min_size=1, max_size=4))
def test_a_file_finds_what_comparing_each_with_each_finds(both: list[tuple[str, str]]) -> None:
    file, bank = [one for one, _ in both], [other for _, other in both]
    stems = StemIndex(file)
    for stem in (*bank, *file):
        assert stems.like(stem) == {place: much for place, one in enumerate(file) if (much := alike(one, stem)) >= LIKE}


def test_a_file_in_which_all_are_alike_is_read_in_bounded_time() -> None:
    stems = StemIndex([f"{STEM}{number}" for number in range(3_000)])
    assert all(len(stems.like(f"{STEM}{number}")) <= 8 for number in range(300))
