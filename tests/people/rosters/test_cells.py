"""RELIABILITY, bad inputs, 1 Roster import: formulas, errors, merged cells, dates, headers, encodings."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from exam_platform.people.models import Person, Post
from tests.people.rosters.files import HEADERS, csv_file, person, roster_book, roster_file, saved, sheet_of, workbook
from tests.people.rosters.runs import Run, codes, wrong_columns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("units")]


def roster(client: APIClient, content: bytes, name: str = "名册.xlsx") -> Run:
    return Run(client, "roster-imports", content, name)


def test_n25_it_finds_columns_by_their_names(district: APIClient) -> None:
    renamed = {"姓名": "姓 名*", "身份证号": "身份证号码（必填）", "手机号": "联系电话", "单位": "所在单位"}
    rows = [{renamed.get(column, column): value for column, value in person(是否在编="是").items()}]
    headers = [renamed.get(header, header) for header in reversed(HEADERS)] + ["是否在编"]
    lines: list[list[Any]] = [["名册"], ["填表说明"], headers, [rows[0].get(header) for header in headers]]
    run = roster(district, saved(workbook(lines)))
    assert run.job["ignored_columns"] == ["序号", "是否在编"]
    assert run.rows[4]["verdict"] == "accept"


def test_n25_it_skips_a_header_printed_again(district: APIClient) -> None:
    rows = [person(1), dict(zip(HEADERS, HEADERS, strict=True)), person(2)]
    run = roster(district, roster_file(rows))
    assert [run.rows[number]["verdict"] for number in (3, 4, 5)] == ["accept", "skip", "accept"]


@pytest.mark.parametrize(
    ("headers", "code"),
    [([h for h in HEADERS if h != "单位"], "missing_column"), ([*HEADERS, "手机"], "duplicate_column")],
)
def test_n26_it_refuses_a_file_without_a_column_or_with_one_twice(
    district: APIClient, headers: list[str], code: str
) -> None:
    run = roster(district, roster_file([person() | {"手机": "13800138000"}], headers))
    assert (run.job["state"], run.job["error"]["code"]) == ("failed", code)


def test_n27_it_fills_down_merged_units_and_refuses_other_merged_cells(district: APIClient) -> None:
    book = roster_book([person(1), person(2, 单位=None), person(3)])
    column = HEADERS.index("单位") + 1
    sheet_of(book).merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    column = HEADERS.index("身份证号") + 1
    sheet_of(book).merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
    rows = roster(district, saved(book)).rows
    assert (rows[4]["verdict"], codes(rows[4])) == ("accept", {"filled_down"})
    assert wrong_columns(rows[5]) == {"身份证号"}


@pytest.mark.parametrize(("value", "code"), [("=A1&B1", "formula"), ("#REF!", "cell_error"), ("#N/A", "cell_error")])
def test_n29_n30_it_refuses_formulas_and_error_values(district: APIClient, value: str, code: str) -> None:
    row = roster(district, roster_file([person(职务=value)])).rows[3]
    assert (wrong_columns(row), codes(row)) == ({"职务"}, {code})


DATES = {
    "serial": (dt.date(2026, 1, 5), "2026-01-05"),
    "number": (45000, "2023-03-15"),
    "slashes": ("2026/1/5", "2026-01-05"),
    "dashes": ("2026-01-05", "2026-01-05"),
    "chinese numerals": ("二〇二六年一月五日", None),
    "no such day": ("2026-02-30", None),
}


@pytest.mark.parametrize(("written", "day"), DATES.values(), ids=DATES.keys())
def test_n31_it_reads_dates(district: APIClient, written: Any, day: str | None) -> None:
    run = roster(district, roster_file([person(任职日期=written)], [*HEADERS, "任职日期"]))
    assert wrong_columns(run.rows[3]) == (set() if day else {"任职日期"})
    run.confirm()
    assert [str(post.valid_from) for post in Post.objects.all()] == ([day] if day else [])


def test_n31_it_respects_the_date_system_of_1904(district: APIClient) -> None:
    book = roster_book([person()], HEADERS)
    sheet_of(book).cell(2, 13, "任职日期")
    cell = sheet_of(book).cell(3, 13, 45000 - 1462)
    cell.number_format = "yyyy-mm-dd"
    book.epoch = dt.datetime(1904, 1, 1)  # noqa: DTZ001 (a spreadsheet's dates have no zone)
    roster(district, saved(book)).confirm()
    assert str(Post.objects.get().valid_from) == "2023-03-15"


ENCODINGS = ["utf-8-sig", "utf-8", "gbk", "gb18030", "utf-16"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_n40_n42_it_reads_csv_of_any_encoding_and_separator(district: APIClient, encoding: str, separator: str) -> None:
    name = "𠮷田" if encoding != "gbk" else "吉田"
    run = roster(district, csv_file([person(姓名=name)], separator=separator, encoding=encoding), "名册.csv")
    assert run.job["counts"]["accept"] == 1, run.job
    run.confirm()
    assert Person.objects.filter(name=name).exists()


def test_n42_it_names_the_line_of_an_unbalanced_quote(district: APIClient) -> None:
    run = roster(district, csv_file([person(1), person(2, 备注='"未完')]), "名册.csv")
    assert run.job["error"]["code"] == "unbalanced_quotes"
    assert "第 3 行" in run.job["error"]["detail"]


def test_n40_it_refuses_mixed_encodings(district: APIClient) -> None:
    content = csv_file([person(1)], encoding="utf-8") + "张三".encode("gbk") + b"\xff\xff"
    assert roster(district, content, "名册.csv").job["error"]["code"] == "unknown_encoding"


def test_n43_it_refuses_empty_files(district: APIClient) -> None:
    nothing = district.post("/api/v1/roster-imports/", {"file": SimpleUploadedFile("名册.xlsx", b"")})
    assert (nothing.status_code, nothing.json()["code"]) == (400, "empty_file")
    assert roster(district, roster_file([])).job["error"]["code"] == "no_rows"


def test_n43_it_refuses_a_file_that_is_too_large(district: APIClient) -> None:
    large = SimpleUploadedFile("名册.xlsx", b"PK" + b"0" * (10 * 1024 * 1024))
    response = district.post("/api/v1/roster-imports/", {"file": large})
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("value", ["是", "1"])
def test_n47_it_never_applies_columns_that_give_rights(district: APIClient, value: str) -> None:
    extra = {"is_staff": value, "角色": "区级管理员", "密码": "secret"}
    run = roster(district, roster_file([person(1, **extra)], [*HEADERS, *extra]))
    assert run.job["ignored_columns"] == ["序号", *extra]
    run.confirm()
    imported = Person.objects.exclude(name="区管理员").get()
    assert not imported.has_usable_password()
    assert not imported.role_grants.exists()
