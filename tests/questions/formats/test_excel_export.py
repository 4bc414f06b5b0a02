"""Drafts out as rows and in again: the same, or listed; and no cell that a spreadsheet program could run (N101)."""

import csv
import io
from collections.abc import Callable, Iterable
from typing import BinaryIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.drafts import Draft
from questions.formats.blocks import Left
from questions.formats.excel import COLUMNS, read_rows
from questions.formats.excel_export import HEADERS, write_csv, write_excel
from questions.imports.reading import read_table
from questions.kinds.contract import Part
from questions.plain_text import FORMULA_STARTS, guarded, unguarded
from questions.starter import starter_drafts
from tests.questions.formats.drafts import drafts, sound

Write = Callable[[Iterable[Draft], BinaryIO], list[Left]]
BOTH = pytest.mark.parametrize("write", [write_excel, write_csv])


def there_and_back(write: Write, some: list[Draft]) -> tuple[list[Draft | None], list[Left], bytes]:
    out = io.BytesIO()
    left = write(some, out)
    if all(any(one.place == place and one.whole for one in left) for place in range(len(some))):
        return [], left, out.getvalue()
    table = read_table(out.getvalue(), "试题.xlsx", COLUMNS)
    return [reading.draft for _, reading in read_rows(table)], left, out.getvalue()


@BOTH
@settings(max_examples=25)
@given(st.lists(drafts().filter(sound), min_size=1, max_size=6))
def test_what_is_written_is_read_back_the_same(write: Write, some: list[Draft]) -> None:
    read, left, _ = there_and_back(write, some)
    outside = {one.place for one in left if one.whole}
    altered = {one.place for one in left}
    for (place, draft), back in zip(
        [(place, draft) for place, draft in enumerate(some) if place not in outside], read, strict=True
    ):
        assert back
        assert back == draft or (place in altered and back.fingerprint == draft.fingerprint)
    assert all(one.what for one in left)


@BOTH
def test_starter_bank_goes_out_and_comes_back(write: Write) -> None:
    some = starter_drafts()
    assert there_and_back(write, some)[:2] == (some, [])


PART: Part = {"kind": "true_false", "stem": "乙", "options": [], "share": 1}


def sentence(stem: str, **fields: str) -> Draft:
    return Draft("true_false", stem, key=["T"], **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("draft", "what", "whole"),
    [
        (sentence("一行\r\n两行"), "题干", False),
        (sentence("甲", explanation="尾 "), "解析", False),
        (sentence("甲", source="不可见\x07"), "来源/年份", True),
        (Draft("fill_in", "____", key=["甲|乙"]), "答案", True),
        (Draft("case", "甲", key=["1:T"], details={"parts": [PART]}), "题型:有小题的案例分析题", True),
        (Draft("short_answer", "甲", key=["𠮷" * 20_000]), "答案", True),
    ],
)
def test_what_a_row_cannot_say_is_listed(draft: Draft, what: str, whole: bool) -> None:
    assert write_csv([sentence("其他"), draft], io.BytesIO()) == [Left(1, whole, what)]


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_n101_no_cell_can_be_run_and_each_comes_back_as_it_was(start: str) -> None:
    text = f"{start}cmd|' /C calc'!A0"
    draft = sentence(f"甲{text}", explanation=f"{text}\n{text}", source=text, citation=f"'{text}")
    (_, left, book), (back, _, table) = there_and_back(write_excel, [draft]), there_and_back(write_csv, [draft])
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(book)).active or [] for cell in row if cell.value]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    lines = csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    texts = [str(cell.value) for cell in cells] + [text for line in lines for text in line]
    assert not [text for text in texts if text.startswith(FORMULA_STARTS)]
    if not start.isspace():
        assert (left, back) == ([], [draft])


@given(st.text("'=+-a \t"))
def test_the_mark_before_a_text_comes_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(FORMULA_STARTS)


def test_a_text_full_of_semicolons_is_no_sign_of_a_separator() -> None:
    draft = sentence("甲;乙;" * 200, explanation="\t".join("丙丁" * 50))
    assert there_and_back(write_csv, [draft])[0] == [draft]
    assert set(HEADERS) >= set(COLUMNS.required)
