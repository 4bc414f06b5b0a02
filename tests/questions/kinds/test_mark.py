"""What every answer earns. Points are integer hundredths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.kinds import EXACT, KINDS, MACHINE_MARKED, PARTIAL, PENALTY, Content, kind_of

LETTERS = "ABCDEFGH"


def content(stem: str = "题干", options: int = 0) -> Content:
    return {"stem": stem, "options": [{"letter": letter, "text": f"选项{letter}"} for letter in LETTERS[:options]]}


def mark(kind: str, key: list[str], answer: list[str], points: int = 200, rule: str = EXACT) -> int | None:
    options = 4 if kind_of(kind).has_options else 0
    return kind_of(kind).mark(content("____和____", options), key, answer, points, rule)


@pytest.mark.parametrize(
    ("kind", "key", "answer", "rule", "earned"),
    [
        ("single", ["B"], ["B"], EXACT, 200),
        ("single", ["B"], ["C"], EXACT, 0),
        ("single", ["B"], [], EXACT, 0),
        ("single", ["B"], ["B"], PARTIAL, 200),
        ("multiple", ["A", "C"], ["A", "C"], EXACT, 200),
        ("multiple", ["A", "C"], ["C", "A"], EXACT, 200),
        ("multiple", ["A", "C"], ["A"], EXACT, 0),
        ("multiple", ["A", "C"], ["A"], PARTIAL, 100),
        ("multiple", ["A", "C"], ["A", "B"], PARTIAL, 0),
        ("multiple", ["A", "C"], ["A", "B", "C"], PARTIAL, 0),
        ("multiple", ["A", "C"], [], PARTIAL, 0),
        ("true_false", ["T"], ["T"], EXACT, 200),
        ("true_false", ["T"], ["F"], EXACT, 0),
        ("fill_in", ["市场主体需求", "政府职能"], ["市场主体需求", "政府职能"], EXACT, 200),
        ("fill_in", ["市场主体需求", "政府职能"], ["政府职能", "市场主体需求"], EXACT, 0),
        ("fill_in", ["市场主体需求", "政府职能"], ["", " 政府职能　"], EXACT, 100),
        ("fill_in", ["北京;北京市", "30"], ["北京市", "３０"], EXACT, 200),
        ("fill_in", ["北京;北京市", "30"], ["北京;北京市", ""], EXACT, 0),
        ("multiple", ["A", "C"], ["A"], PENALTY, 100),
        ("multiple", ["A", "C"], ["A", "B"], PENALTY, 0),
        ("multiple", ["A", "C"], ["A", "B", "C"], PENALTY, 100),
        ("multiple", ["A", "C"], ["B", "D"], PENALTY, 0),
        ("multiple", ["A", "C", "D"], ["A", "C"], PENALTY, 133),
        ("ordering", ["C", "A", "D", "B"], ["C", "A", "D", "B"], EXACT, 200),
        ("ordering", ["C", "A", "D", "B"], ["B", "C", "A", "D"], EXACT, 0),
        ("ordering", ["C", "A", "D", "B"], ["B", "C", "A", "D"], PARTIAL, 133),
        ("ordering", ["C", "A", "D", "B"], ["B", "D", "A", "C"], PENALTY, 0),
        ("matching", ["A-2", "B-1", "C-2"], ["A-2", "B-1", "C-2"], EXACT, 200),
        ("matching", ["A-2", "B-1", "C-2"], ["A-2", "B-1"], EXACT, 0),
        ("matching", ["A-2", "B-1", "C-2"], ["A-2", "B-1", "C-3"], PARTIAL, 133),
        ("short_answer", ["要点"], ["要点"], EXACT, None),
        ("short_answer", ["要点"], [], EXACT, 0),
        ("case", ["要点"], ["一段话"], EXACT, None),
    ],
)
def test_it_earns(kind: str, key: list[str], answer: list[str], rule: str, earned: int | None) -> None:
    assert mark(kind, key, answer, rule=rule) == earned


letters = st.sets(st.sampled_from("ABCD")).map(sorted)


@given(key=letters.filter(bool), answer=letters, points=st.integers(1, 100_00), rule=st.sampled_from([EXACT, PARTIAL]))
def test_a_multiple_choice_earns_nothing_with_anything_wrong_and_all_only_when_right(
    key: list[str], answer: list[str], points: int, rule: str
) -> None:
    earned = mark("multiple", key, answer, points, rule)
    assert isinstance(earned, int)
    assert 0 <= earned <= points
    assert (earned == points) == (answer == key)
    if not set(answer) <= set(key) or not answer:
        assert earned == 0


@given(blanks=st.integers(1, 9), right=st.integers(0, 9), points=st.integers(0, 10_00))
def test_each_blank_earns_its_part_and_all_blanks_earn_all(blanks: int, right: int, points: int) -> None:
    right = min(right, blanks)
    key = [f"词{place}" for place in range(blanks)]
    answer = key[:right] + ["错"] * (blanks - right)
    earned = kind_of("fill_in").mark(content("____" * 1), key, answer, points, EXACT)
    assert earned == points * right // blanks


def test_every_kind_can_be_found_by_its_code() -> None:
    machine_marked = {"single", "multiple", "true_false", "fill_in", "ordering", "matching", "case"}
    assert machine_marked | {"short_answer"} == set(KINDS)
    assert machine_marked == MACHINE_MARKED
    for code, kind in KINDS.items():
        assert kind.code == code


def test_what_is_delivered_holds_no_key_even_if_the_content_does() -> None:
    for kind in KINDS.values():
        leaking: dict[str, object] = {
            "stem": "____",
            "options": [{"letter": "A", "text": "甲", "right": "金丝雀"}],
            "key": ["金丝雀"],
            "explanation": "金丝雀",
            "details": {
                "matches": ["右"],
                "any_order": True,
                "notes": "金丝雀",
                "parts": [{"kind": "single", "stem": "", "options": [], "share": 1, "key": ["金丝雀"]}],
            },
        }
        assert "金丝雀" not in repr(kind.delivered(leaking))  # type: ignore[arg-type]  # more than a Content, on purpose
        assert set(kind.delivered(leaking)) == {"kind", "stem", "options", "blanks", "matches", "parts"}  # type: ignore[arg-type]  # as above
