"""B61, B62, B75: an import shows a verdict per row, all notes at once, and stores nothing before it is confirmed."""

import json
import re
from collections.abc import Iterator

import pytest
import python_calamine
from playwright.sync_api import expect

from tests.browser.staff.conftest import another_district, import_file
from tests.browser.staff.desk import Desk

# Rows of messy.xlsx with an error.
REJECTED = 13


@pytest.fixture(scope="module")
def clerk(tmp_path_factory, seat, shared) -> Iterator[Desk]:
    """The administrator of another district, one that has its units and nobody in them, with the messy file checked."""
    with another_district(tmp_path_factory.mktemp("bare"), seat) as (_, desk):
        import_file(desk, "unit-imports", shared / "data/rosters/units.xlsx", "55")
        desk.open("roster-imports")
        desk.upload(shared / "data/rosters/messy.xlsx")
        desk.sees("确认导入")
        yield desk


@pytest.fixture
def admin(clerk: Desk, no_complaints) -> Desk:
    return no_complaints(clerk)


def test_b61_nothing_is_stored_before_the_import_is_confirmed(admin: Desk, shared):
    expected = json.loads((shared / "data/rosters/messy.expected.json").read_text())
    rejected = [row for row in expected if row["verdict"] == "reject"]
    admin.open("roster-imports")
    admin.link("messy.xlsx")
    admin.sees(f"有 {len(rejected)} 行有误，这些行不会导入")
    admin.shoot("b61-preview")

    admin.open("people")
    expect(admin.rows("人员名单")).to_have_count(1)


def test_b61_only_the_errors_can_be_shown_with_every_note_of_a_row(admin: Desk, shared):
    expected = json.loads((shared / "data/rosters/messy.expected.json").read_text())
    rejected = {row["row"]: row["columns"] for row in expected if row["verdict"] == "reject"}
    admin.open("roster-imports")
    admin.link("messy.xlsx")
    admin.link(re.compile("有误"))
    rows = admin.rows("逐行检查结果")
    expect(rows).to_have_count(len(rejected))
    for number, columns in rejected.items():
        row = rows.filter(has=admin.page.get_by_role("cell", name=str(number), exact=True))
        for column in columns:
            expect(row).to_contain_text(f"「{column}」")
    admin.page.reload()
    expect(rows).to_have_count(len(rejected))


def test_b62_the_file_comes_back_with_an_error_column(admin: Desk, shared, tmp_path):
    admin.open("roster-imports")
    admin.link("messy.xlsx")
    with admin.page.expect_download() as download:
        admin.link("下载带「错误说明」的文件")
    path = tmp_path / "annotated.xlsx"
    download.value.save_as(path)
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert any("错误说明" in str(cell) for row in rows for cell in row)


def test_b62_a_row_is_mended_in_the_preview(admin: Desk):
    """Row 11 has no name."""
    admin.open("roster-imports")
    admin.link("messy.xlsx")
    admin.link(re.compile("有误"))
    rows = admin.rows("逐行检查结果")
    row = rows.filter(has=admin.page.get_by_role("cell", name="11", exact=True))
    expect(row).to_contain_text("「姓名」")
    # Until then the whole list is still standing there.
    expect(rows).to_have_count(REJECTED)
    row.get_by_role("button", name="修改").click()
    dialog = admin.page.get_by_role("dialog")
    expect(dialog).to_contain_text("修改第 11 行")
    expect(dialog.get_by_label("身份证号")).to_have_value(re.compile("[0-9X]{18}"))
    admin.shoot("b62-mending")
    dialog.get_by_label("姓名").fill("李改正")
    dialog.get_by_role("button", name="保存并重新检查").click()
    expect(rows).to_have_count(REJECTED - 1)
    admin.link(re.compile("可导入"))
    mended = rows.filter(has_text="李改正")
    expect(mended).to_contain_text("已在预览中修改，文件里仍是原值。")
    admin.shoot("b62-mended")


def test_b61_an_import_that_is_cancelled_leaves_nothing(admin: Desk):
    admin.open("roster-imports")
    admin.link("messy.xlsx")
    admin.press("取消导入")
    admin.agree("取消导入")
    admin.sees("已取消，没有写入任何数据。")
    expect(admin.page.get_by_text("之前不会写入")).to_have_count(0)


def test_b61_a_file_of_what_is_known_already_brings_nothing(admin: Desk, shared):
    admin.open("unit-imports")
    admin.upload(shared / "data/rosters/units.xlsx")
    admin.sees("没有需要导入的内容")
