"""Hostile and merely messy files (N25–N43), read in this process; the child process has its own test."""

import datetime as dt
import io
import re
import time
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from questions.imports.problems import FileProblem
from questions.imports.reading import Columns, Table, cell_notes, read_table

COLUMNS = Columns(
    aliases={"姓名": (), "证件号码": ("身份证号",), "单位": ("工作单位",)},
    required=("姓名", "单位"),
    fill_down=frozenset({"单位"}),
    max_rows=200,
)
HEAD = ["姓名", "身份证号", "单位"]


def xlsx(*rows: list[Any], change: Callable[[Worksheet], object] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes | Callable[[bytes], bytes]) -> bytes:
    """The archive with one part replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content(old.read(name)) if callable(content) else content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def read(data: bytes, name: str = "a.xlsx", columns: Columns = COLUMNS) -> Table:
    return read_table(data, name, columns)


def refused(data: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(FileProblem) as problem:
        read(data, name)
    assert problem.value.detail.endswith("。")
    return problem.value.code


def texts(table: Table) -> list[list[str]]:
    return [[row.text(column) for column in COLUMNS.aliases] for row in table.rows]


def test_the_header_is_found_by_its_names_in_any_order_below_titles() -> None:
    rows = [["某单位花名册"], [], ["备注", "工作单位（必填）", "姓 名*"], ["无", "信访局", "张三"]]
    table = read(xlsx(*rows, change=lambda sheet: sheet.merge_cells("A1:C1")))
    assert table.header_row == 3
    assert table.headers == {"单位": "工作单位（必填）", "姓名": "姓 名*"}
    assert table.ignored == ["备注"]
    assert [(row.number, row.text("单位"), row.text("姓名")) for row in table.rows] == [(4, "信访局", "张三")]


def test_of_two_header_rows_the_lower_with_what_is_merged_from_above() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:C1")

    table = read(xlsx(["姓名", "基本信息"], [None, "身份证号", "单位"], ["张三", "1", "信访局"], change=merge))
    assert (table.header_row, texts(table)) == (2, [["张三", "1", "信访局"]])


def test_empty_rows_between_are_counted_and_row_numbers_are_those_of_excel() -> None:
    table = read(xlsx(HEAD, ["张三", "1", "甲"], [], [], ["李四", "2", "乙"]))
    assert [row.number for row in table.rows] == [2, 5]
    assert table.empty == 2


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["姓名", "身份证号"], ["张三", "1"]], "missing_column"),
        ([["姓名", "单位", "工作单位"], ["张三", "甲", "乙"]], "duplicate_column"),
        ([HEAD], "no_rows"),
        ([], "empty_file"),
    ],
)
def test_a_header_that_does_not_do_is_refused(rows: list[list[Any]], code: str) -> None:
    assert refused(xlsx(*rows)) == code


def test_numbers_dates_and_percents_keep_what_they_are() -> None:
    def style(sheet: Worksheet) -> None:
        sheet["C3"].number_format = "0.0%"

    rows = [HEAD, [dt.date(2026, 1, 5), 110101199003077510, 2.0], [True, 13800138000, 0.5]]
    table = read(xlsx(*rows, change=style))
    kinds = [[(row.cell(name).kind, row.text(name)) for name in COLUMNS.aliases] for row in table.rows]
    # the 18-digit number has lost its last digits in Excel already: the caller sees that it was a number
    assert kinds[0] == [("date", "2026-01-05"), ("number", "110101199003077500"), ("number", "2")]
    assert kinds[1] == [("boolean", "TRUE"), ("number", "13800138000"), ("number", "50%")]


def test_dates_count_from_1904_where_the_file_says_so() -> None:
    data = xlsx(HEAD, ["张三", dt.date(2026, 1, 5), "甲"])
    # Whether a space stands before the slash depends on the library that writes the file.
    shifted = with_part(
        data, "xl/workbook.xml", lambda xml: re.sub(rb"<workbookPr ?/>", b'<workbookPr date1904="1"/>', xml)
    )
    assert read(shifted).rows[0].text("证件号码") == "2030-01-06"


def test_formulas_errors_and_control_characters_are_reported_cell_by_cell() -> None:
    table = read(xlsx(HEAD, ["=A1&B1", "#N/A", "甲_x0000_乙"]))
    codes = {(note.column, note.code) for note in cell_notes(table.rows[0], table)}
    assert codes == {("姓名", "formula"), ("身份证号", "cell_error"), ("单位", "control_character")}


@pytest.mark.parametrize("escaped", ["_x0000_", "_xD842_", "_x0001_"])
def test_what_no_database_takes_is_reported_and_goes_no_further(escaped: str) -> None:
    table = read(xlsx([*HEAD, f"备{escaped}注"], ["张三", "1", f"甲{escaped}"]))
    assert [note.code for note in cell_notes(table.rows[0], table)] == ["control_character"]
    everything = repr([table.ignored, table.rows[0].cells])
    assert "\\x00" not in everything
    assert "\\ud842" not in everything


def test_escaped_pairs_are_one_character() -> None:
    assert texts(read(xlsx(HEAD, ["_xD842__xDFB7_野", "1", "甲"]))) == [["𠮷野", "1", "甲"]]


def test_a_merged_unit_is_filled_down_with_a_note_and_anything_else_refused() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("C2:C3")
        sheet.merge_cells("B2:B3")

    table = read(xlsx(HEAD, ["张三", "1", "信访局"], ["李四", None, None], change=merge))
    assert texts(table)[1] == ["李四", "", "信访局"]
    assert cell_notes(table.rows[0], table) == []
    notes = {(note.column, note.level, note.code) for note in cell_notes(table.rows[1], table)}
    assert notes == {("单位", "note", "filled_down"), ("身份证号", "error", "merged_cell")}


def test_hidden_rows_are_read_and_said() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = True

    table = read(xlsx(HEAD, ["张三", "1", "甲"], change=hide))
    assert [note.code for note in cell_notes(table.rows[0], table)] == ["hidden_row"]


def test_rich_text_and_phonetic_guides_give_the_text_alone() -> None:
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><t>姓名</t></si><si><t>单位</t></si>"
        "<si><r><t>张</t></r><r><t>三</t></r><rPh><t>zhang</t></rPh></si></sst>"
    )
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
        '<row><c t="s"><v>2</v></c><c t="str"><v>甲</v></c></row></sheetData></worksheet>'
    )
    data = with_part(with_part(xlsx(HEAD), SHEET, sheet.encode()), "xl/sharedStrings.xml", strings.encode())
    assert [(row.number, row.text("姓名"), row.text("单位")) for row in read(data).rows] == [(2, "张三", "甲")]
    beyond = with_part(data, SHEET, sheet.replace("<v>2</v>", "<v>99</v>").encode())
    assert refused(beyond) == "damaged_file"


def test_two_sheets_with_data_are_refused_but_notes_and_examples_are_skipped() -> None:
    def add(sheet: Worksheet) -> None:
        assert sheet.parent
        other = sheet.parent.create_sheet("示例")
        other.append(HEAD)
        other.append(["示例", "1", "甲"])

    assert len(read(xlsx(HEAD, ["张三", "1", "甲"], change=add)).rows) == 1

    def second(sheet: Worksheet) -> None:
        add(sheet)
        assert sheet.parent
        sheet.parent["示例"].title = "第二批"

    assert refused(xlsx(HEAD, ["张三", "1", "甲"], change=second)) == "several_sheets"


def test_a_lone_cell_in_the_last_corner_costs_nothing() -> None:
    started = time.process_time()
    below = xlsx(HEAD, ["张三", "1", "甲"], change=lambda sheet: sheet.cell(1_048_576, 1, "孤"))
    table = read(below)
    assert len(table.rows) == 1
    assert "1000 行没有内容" in table.notes[0]
    right = xlsx(HEAD, ["张三", "1", "甲"], change=lambda sheet: sheet.cell(2, 16_384, "孤"))
    assert refused(right) == "too_many_columns"
    assert time.process_time() - started < 10


def test_a_million_formatted_but_empty_rows_end_the_reading() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (number, number) for number in range(4, 300_000))
    started = time.process_time()
    data = with_part(
        xlsx(HEAD, ["张三", "1", "甲"]), SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")
    )
    assert len(read(data).rows) == 1
    assert time.process_time() - started < 10


def test_too_many_rows_are_refused() -> None:
    assert refused(xlsx(HEAD, *(["张三", "1", "甲"] for _ in range(220)))) == "too_many_rows"


def test_a_bomb_is_refused_by_its_directory() -> None:
    assert refused(with_part(xlsx(HEAD), SHEET, b"<a>" + b"0" * 20_000_000)) == "archive_bomb"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"xl/{number}", "")
    assert refused(out.getvalue()) == "archive_bomb"


@pytest.mark.parametrize("name", ["../../etc/x", "/etc/x", "xl\\..\\x", "C:x", "inner.zip"])
def test_entries_that_lead_out_are_refused(name: str) -> None:
    assert refused(with_part(xlsx(HEAD), name, b"x") if "\\" not in name else _with_backslash(name)) == "unsafe_archive"


def _with_backslash(name: str) -> bytes:
    # zipfile writes the name as it stands on this system
    return with_part(xlsx(HEAD), name, b"x")


def test_a_symbolic_link_is_refused() -> None:
    out = io.BytesIO(xlsx(HEAD))
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("xl/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert refused(out.getvalue()) == "unsafe_archive"


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">',
    ],
)
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_a_document_type_is_refused_wherever_it_stands(declaration: bytes, part: str) -> None:
    def declare(xml: bytes) -> bytes:
        head, mark, rest = xml.partition(b"?>")
        return head + mark + declaration + rest if mark else declaration + xml

    assert refused(with_part(xlsx(HEAD, ["张三", "1", "甲"]), part, declare)) == "document_type"


def test_macros_passwords_and_old_formats_are_refused_with_their_reason() -> None:
    assert refused(with_part(xlsx(HEAD), "xl/vbaProject.bin", b"x")) == "macros"
    assert refused(xlsx(HEAD), "a.xlsm") == "macros"
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    assert refused(ole) == "old_format"
    assert refused(ole + "EncryptedPackage".encode("utf-16-le")) == "encrypted"
    assert refused(b"") == "empty_file"
    assert refused(b"PK\x03\x04 but no zip") == "unsafe_archive"
    assert refused(with_part(xlsx(HEAD), SHEET, b"<worksheet><sheetData>")) == "damaged_file"


def test_links_to_other_files_are_ignored_with_a_note() -> None:
    table = read(with_part(xlsx(HEAD, ["张三", "1", "甲"]), "xl/externalLinks/externalLink1.xml", b"<x/>"))
    assert "引用已忽略" in table.notes[0]


CSV = "姓名,身份证号,单位\r\n𠮷野,1,甲\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_that_offices_use(encoding: str) -> None:
    assert texts(read(CSV.encode(encoding), "a.csv")) == [["𠮷野", "1", "甲"]]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_csv_separators_and_line_ends_are_found(separator: str, line_end: str) -> None:
    lines = [["姓名", "身份证号", "单位"], ["张三", "1", '"甲,;\n乙"'], ["李四", "2", "丙"]]
    table = read(line_end.join(separator.join(line) for line in lines).encode(), "a.csv")
    assert texts(table) == [["张三", "1", "甲,;\n乙"], ["李四", "2", "丙"]]
    assert [row.number for row in table.rows] == [2, 3]


def test_csv_problems_are_named() -> None:
    with pytest.raises(FileProblem, match="第 3 行"):
        read('姓名,单位\n张三,甲\n"李四,乙\n'.encode(), "a.csv")
    assert refused("姓名,单位\n张三,".encode() + b"\xff\xff\xfe", "a.csv") == "unknown_encoding"
    assert refused(b"\x00\x01\x02" * 100, "a.csv") == "unknown_format"
    assert refused("姓名,单位".encode(), "a.csv") == "no_rows"
