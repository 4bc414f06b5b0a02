"""Drafts → rows of the template's columns as xlsx or CSV, one at a time; what a row cannot say is listed. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import xlsxwriter

from questions.drafts import Draft, differences
from questions.formats.answers import WITH_PARTS, points_text
from questions.formats.blocks import Left
from questions.formats.excel import ANY_ORDER, COLUMNS, DIFFICULTIES_SHOWN, FIELD_COLUMNS, read_row
from questions.formats.excel_template import SHEET, TEXT_IS_TEXT, cell_formats, headed_sheet
from questions.formats.pictures import LEFT_OUT
from questions.imports.reading import Cell, Row, Table
from questions.kinds import KINDS
from questions.plain_text import guarded

HEADERS = tuple(COLUMNS.aliases)
# UTF-16 units, as Excel counts them
LONGEST_CELL = 32_767
_TABLE = Table(headers={header: header for header in HEADERS}, header_row=1, rows=[])
_JOINED_BY = {"fill_in": "|", "matching": ","}


def write_excel(drafts: Iterable[Draft], out: BinaryIO) -> list[Left]:
    left: list[Left] = []
    with xlsxwriter.Workbook(out, {"constant_memory": True, **TEXT_IS_TEXT}) as book:
        head, text = cell_formats(book)
        sheet = headed_sheet(book, SHEET, head, text, HEADERS)
        for number, cells in enumerate(_rows(drafts, left), start=1):
            for column, header in enumerate(HEADERS):
                if header == "分值" and header in cells:
                    sheet.write_number(number, column, float(cells[header]))
                elif header in cells:
                    sheet.write_string(number, column, cells[header])
    return left


def write_csv(drafts: Iterable[Draft], out: BinaryIO) -> list[Left]:
    """UTF-8 with the mark by which Excel knows it; everything quoted, so that no text looks like a separator."""
    left: list[Left] = []
    lines = io.TextIOWrapper(out, "utf-8-sig", newline="")
    writer = csv.writer(lines, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADERS)
    writer.writerows([cells.get(header, "") for header in HEADERS] for cells in _rows(drafts, left))
    lines.detach()
    return left


def _rows(drafts: Iterable[Draft], left: list[Left]) -> Iterator[dict[str, str]]:
    for place, draft in enumerate(drafts):
        cells = cells_of(draft)
        lost = list(_lost(place, draft, cells))
        left.extend(lost)
        if not any(one.whole for one in lost):
            yield cells


def cells_of(draft: Draft) -> dict[str, str]:
    return {header: guarded(text) for header, text in columns_of(draft).items()}


def columns_of(draft: Draft) -> dict[str, str]:
    """What each column says, as people write it; those that say nothing are left out."""
    said = {
        "题型": KINDS[draft.kind].label,
        "题干": draft.stem,
        **{f"选项{option['letter']}": option["text"] for option in draft.options},
        "补充内容": _details(draft),
        "答案": _key(draft),
        "解析": draft.explanation,
        "难度": DIFFICULTIES_SHOWN.get(draft.difficulty, ""),
        "知识点": draft.topic,
        "法条依据": draft.citation,
        "分值": "" if draft.points is None else points_text(draft.points),
        "适用对象": draft.audience,
        "来源/年份": draft.source,
    }
    return {header: text for header, text in said.items() if text}


def _details(draft: Draft) -> str:
    if draft.details.get("any_order"):
        return ANY_ORDER
    # numbered, so that a text that begins with a number of its own keeps it
    return "|".join(f"{number}. {text}" for number, text in enumerate(draft.details.get("matches", []), start=1))


def _key(draft: Draft) -> str:
    if draft.kind == "true_false":
        return {"T": "正确", "F": "错误"}["".join(draft.key)]
    return _JOINED_BY.get(draft.kind, "").join(draft.key)


def _lost(place: int, draft: Draft, cells: dict[str, str]) -> Iterator[Left]:
    """By reading the row back. What would come back as another question, or as none, is left out whole."""
    if draft.details.get("parts") or draft.pictures:
        yield Left(place, True, WITH_PARTS if draft.details.get("parts") else LEFT_OUT)
        return
    reading = read_row(Row(place, {header: Cell("text", text) for header, text in cells.items()}), _TABLE)
    read = reading.draft
    too_long = [header for header, text in cells.items() if len(text.encode("utf-16-le", "replace")) > 2 * LONGEST_CELL]
    if read is None or too_long:
        yield Left(place, True, too_long[0] if too_long else reading.notes[0].column or "")
    elif read != draft:
        columns = [header for name, header in _FIELDS.items() if getattr(read, name) != getattr(draft, name)]
        whole = read.fingerprint != draft.fingerprint or {"key", "details"} & set(differences(draft, read))
        yield from [Left(place, True, "、".join(columns))] if whole else [Left(place, False, one) for one in columns]


_FIELDS = {**FIELD_COLUMNS, "options": "选项"}
