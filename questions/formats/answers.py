"""What GIFT and Moodle XML have in common: answers by weight, pairs, wordings; fields that travel as labels. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from questions.drafts import Draft
from questions.formats.blocks import options_of
from questions.formats.excel import ANY_ORDER, DIFFICULTIES_SHOWN, DIFFICULTY_NAMES, FIELD_COLUMNS
from questions.kinds import Problem
from questions.kinds.case import code as CASE
from questions.kinds.case import label as CASE_LABEL
from questions.kinds.fill_in import blanks_in
from questions.kinds.fill_in import wordings as folded_wordings
from questions.plain_text import is_control

BLANK = "____"
WITH_PARTS = "题型:有小题的案例分析题"
UNSAYABLE = "不可见的控制字符"
_POINTS = re.compile(r"[0-9]{1,6}(\.[0-9]{1,2}0*)?")
_BETWEEN_WORDINGS = re.compile(r"[;；]")
# no control characters, and yet XML does not take them
_NOT_IN_XML = ("\ufffe", "\uffff")


class Answer(NamedTuple):
    text: str
    weight: float


def choose(draft: Draft, answers: Sequence[Answer], *, single: bool) -> list[Problem]:
    """Options and key by weights: one of 100, or several that make 100 together."""
    draft.options = options_of([answer.text for answer in answers])
    right = [option["letter"] for option, answer in zip(draft.options, answers, strict=True) if answer.weight > 0]
    draft.kind, draft.key = "single" if single else "multiple", right
    total = sum(answer.weight for answer in answers if answer.weight > 0)
    if single and len(right) != 1:
        return [Problem("key", "single_needs_one", "单选题要有一个正确答案,不能有部分得分的选项。")]
    if abs(total - 100) > 1:
        return [Problem("key", "weights_sum", f"正确选项的权重合计应为 100%,现为 {total:g}%。")]
    return []


def fill(draft: Draft, answers: Sequence[Answer]) -> list[Problem]:
    """One blank and its wordings; where the stem has none it stands at the end."""
    draft.kind, draft.key = "fill_in", [";".join(answer.text for answer in answers)]
    if not blanks_in(draft.stem) and draft.stem:
        draft.stem += BLANK
    if any(answer.weight != 100 for answer in answers):
        return [Problem("key", "partial_credit", "填空题的每种写法都应得满分,不能有部分得分或通配的答案。")]
    return unfit_wordings([answer.text for answer in answers])


def unfit_wordings(texts: Sequence[str]) -> list[Problem]:
    if any(map(_BETWEEN_WORDINGS.search, texts)):
        return [Problem("key", "wording_unfit", "答案的写法里不能有分号。")]
    return []


def pair(draft: Draft, pairs: Sequence[tuple[str, str]]) -> list[Problem]:
    """An empty left side brings in an entry that belongs to none. The right side is put into an order of its own."""
    matches = sorted({right for _, right in pairs})
    match(draft, [left for left, _ in pairs if left], matches, [matches.index(right) for left, right in pairs if left])
    return []


def match(draft: Draft, lefts: Sequence[str], matches: Sequence[str], places: Sequence[int]) -> None:
    """`places`: where each left side's own match stands. Sides that stand row by row are put out of step."""
    draft.kind, draft.options = "matching", options_of(lefts)
    shift = 1 if list(places) == list(range(len(lefts))) else 0
    draft.details = {"matches": [*matches[shift:], *matches[:shift]]}
    lettered = zip((option["letter"] for option in draft.options), places, strict=True)
    draft.key = [f"{letter}-{(place - shift) % len(matches) + 1}" for letter, place in lettered]


def put_in_order(draft: Draft, texts: Sequence[str], order: Sequence[int]) -> None:
    """`order`: the places of the texts in the right order. Texts that stand in it are put out of step."""
    shift = 1 if list(order) == list(range(len(texts))) else 0
    draft.kind, draft.options = "ordering", options_of([*texts[shift:], *texts[:shift]])
    draft.key = [draft.options[(place - shift) % len(texts)]["letter"] for place in order]


def weights(draft: Draft) -> list[Answer]:
    share = 100 / max(len(draft.key), 1)
    wrong = 0 if draft.kind == "single" else -100
    return [Answer(one["text"], share if one["letter"] in draft.key else wrong) for one in draft.options]


def wordings(blank: str) -> list[str]:
    return [part.strip() for part in _BETWEEN_WORDINGS.split(blank) if part.strip()]


def pairs_of(draft: Draft) -> list[tuple[str, str]]:
    """Each option with what belongs to it, then what belongs to none."""
    matches = draft.details.get("matches", [])
    places = {entry.partition("-")[0]: int(entry.partition("-")[2]) - 1 for entry in draft.key}
    pairs = [(option["text"], matches[places[option["letter"]]]) for option in draft.options]
    return pairs + [("", text) for place, text in enumerate(matches) if place not in places.values()]


def unsayable_in_xml(draft: Draft) -> bool:
    sides = [*(option["text"] for option in draft.options), *draft.details.get("matches", [])]
    alts = (picture["alt"] for picture in draft.pictures)
    texts = [
        draft.stem,
        *alts,
        draft.explanation,
        *(text for _, text in labels(draft)),
        *draft.key,
        *sides,
        draft.topic,
    ]
    return any(is_control(one) or one in _NOT_IN_XML for text in texts for one in text)


def left_whole(draft: Draft) -> str:
    """Why neither format holds the question at all, or ""."""
    if draft.kind == "ordering":
        return "题型:排序题"
    if draft.kind == "fill_in" and (len(draft.key) > 1 or not folded_wordings(draft.key[0])):
        return "题型:有多个空的填空题"
    return WITH_PARTS if draft.details.get("parts") else ""


def labels(draft: Draft) -> Iterator[tuple[str, str]]:
    """The fields for which the format has no place of its own, as people call them."""
    if draft.kind == CASE:
        yield FIELD_COLUMNS["kind"], CASE_LABEL
    if draft.details.get("any_order"):
        yield FIELD_COLUMNS["details"], ANY_ORDER
    if draft.difficulty:
        yield FIELD_COLUMNS["difficulty"], DIFFICULTIES_SHOWN[draft.difficulty]
    for name in ("citation", "audience", "source"):
        if getattr(draft, name):
            yield FIELD_COLUMNS[name], getattr(draft, name)


def take_label(draft: Draft, label: str, text: str) -> list[Problem]:
    """What another platform's files say under other labels is no concern of ours."""
    name = {shown: name for name, shown in FIELD_COLUMNS.items()}.get(label)
    if name == "kind" and text == CASE_LABEL and draft.kind == "short_answer":
        draft.kind = CASE
    elif name == "details" and text == ANY_ORDER and draft.kind == "fill_in":
        draft.details = {"any_order": True}
    elif name == "difficulty":
        draft.difficulty = DIFFICULTY_NAMES.get(text, text)
    elif name in ("citation", "audience", "source"):
        setattr(draft, name, text)
    elif name == "key" and draft.kind in ("short_answer", CASE):
        draft.key = [text]
    elif name == "points":
        return take_points(draft, text)
    return []


def take_points(draft: Draft, text: str) -> list[Problem]:
    if not _POINTS.fullmatch(text):
        return [Problem("points", "points_unreadable", f"分值应为数字,最多两位小数,不能是“{text[:20]}”。")]
    draft.points = round(float(text) * 100)
    return []


def points_text(points: int) -> str:
    return f"{points // 100}.{points % 100:02}"
