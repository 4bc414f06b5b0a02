"""Rows of a table → drafts of questions, every error of a row at once, located by the file's own header."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from questions.drafts import LONGEST, MAX_POINTS, Draft, advice, check_draft
from questions.imports.problems import Note, error, note, warning
from questions.imports.reading import Columns, Row, Table, cell_notes
from questions.kinds import KINDS, Details, Problem
from questions.kinds.contract import Option
from questions.kinds.wording import LETTERS
from questions.plain_text import unguarded, without_spaces

OPTION_COLUMNS = tuple(f"选项{letter}" for letter in LETTERS)
COLUMNS = Columns(
    aliases={
        "题型": ("试题类型", "题目类型", "类型"),
        "题干": ("题目", "试题内容", "试题", "题目内容", "试题题干"),
        **{f"选项{letter}": (letter, f"选项 {letter}", f"答案选项{letter}") for letter in LETTERS},
        "补充内容": ("连线右侧", "右侧选项", "右侧内容", "匹配项"),
        "答案": ("正确答案", "参考答案", "标准答案"),
        "解析": ("答案解析", "试题解析"),
        "难度": ("难易度", "难易程度", "难度等级"),
        "知识点": ("知识点分类", "所属知识点"),
        "法条依据": ("法律依据", "依据", "法规依据"),
        "分值": ("分数", "本题分值"),
        "适用对象": ("适用人员", "适用人群"),
        "来源/年份": ("来源", "年份", "来源年份", "出处"),
    },
    required=("题型", "题干", "答案"),
    fill_down=frozenset({"题型", "知识点", "难度"}),
)
KIND_NAMES = {
    "单选": "single",
    "单项选择": "single",
    "多选": "multiple",
    "多项选择": "multiple",
    "不定项选择": "multiple",
    "判断": "true_false",
    "是非": "true_false",
    "对错": "true_false",
    "填空": "fill_in",
    "排序": "ordering",
    "连线": "matching",
    "匹配": "matching",
    "配对": "matching",
    "简答": "short_answer",
    "问答": "short_answer",
    "论述": "short_answer",
    "案例": "case",
    "案例分析": "case",
}
DIFFICULTY_NAMES = {
    **dict.fromkeys(("易", "简单", "容易", "较易", "低"), "easy"),
    **dict.fromkeys(("中", "中等", "一般", "适中", "普通"), "medium"),
    **dict.fromkeys(("难", "困难", "较难", "高"), "hard"),
}
FIELD_COLUMNS = {
    "kind": "题型",
    "stem": "题干",
    "details": "补充内容",
    "key": "答案",
    "explanation": "解析",
    "difficulty": "难度",
    "topic": "知识点",
    "citation": "法条依据",
    "points": "分值",
    "audience": "适用对象",
    "source": "来源/年份",
}
DIFFICULTIES_SHOWN = {"easy": "易", "medium": "中", "hard": "难"}
ANY_ORDER = "不分顺序"
_ANY_ORDER = (ANY_ORDER, "不分先后", "顺序不限", "不限顺序")
DETAILS_NOT_TAKEN = f"只有连线题的右侧各项写在这里,或填空题写“{ANY_ORDER}”。"
_BETWEEN_MATCHES = re.compile(r"[|｜\n]")
_NUMBER = re.compile(r"^[0-9]{1,2}[.、．)）]\s*")
_POINTS = re.compile(r"(-?[0-9]{1,20}(?:\.[0-9]+)?)(分?)")


@dataclass(slots=True)
class RowReading:
    """`draft` is None as soon as a note is an error; `present`: the columns in which the row says something."""

    draft: Draft | None
    notes: list[Note] = field(default_factory=list)
    present: frozenset[str] = frozenset()


def read_details(kind: str, text: str) -> Details | None:
    """The right side of a matching, `甲|乙|丙` with or without numbers; `不分顺序` for a fill-in; None for neither."""
    if not text or not kind:
        return {}
    if kind == "matching":
        return {"matches": [_NUMBER.sub("", part.strip()) for part in _BETWEEN_MATCHES.split(text)]}
    return {"any_order": True} if kind == "fill_in" and text in _ANY_ORDER else None


def read_row(row: Row, table: Table) -> RowReading:
    return _RowReader(row, table).read()


class _RowReader:
    """Gathers the notes of one row. A column that is broken as a cell is reported once, and not looked at again."""

    def __init__(self, row: Row, table: Table) -> None:
        self.row, self.table = row, table
        self.notes = cell_notes(row, table)
        self.broken = {one.column for one in self.notes if one.level == "error"}
        self._refuse_dates()

    def read(self) -> RowReading:
        draft = Draft(kind=self._kind(), stem=self._text("题干"))
        draft.options, draft.details = self._options(), self._details(draft.kind)
        self._plain_fields(draft)
        draft.difficulty, draft.points = self._difficulty(), self._points()
        if draft.kind:
            draft.key = self._key(draft)
        self._report(draft)
        self._advise(draft)
        refused = any(one.level == "error" for one in self.notes)
        present = frozenset(column for column in self.row.cells if self._text(column))
        return RowReading(None if refused else draft, self._sorted(), present)

    def _text(self, column: str) -> str:
        text = unguarded(self.row.text(column)).replace("\r\n", "\n").replace("\r", "\n")
        return text.replace("\ufeff", "").replace("\u200b", "").strip()

    def _add(self, one: Note) -> None:
        if one.column not in self.broken:
            self.notes.append(one)
            if one.level == "error":
                self.broken.add(one.column)

    def _refuse_dates(self) -> None:
        for column, cell in self.row.cells.items():
            if cell.kind == "date":
                message = f"单元格被 Excel 当作日期({cell.text}),请设为文本格式后重新填写。"
                self._add(error(self.table.header(column), "date_cell", message))

    def _kind(self) -> str:
        header, written = self.table.header("题型"), self._text("题型")
        plain = without_spaces(written).removesuffix("题")
        kind = KIND_NAMES.get(plain, "")
        if not written:
            self._add(error(header, "kind_missing", "题型不能为空。"))
        elif not kind:
            known = "、".join(one.label for one in KINDS.values())
            self._add(error(header, "kind_unknown", f"不认识的题型“{written[:20]}”,可用:{known}。"))
        elif written != KINDS[kind].label:
            self._add(note(header, "kind_read_as", f"题型读作{KINDS[kind].label}。"))
        return kind

    def _options(self) -> list[Option]:
        """Up to the last that is filled, gaps and all: what is wrong with them the kind says."""
        texts = [self._text(column) for column in OPTION_COLUMNS]
        while texts and not texts[-1]:
            texts.pop()
        return [{"letter": letter, "text": text} for letter, text in zip(LETTERS, texts, strict=False)]

    def _details(self, kind: str) -> Details:
        details = read_details(kind, self._text("补充内容"))
        if details is None:
            self._add(error(self.table.header("补充内容"), "details_not_taken", DETAILS_NOT_TAKEN))
        return details or {}

    def _plain_fields(self, draft: Draft) -> None:
        draft.explanation, draft.topic = self._text("解析"), self._text("知识点")
        draft.citation, draft.audience = self._text("法条依据"), self._text("适用对象")
        draft.source = self._text("来源/年份")
        for name in LONGEST:
            self._check_length(name, getattr(draft, name))

    def _check_length(self, name: str, text: str) -> None:
        if len(text) > LONGEST[name]:
            header = self.table.header(FIELD_COLUMNS[name])
            self._add(error(header, "too_long", f"不能超过 {LONGEST[name]:,} 字。"))

    def _difficulty(self) -> str:
        header, written = self.table.header("难度"), self._text("难度")
        difficulty = DIFFICULTY_NAMES.get(without_spaces(written), "")
        if written and not difficulty:
            self._add(error(header, "difficulty_unknown", f"不认识的难度“{written[:20]}”,可用:易、中、难。"))
        elif difficulty and written not in DIFFICULTIES_SHOWN.values():
            self._add(note(header, "difficulty_read_as", f"难度读作“{DIFFICULTIES_SHOWN[difficulty]}”。"))
        return difficulty

    def _points(self) -> int | None:
        header, written = self.table.header("分值"), self._text("分值")
        if not written:
            return None
        found = _POINTS.fullmatch(without_spaces(written))
        hundredths = Decimal(found[1]) * 100 if found else Decimal(0)
        if not found:
            self._add(error(header, "points_unreadable", f"分值应为数字,不能是“{written[:20]}”。"))
        elif not 0 < hundredths <= MAX_POINTS:
            self._add(error(header, "points_out_of_range", "分值应大于 0,不超过 1000。"))
        elif hundredths != int(hundredths):
            self._add(error(header, "points_too_fine", "分值最多两位小数。"))
        elif found[2]:
            self._add(note(header, "points_read_as", f"分值读作 {found[1]}。"))
        return int(hundredths)

    def _key(self, draft: Draft) -> list[str]:
        header = self.table.header("答案")
        reading = KINDS[draft.kind].read_key(self._text("答案"), draft.content)
        self._report_problems(reading.problems)
        if reading.remark:
            self._add(note(header, "key_read_as", reading.remark))
        return reading.key

    def _report(self, draft: Draft) -> None:
        """What the draft's own check finds, where its column is not reported already."""
        if draft.kind:
            self._report_problems(check_draft(draft))
        elif not draft.stem:
            self._add(error(self.table.header("题干"), "stem_missing", "题干不能为空。"))

    def _report_problems(self, problems: list[Problem]) -> None:
        # what is said of the key rests on options, and a right side, that could be read
        options_broken = any(self.table.header(column) in self.broken for column in (*OPTION_COLUMNS, "补充内容"))
        for one in problems:
            if one.field == "key" and options_broken:
                continue
            self._add(error(self.table.header(self._column(one)), one.code, one.message))

    def _column(self, problem: Problem) -> str:
        if problem.field.startswith("options/"):
            place = int(problem.field.removeprefix("options/"))
            if problem.code == "options_not_taken":
                place = next(i for i, column in enumerate(OPTION_COLUMNS) if self._text(column))
            return OPTION_COLUMNS[min(place, len(OPTION_COLUMNS) - 1)]
        return FIELD_COLUMNS[problem.field.partition("/")[0]]

    def _advise(self, draft: Draft) -> None:
        for one in advice(draft):
            self._add(warning(self.table.header(self._column(one)) if one.field else None, one.code, one.message))

    def _sorted(self) -> list[Note]:
        """Errors first, then in the order of the columns."""
        levels = ("error", "warning", "note")
        places = {header: place for place, header in enumerate(self.table.headers.values())}
        return sorted(self.notes, key=lambda one: (levels.index(one.level), places.get(one.column or "", 99)))


def read_rows(table: Table) -> Iterator[tuple[Row, RowReading]]:
    for row in table.rows:
        yield row, read_row(row, table)
