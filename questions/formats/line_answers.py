"""Answers that stand apart from their questions: in a table, in ranges, or under 参考答案 at the end. Pure."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from questions.formats.line_marks import (
    Head,
    answer_head_of,
    entries_of,
    number_of_line,
    parts_of,
    spread,
)
from questions.formats.line_shapes import Asked, Line, Section
from questions.kinds.case import code as CASE
from questions.plain_text import without_spaces

_NUMBER_NAMES, _ANSWER_NAMES = ("题号", "序号", ""), ("答案", "正确答案", "参考答案", "标准答案", "")
_NUMBER = re.compile(r"[0-9]{1,5}")


@dataclass(slots=True)
class Given:
    """An answer to the question with this number: of the section, or else of the sections that the head names."""

    line: Line
    number: int
    said: dict[str, list[str]]
    section: Section | None
    head: Head | None


@dataclass(slots=True)
class Answers:
    given: list[Given] = field(default_factory=list)
    refused: list[tuple[Line, str]] = field(default_factory=list)
    head: Head | None = None
    style: str = ""
    last: Given | None = None
    column: str = ""

    def refuse(self, line: Line, message: str) -> None:
        self.refused.append((line, message))

    def give(self, line: Line, number: int, text: str, section: Section | None) -> None:
        self.last = Given(line, number, {"答案": [text]}, section, self.head if section is None else None)
        self.column = "答案"
        self.given.append(self.last)

    def give_all(self, line: Line, entries: Sequence[tuple[int, int, str]], section: Section | None) -> None:
        head = section.head if section else self.head
        for first, last, text in entries:
            texts = [text] if first == last else spread(first, last, text, head.kind if head else "")
            if texts is None:
                self.refuse(line, f"第 {first} 至 {last} 题的答案个数不对。")
                continue
            for place, one in enumerate(texts):
                self.give(line, first + place, one, section)

    def read(self, line: Line) -> None:
        """A line below the title 参考答案."""
        if line.rows is not None:
            pairs = pairs_of_table(line.rows)
            if pairs is None:
                self.refuse(line, "表格无法识别,答案表应有题号和答案两行或两列。")
            for number, text in pairs or []:
                self.give(line, number, text, None)
            return
        headed = answer_head_of(line.text)
        if headed:
            self.head, self.style, self.last = headed[0], "", None
        text = headed[1] if headed else line.text
        if entries := entries_of(text, several=False):
            self.give_all(line, entries, None)
        elif text:
            self._text(line, text)

    def _text(self, line: Line, text: str) -> None:
        number = number_of_line(text)
        if number and self.style in ("", number.style):
            self.style = number.style
            self.last = Given(line, number.value, {}, None, self.head)
            self.given.append(self.last)
            self.column, text = "答案", text[number.end :]
        for part in parts_of(text):
            self._say(line, part.column, text[part.start : part.end].strip())

    def _say(self, line: Line, column: str, text: str) -> None:
        last, is_written = self.last, self.head is not None and self.head.kind in ("short_answer", CASE)
        if last is None:
            self.refuse(line, "不知是哪一题的答案。")
        elif column or not last.said:
            self.column = column or "答案"
            if self.column in last.said:
                self.refuse(line, f"同一题又是一处“{self.column}”。")
            last.said[self.column] = [text]
        elif is_written or self.column == "解析":
            last.said[self.column].append(text)
        else:
            self.refuse(line, "不知是什么内容,请按模板的写法修改。")

    def hand_over(self, questions: Sequence[Asked]) -> None:
        """To each question what is given for it; what is for none, or for more than one, is refused."""
        by_number: defaultdict[int, list[Asked]] = defaultdict(list)
        for one in questions:
            by_number[one.number].append(one)
        for given in self.given:
            meant = [one for one in by_number[given.number] if _is_meant(given, one.section)]
            if len(meant) != 1:
                why = "没有对应的试题" if not meant else "对应几道试题,请写明是哪一部分的答案"
                self.refuse(given.line, f"第 {given.number} 题的答案{why}。")
                continue
            _hand_over(given, meant[0])


def _hand_over(given: Given, asked: Asked) -> None:
    for column, lines in given.said.items():
        if column == "答案":
            asked.given.append("\n".join(lines).strip())
        elif column in asked.said:
            asked.refuse("said_twice", given.line, f"又是一处“{column}”,一道题只能有一处。")
        else:
            asked.said[column] = lines


def _is_meant(given: Given, section: Section) -> bool:
    if given.section is not None:
        return section is given.section
    head = given.head
    if head is None:
        return True
    fits = not head.ordinal or not section.head.ordinal or head.ordinal == section.head.ordinal
    return fits if not head.kind else head.kind == section.head.kind


def pairs_of_table(rows: Sequence[Sequence[str]]) -> list[tuple[int, str]] | None:
    """Numbers and answers: a row of each, one below the other, or a column of each. None for any other table."""
    plain = [[without_spaces(cell) for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if not plain or len({len(row) for row in plain}) != 1:
        return None
    columns = [list(column) for column in zip(*plain, strict=True)]
    return _pairs_by_row(plain) or _pairs_by_row(columns)


def _pairs_by_row(rows: list[list[str]]) -> list[tuple[int, str]] | None:
    if len(rows) % 2:
        return None
    pairs = []
    for numbers, answers in zip(rows[::2], rows[1::2], strict=True):
        if not _NUMBER.fullmatch(numbers[0]):
            if numbers[0] not in _NUMBER_NAMES or answers[0] not in _ANSWER_NAMES:
                return None
            del numbers[0], answers[0]
        for number, answer in zip(numbers, answers, strict=True):
            if not _NUMBER.fullmatch(number):
                if number or answer:
                    return None
            elif not answer or _NUMBER.fullmatch(answer):
                return None
            else:
                pairs.append((int(number), answer))
    return pairs or None
