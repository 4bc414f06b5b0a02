"""Lines of a question paper → its questions as they stand, by section, number, letter and label. Pure.

What a line belongs to is never guessed: a number out of its order, a letter out of its place, words after an answer
that takes none refuse the question that they stand in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from questions.formats.line_answers import Answers, pairs_of_table
from questions.formats.line_marks import (
    SHARE,
    Head,
    Number,
    answer_head_of,
    begins_with_letter,
    entries_of,
    head_of,
    is_answer_title,
    number_of_line,
    options_in,
    other_head_of,
    parts_of,
)
from questions.formats.line_shapes import Asked, Line, Section
from questions.kinds.case import code as CASE

_FREE = ("题干", "解析", "法条依据")
_AFTER_OPTIONS = ("答案", "解析", "法条依据")
_WRITTEN_KINDS = ("short_answer", CASE)
_PICTURE_MISPLACED = "的图片不在题干里,不知属于哪道题;请另起一段,放在题干之后、选项之前。"
# what a sub-question of a case has of its own
_OF_A_PART = ("题型", "答案", "补充内容", SHARE)


@dataclass(slots=True)
class Paper:
    """`passages`: lines before a section's first question that are none."""

    asked: list[Asked] = field(default_factory=list)
    passages: list[Line] = field(default_factory=list)
    answers: Answers = field(default_factory=Answers)


def structure_of(lines: Sequence[Line]) -> Paper:
    return _Reader(lines).read()


