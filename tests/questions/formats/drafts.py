"""Sound drafts of every kind, for properties of formats."""

import io

from hypothesis import strategies as st
from PIL import Image

from questions.drafts import Draft, check_draft
from questions.kinds import KINDS, ShownPicture
from questions.kinds.case import PART_KINDS
from questions.kinds.wording import LETTERS
from questions.pictures import ReadPicture, read_picture

# what formats write specially, among ordinary words
_SPECIAL = ["::", "//", "]]>", "&amp;", "<p>"]
_ALPHABET = st.sampled_from([*"法律条例a B1,。;:{}=~#\\/<>&'\"[]%()|$@*`^-\n《》", *_SPECIAL])


def picture_file(colour: str, encoding: str = "PNG", size: tuple[int, int] = (3, 2)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, encoding)
    return out.getvalue()


# as the bank keeps them, so that they are read back as the same bytes
KEPT: dict[str, ReadPicture] = {
    one.sha256: one for one in (read_picture(read_picture(picture_file(colour)).content) for colour in ("red", "blue"))
}
BYTES = {sha256: one.content for sha256, one in KEPT.items()}


def shown(sha256: str, alt: str) -> ShownPicture:
    return {"sha256": sha256, "width": KEPT[sha256].width, "height": KEPT[sha256].height, "alt": alt}


def text(most: int = 12, *, lines: bool = True, without: str = "") -> st.SearchStrategy[str]:
    words = st.lists(_ALPHABET, min_size=1, max_size=most).map("".join)
    plain = words.map(lambda one: "".join(c for c in one if c not in without and (lines or c != "\n")))
    return plain.map(str.strip).filter(bool)


@st.composite
def drafts(draw: st.DrawFn, kinds: tuple[str, ...] = tuple(KINDS)) -> Draft:
    """Normalised, as they are stored."""
    draft = _asked(draw, draw(st.sampled_from(kinds)))
    draft.explanation, draft.citation = draw(st.just("") | text()), draw(st.just("") | text())
    draft.difficulty = draw(st.sampled_from(["", "easy", "medium", "hard"]))
    draft.topic = draw(st.sampled_from(["", "宪法", "优化营商环境/总则", "a: b/c=d"]))
    draft.audience, draft.source = draw(st.just("") | text(lines=False)), draw(st.just("") | text(lines=False))
    draft.points = draw(st.none() | st.integers(1, 1_000_00))
    if draw(st.integers(0, 3)) == 0:
        pictures = draw(st.lists(st.sampled_from(list(KEPT)), min_size=1, max_size=2, unique=True))
        draft.details = {**draft.details, "pictures": [shown(one, draw(text())) for one in pictures]}
    return draft.normalised()


def _asked(draw: st.DrawFn, kind: str) -> Draft:
    draft = Draft(kind=kind, stem=draw(text()))
    if KINDS[kind].has_options:
        texts = draw(st.lists(text(6), min_size=2, max_size=8, unique=True))
        draft.options = [{"letter": letter, "text": one} for letter, one in zip(LETTERS, texts, strict=False)]
    letters = [option["letter"] for option in draft.options]
    if kind == "single":
        draft.key = [draw(st.sampled_from(letters))]
    elif kind == "multiple":
        draft.key = sorted(draw(st.sets(st.sampled_from(letters), min_size=1)))
    elif kind == "ordering":
        draft.key = draw(st.permutations(letters))
    elif kind == "matching":
        draft.details = {"matches": draw(st.lists(text(6), min_size=2, max_size=5, unique=True))}
        numbers = st.integers(1, len(draft.details["matches"]))
        draft.key = [f"{letter}-{draw(numbers)}" for letter in letters]
    elif kind == "true_false":
        draft.key = [draw(st.sampled_from("TF"))]
    elif kind == "fill_in":
        blanks = draw(st.integers(1, 3))
        draft.stem = draft.stem.replace("_", "") + " ____ 和" * blanks
        draft.details = {"any_order": True} if draw(st.booleans()) else {}
        wordings = st.lists(text(4, lines=False, without=";;|"), min_size=1, max_size=3, unique=True)
        draft.key = [";".join(draw(wordings)) for _ in range(blanks)]
    elif kind == "case" and draw(st.booleans()):
        _ask_parts(draw, draft)
    else:
        draft.key = [draw(text())]
    return draft


def _ask_parts(draw: st.DrawFn, draft: Draft) -> None:
    parts = [_asked(draw, draw(st.sampled_from(list(PART_KINDS)))) for _ in range(draw(st.integers(1, 3)))]
    draft.details = {
        "parts": [
            {"kind": one.kind, "stem": one.stem, "options": one.options, "details": one.details, "share": place}
            for place, one in enumerate(parts, start=1)
        ]
    }
    draft.key = [f"{place}:{entry}" for place, one in enumerate(parts, start=1) for entry in one.key]


def sound(draft: Draft) -> bool:
    return not check_draft(draft)
