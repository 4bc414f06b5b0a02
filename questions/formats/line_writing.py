"""Drafts → the lines of a question paper, in the layout that `lines` reads. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from questions.drafts import Draft
from questions.formats.blocks import Left
from questions.formats.excel import OPTION_COLUMNS
from questions.formats.excel_export import columns_of
from questions.formats.line_marks import SHARE
from questions.formats.line_shapes import Line, text_lines
from questions.formats.lines import read_lines
from questions.formats.pictures import LEFT_OUT, without_pictures
from questions.kinds import KINDS, ShownPicture
from questions.kinds.case import by_part
from questions.kinds.contract import Part
from questions.laws.numerals import numeral_of
from questions.plain_text import is_control

CONFUSED = "文字中有题号、选项字母、“答案:”等标记的写法,或有不可见的字符"
# no control characters, and yet XML does not take them
_UNSAYABLE = ("\ufffe", "\uffff")
_OF_THE_WHOLE = ("解析", "法条依据", "难度", "知识点", "分值", "适用对象", "来源/年份")


class Printed(NamedTuple):
    """A question as its lines, the first with the whole stem; its pictures belong behind that."""

    lines: list[str]
    pictures: Sequence[ShownPicture]


class Section(NamedTuple):
    """The questions of one kind."""

    head: str
    questions: list[Printed]


def sections_of(drafts: Sequence[Draft], *, with_pictures: bool = True) -> tuple[list[Section], list[Left]]:
    """Each question is read back before it is taken: what would come back otherwise is left out whole."""
    sections: list[Section] = []
    left: list[Left] = []
    for kind, known in KINDS.items():
        section = Section(f"{numeral_of(len(sections) + 1)}、{known.label}", [])
        for place, draft in enumerate(drafts):
            if draft.kind != kind:
                continue
            lines = list(_question(draft, len(section.questions) + 1))
            if draft.pictures and not with_pictures:
                left.append(Left(place, True, LEFT_OUT))
            elif _plain(_read_back([section.head, *lines])) == _plain(without_pictures(draft)):
                section.questions.append(Printed(lines, draft.pictures))
            else:
                left.append(Left(place, True, CONFUSED))
        if section.questions:
            sections.append(section)
    return sections, left


def _read_back(lines: Sequence[str]) -> Draft | None:
    text = "\n".join(lines)
    if any(is_control(character) or character in _UNSAYABLE for character in text):
        return None
    written = text_lines(text)
    blocks = read_lines([Line(number, line) for number, line in enumerate(written, start=1)])
    return blocks[0].draft if len(blocks) == 1 else None


def _plain(draft: Draft | None) -> Draft | None:
    """Sub-questions without details may say so, or leave it."""
    if draft is None or not draft.details.get("parts"):
        return draft
    parts: list[Part] = [{**part, "details": part.get("details", {})} for part in draft.details["parts"]]
    return replace(draft, details={**draft.details, "parts": parts})


def _question(draft: Draft, number: int) -> Iterator[str]:
    said = columns_of(draft)
    if "分值" in said:
        said["分值"] = said["分值"].rstrip("0").rstrip(".")
    whole = [f"{column}：{said[column]}" for column in _OF_THE_WHOLE if column in said]
    if parts := draft.details.get("parts"):
        yield from [f"{number}. {draft.stem}", *whole]
        for place, (part, key) in enumerate(zip(parts, by_part(parts, draft.key), strict=True), start=1):
            yield from _part(part, key, place)
    else:
        yield f"{number}. {draft.stem}"
        yield from _asked(said)
        yield from whole


def _part(part: Part, key: list[str], number: int) -> Iterator[str]:
    said = columns_of(Draft(part["kind"], part["stem"], part["options"], key, part.get("details", {})))
    yield f"({number}) {part['stem']}"
    yield f"题型：{said['题型']}"
    yield f"{SHARE}：{part['share']}"
    yield from _asked(said)


def _asked(said: dict[str, str]) -> Iterator[str]:
    for column in OPTION_COLUMNS:
        if column in said:
            yield f"{column[-1]}. {said[column]}"
    for column in ("补充内容", "答案"):
        if column in said:
            yield f"{column}：{said[column]}"