class _Reader:
    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.paper = Paper()
        self.section = Section()
        # the question that is being read, its sub-question or itself, and what a further line would go on with
        self.whole: Asked | None = None
        self.asked: Asked | None = None
        self.holder: Asked | None = None
        self.column = ""
        self.blank = 0
        self.in_answers = False

    def read(self) -> Paper:
        for place, line in enumerate(self.lines):
            if line.lost and self.whole and not self.in_answers:
                self.whole.refuse("media", line, f"含有{line.lost},暂时不能导入。")
            if not line:
                self.blank += not line.pictures
                self._pictures(line)
                continue
            if self.in_answers:
                self.paper.answers.read(line)
            elif line.rows is not None:
                self._table(line)
            elif is_answer_title(line.text) and self._answers_follow(place):
                self.in_answers = True
            else:
                self._line(line)
            self._pictures(line)
            self.blank = 0
        return self.paper

    def _pictures(self, line: Line) -> None:
        """They are a question's own as long as its stem goes on: one behind an answer may give it away."""
        if not line.pictures:
            return
        if self.in_answers:
            self.paper.answers.refuse(line, _PICTURE_MISPLACED)
        elif not self.whole:
            self.paper.passages.append(line)
        elif self.asked is self.whole and self.column == "题干":
            self.whole.pictures += line.pictures
        else:
            self.whole.refuse("picture_misplaced", line, _PICTURE_MISPLACED)

    def _line(self, line: Line) -> None:
        if head := head_of(line.text):
            self._begin(head)
        elif not self._answers(line):
            number = number_of_line(line.text)
            if number:
                self._number(line, number)
            else:
                self._text(line, 0)

    def _begin(self, head: Head) -> None:
        self.section = Section(head)
        self.whole = self.asked = self.holder = None

    def _answers_follow(self, place: int) -> bool:
        first, second, *_ = [*islice((one for one in islice(self.lines, place + 1, None) if one), 2), Line(0), Line(0)]
        headed = answer_head_of(first.text)
        if _is_answers(first) or not headed or headed[1]:
            return _is_answers(first)
        # 答案: before the next section's head may just be an answer that is missing
        is_title = not self.lines[place].text.endswith((":", "：", "】"))
        return is_title or _is_answers(second) or 0 < headed[0].ordinal <= self.section.head.ordinal

    def _answers(self, line: Line) -> bool:
        """Whether the line is answers of this section by number: 1-5 ABCDE, also after 答案:."""
        parts = parts_of(line.text)
        start = parts[0].start if [part.column for part in parts] == ["答案"] else 0
        entries = entries_of(line.text[start:], several=True)
        if entries:
            self.paper.answers.give_all(line, entries, self.section)
        return bool(entries)

    def _table(self, line: Line) -> None:
        pairs = pairs_of_table(line.rows or [])
        cells = [cell for row in line.rows or [] for cell in row if cell]
        if pairs is not None:
            for number, text in pairs:
                self.paper.answers.give(line, number, text, self.section)
        elif self.asked and cells and all(map(begins_with_letter, cells)):
            self._text(Line(line.number, "\t".join(cells)), 0)
        elif self.whole:
            self.whole.refuse("table", line, "的表格无法识别。")
        else:
            self.paper.answers.refuse(line, "表格无法识别;成表的试题请用 Excel 模板导入。")

    def _number(self, line: Line, number: Number) -> None:
        if self.section.style in ("", number.style):
            self._ask(line, number)
        elif self._is_part(number):
            self._ask_part(line, number)
        elif self.whole and self._goes_on() and number.value in (1, self.whole.listed + 1):
            self.whole.listed = number.value
            self._text(line, 0)
        else:
            self._refuse(line)

    def _ask(self, line: Line, number: Number) -> None:
        expected = self.section.last + 1
        asked = Asked(line, number.value, self.section)
        if self.section.style and number.value != expected:
            if self._goes_on() and self.whole:
                # it may as well be a point in the question before
                for one in (self.whole, asked):
                    one.refuse("number_out_of_order", line, f"的题号应为 {expected},不知是新的一题还是上一题的内容。")
            else:
                asked.warn("number_gap", f"题号不连续:上一题是 {self.section.last},本题是 {number.value}。")
                self.section.last = number.value
        else:
            self.section.last = number.value
        self.section.style = number.style
        self.paper.asked.append(asked)
        self.whole = asked
        self._open(asked, line, number)

    def _is_part(self, number: Number) -> bool:
        whole = self.whole
        is_case = whole is not None and self.section.head.kind == CASE and "答案" not in whole.said
        return is_case and whole is not None and number.value == len(whole.parts) + 1

    def _ask_part(self, line: Line, number: Number) -> None:
        assert self.whole
        part = Asked(line, number.value, self.section)
        self.whole.parts.append(part)
        self._open(part, line, number)

    def _open(self, asked: Asked, line: Line, number: Number) -> None:
        self.asked = self.holder = asked
        self.column = "题干"
        if line.lost:
            asked.refuse("media", line, f"含有{line.lost},暂时不能导入。")
        self._text(line, number.end)

    def _text(self, line: Line, start: int) -> None:
        for part in parts_of(line.text[start:]):
            if part.column:
                self._labelled(line, part.column, line.text[start + part.start : start + part.end].strip())
            else:
                self._unlabelled(line, start + part.start, start + part.end)

    def _labelled(self, line: Line, column: str, text: str) -> None:
        asked, whole = self.asked, self.whole
        if not asked or not whole:
            self.paper.passages.append(line)
            return
        is_part = asked is not whole
        holder = asked if column in _OF_A_PART else whole
        if (column == SHARE and not is_part) or (column == "分值" and is_part):
            self._refuse(line)
        elif column == "解析" and is_part:
            whole.said.setdefault(column, []).append(f"({asked.number}){text}")
        elif column in holder.said:
            holder.refuse("said_twice", line, f"又是一处“{column}”,一道题只能有一处。")
        else:
            holder.said[column] = [text]
        self.holder, self.column = holder, column

    def _unlabelled(self, line: Line, start: int, end: int) -> None:
        text, asked = line.text[start:end], self.asked
        if not asked:
            head = other_head_of(text)
            if head:
                self._begin(head)
            self.paper.passages.append(line)
        elif self.column not in _AFTER_OPTIONS and self._options(line, start, text):
            self.column = "选项"
        elif (head := other_head_of(text)) and not self._goes_on():
            self._begin(head)
            self.paper.passages.append(line)
        elif not self._goes_on() or (head and head.ordinal == self.section.head.ordinal + 1):
            self._refuse(line)
        else:
            self._go_on(text.strip())

    def _options(self, line: Line, start: int, text: str) -> bool:
        """Takes a line of options, or a stem with all of its options behind it."""
        assert self.asked
        asked, found = self.asked, options_in(text, len(self.asked.options))
        before = text[: found[0].start] if found else ""
        if found and before.strip():
            if self.column != "题干" or len(found) < 2:
                return False
            self._go_on(before.strip())
        elif not found:
            if begins_with_letter(text):
                asked.refuse("option_out_of_order", line, "的选项字母不连续。")
                return True
            return False
        for option, end in zip(found, [*(one.start for one in found[1:]), len(text)], strict=True):
            asked.options.append(text[option.text_start : end].strip())
            if line.is_marked(start + option.text_start, start + end):
                asked.marked.append(option.letter)
        return True

    def _goes_on(self) -> bool:
        """Whether a further line without a mark may belong to what was read last."""
        if not self.asked or not self.holder or self.column == "选项":
            return False
        said = self.holder.said.get(self.column, [])
        return self.column in _FREE or not any(said) or (self.column == "答案" and self._is_written())

    def _is_written(self) -> bool:
        assert self.asked
        if self.asked is not self.whole:
            return not self.asked.options
        return self.section.head.kind in _WRITTEN_KINDS

    def _go_on(self, text: str) -> None:
        assert self.holder
        said = self.holder.said.setdefault(self.column, [])
        if said == [""]:
            said.clear()
        elif said and self.blank:
            said.extend([""] * self.blank)
            if self.column != "题干":
                self.holder.warn("blank_line", f"“{self.column}”中有空行,空行以后的文字也读作{self.column},请核对。")
        said.append(text)

    def _refuse(self, line: Line) -> None:
        if self.whole:
            self.whole.refuse("not_understood", line, "不知是什么内容,请按模板的写法修改。")
        else:
            self.paper.passages.append(line)


def _is_answers(line: Line) -> bool:
    if line.rows is not None:
        return pairs_of_table(line.rows) is not None
    headed = answer_head_of(line.text)
    return bool(entries_of(headed[1] if headed else line.text, several=False))
