"""Questions of every kind with their keys, and answers to them, drawn at random."""

from typing import Any

from hypothesis import strategies as st

from questions.kinds import KINDS, Content
from questions.kinds.case import PART_KINDS

LETTERS = "ABCDEFGH"
# words that stay different when spaces, width and case are folded
WORDS = st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=3)


@st.composite
def questions(draw: Any, kind: str) -> tuple[Content, list[str]]:
    """A sound question of the kind, and its key."""
    return draw(_DRAWN[kind]())


@st.composite
def answers(draw: Any, kind: str, content: Content) -> list[str]:
    """A full or partial answer, right or wrong."""
    if kind == "case":
        parts = content["details"]["parts"]
        each = [draw(answers(part["kind"], part)) for part in parts]
        return [f"{number}:{entry}" for number, own in enumerate(each, start=1) for entry in own]
    letters = [option["letter"] for option in content["options"]]
    drawn: dict[str, st.SearchStrategy[list[str]]] = {
        "single": st.lists(st.sampled_from(letters or ["A"]), max_size=1),
        "multiple": st.sets(st.sampled_from(letters or ["A"])).map(sorted),
        "true_false": st.sampled_from([[], ["T"], ["F"]]),
        "ordering": st.permutations(letters) | st.just([]),
        "short_answer": st.lists(WORDS, max_size=1),
        "fill_in": st.lists(WORDS | st.just(""), min_size=_blanks(content), max_size=_blanks(content)),
        "matching": st.lists(
            st.integers(0, len(_matches(content)) or 1), min_size=len(letters), max_size=len(letters)
        ).map(
            lambda numbers: [f"{letter}-{number}" for letter, number in zip(letters, numbers, strict=True) if number]
        ),
    }
    return list(draw(drawn[kind]))


def _blanks(content: Content) -> int:
    return content["stem"].count("____")


def _matches(content: Content) -> list[str]:
    return content.get("details", {}).get("matches", [])


def _asked(size: int, **details: Any) -> Content:
    options = [{"letter": letter, "text": f"选项{letter}"} for letter in LETTERS[:size]]
    return {"stem": "题干", "options": options, "details": details}  # type: ignore[typeddict-item]  # plain dicts


@st.composite
def _single(draw: Any) -> tuple[Content, list[str]]:
    size = draw(st.integers(2, 8))
    return _asked(size), [draw(st.sampled_from(LETTERS[:size]))]


@st.composite
def _multiple(draw: Any) -> tuple[Content, list[str]]:
    size = draw(st.integers(2, 8))
    return _asked(size), sorted(draw(st.sets(st.sampled_from(LETTERS[:size]), min_size=1)))


@st.composite
def _true_false(draw: Any) -> tuple[Content, list[str]]:
    return _asked(0), [draw(st.sampled_from("TF"))]


@st.composite
def _fill_in(draw: Any) -> tuple[Content, list[str]]:
    key = [";".join(draw(st.lists(WORDS, min_size=1, max_size=3))) for _ in range(draw(st.integers(1, 4)))]
    details = {"any_order": True} if draw(st.booleans()) else {}
    return {"stem": "____和" * len(key), "options": [], "details": details}, key  # type: ignore[typeddict-item]  # as above


@st.composite
def _ordering(draw: Any) -> tuple[Content, list[str]]:
    letters = list(LETTERS[: draw(st.integers(2, 6))])
    return _asked(len(letters)), draw(st.permutations(letters).filter(lambda key: list(key) != letters))


@st.composite
def _matching(draw: Any) -> tuple[Content, list[str]]:
    size, numbers = draw(st.integers(2, 6)), draw(st.integers(2, 8))
    chosen = draw(
        st.lists(st.integers(1, numbers), min_size=size, max_size=size).filter(
            lambda numbers: numbers != list(range(1, size + 1))
        )
    )
    key = [f"{letter}-{number}" for letter, number in zip(LETTERS, chosen, strict=False)]
    return _asked(size, matches=[f"右{number}" for number in range(numbers)]), key


@st.composite
def _short_answer(draw: Any) -> tuple[Content, list[str]]:
    return _asked(0), [draw(WORDS)]


@st.composite
def _case(draw: Any) -> tuple[Content, list[str]]:
    parts, key = [], []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        kind = draw(st.sampled_from(sorted(set(PART_KINDS) - {"short_answer"})))
        content, own = draw(questions(kind))
        parts.append({**content, "kind": kind, "share": draw(st.integers(1, 9))})
        key += [f"{number}:{entry}" for entry in own]
    return _asked(0, parts=parts), key


_DRAWN = {
    "single": _single,
    "multiple": _multiple,
    "true_false": _true_false,
    "fill_in": _fill_in,
    "ordering": _ordering,
    "matching": _matching,
    "short_answer": _short_answer,
    "case": _case,
}
assert set(_DRAWN) == set(KINDS)
