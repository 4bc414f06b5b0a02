"""The child process: what it reads, and that what kills it is a problem of the file."""

import json
import subprocess
import sys

import pytest

from questions.imports import sandbox
from questions.imports.extraction import read_table_safely
from questions.imports.problems import FileProblem
from questions.imports.reading import MAX_FILE_SIZE, read_table
from tests.questions.imports.test_reading import COLUMNS, HEAD, SHEET, with_part, xlsx


def test_the_child_gives_the_same_table() -> None:
    data = xlsx(HEAD, ["𠮷野", 110101199003077510, "甲\n乙"], change=lambda sheet: sheet.merge_cells("C2:C3"))
    assert read_table_safely(data, "a.xlsx", COLUMNS) == read_table(data, "a.xlsx", COLUMNS)


def test_the_childs_refusals_keep_their_code() -> None:
    with pytest.raises(FileProblem) as problem:
        read_table_safely(xlsx(["姓名"], ["张三"]), "a.xlsx", COLUMNS)
    assert problem.value.code == "missing_column"
    with pytest.raises(FileProblem) as problem:
        read_table_safely(b"PK nothing", "a.xlsx", COLUMNS)
    assert problem.value.code == "unsafe_archive"


def heavy_file() -> bytes:
    """Within every limit of the directory, yet 200 MB of text in one cell."""
    chunk = b"".join(b"%05d" % number + b"x" * 200 for number in range(10_000))
    cell = b'<row r="3"><c r="A3" t="str"><v>' + chunk * 100 + b"</v></c></row></sheetData>"
    data = with_part(xlsx(HEAD, ["张三", "1", "甲"]), SHEET, lambda xml: xml.replace(b"</sheetData>", cell))
    assert len(data) < MAX_FILE_SIZE
    return data


def test_too_much_text_is_refused_within_the_childs_memory_and_under_less_memory_too() -> None:
    heavy = heavy_file()
    with pytest.raises(FileProblem) as problem:
        read_table_safely(heavy, "a.xlsx", COLUMNS)
    assert problem.value.code == "too_large"

    less = f"from questions.imports import extraction as e, sandbox; sandbox.MEMORY = {150 << 20}; e.main('.xlsx', 200)"
    child = subprocess.run([sys.executable, "-c", less], input=heavy, capture_output=True, check=False)
    assert json.loads(child.stdout.splitlines()[-1])["problem"][0] == "too_large"
    assert "内存" in json.loads(child.stdout.splitlines()[-1])["problem"][1]


def test_the_limits_are_those_that_were_promised() -> None:
    assert sandbox.MEMORY == 512 * 1024 * 1024
    assert sandbox.CPU_SECONDS <= 60
