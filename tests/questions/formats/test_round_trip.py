"""What every format beside JSON has to hold: what was written is read back the same, and what is left out is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.drafts import Draft, differences
from questions.formats.extraction import read_blocks_safely
from questions.formats.line_writing import CONFUSED
from questions.formats.picture_reading import with_pictures
from questions.formats.pictures import LEFT_OUT as PICTURES
from questions.formats.recognition import FORMATS
from questions.kinds import KINDS
from questions.starter import starter_drafts
from tests.questions.formats.drafts import BYTES, drafts, sound

_OF_MOODLE = frozenset({"题型:有多个空的填空题", "题型:排序题", "题型:有小题的案例分析题"})
# these have their questions by kind
PAPERS = ("word", "text")
# by format: the questions it has no place for
LEFT_OUT = {
    "word": frozenset[str](),
    "text": frozenset({PICTURES}),
    "gift": _OF_MOODLE | {PICTURES},
    "moodle_xml": _OF_MOODLE,
    **dict.fromkeys(("qti22", "qti30"), frozenset({"题型:有小题的案例分析题"})),
}
# of questions that the format could ask in other words
_BY_ITS_WORDS = ("答案中的“->”", CONFUSED)


def same(one: Draft, other: Draft | None) -> bool:
    """But for the order of a matching's right side, which is the reader's own."""
    if other is None or one.kind != "matching":
        return one == other
    return one.fingerprint == other.fingerprint and not differences(one, other)


def test_no_format_is_forgotten() -> None:
    assert LEFT_OUT.keys() | {"json"} == FORMATS.keys(), "that of the platform's own is held to more: test_json.py"


@pytest.mark.parametrize("code", LEFT_OUT)
@given(some=st.lists(drafts().filter(sound), min_size=1, max_size=5))
def test_what_is_written_is_read_back_the_same(code: str, some: list[Draft]) -> None:
    written = FORMATS[code].write(some, BYTES)
    assert written == FORMATS[code].write(some, BYTES)
    outside = {left.place for left in written.left if left.whole}
    assert {left.what for left in written.left if left.whole} <= {*LEFT_OUT[code], *_BY_ITS_WORDS}
    held = [draft for place, draft in enumerate(some) if place not in outside]
    if code in PAPERS:
        held.sort(key=lambda draft: list(KINDS).index(draft.kind))
    if held:
        blocks = list(with_pictures(FORMATS[code].read(written.content)))
        assert all(same(draft, one.draft) for draft, one in zip(held, blocks, strict=True)), blocks


@pytest.mark.parametrize(("code", "left_out"), LEFT_OUT.items())
def test_only_what_the_format_cannot_ask_is_left_out(code: str, left_out: frozenset[str]) -> None:
    some = starter_drafts()
    written = FORMATS[code].write(some)
    assert {left.what for left in written.left} <= left_out
    blocks = read_blocks_safely(written.content, code)
    assert len(blocks) == len(some) - len(written.left)
    assert all(block.draft for block in blocks)
