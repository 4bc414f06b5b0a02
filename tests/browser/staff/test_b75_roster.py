"""B75: 2,010 persons from a spreadsheet into their units, and back on the screen."""

import re

from playwright.sync_api import expect

from tests.browser.staff.desk import Desk


def test_b75_the_imported_persons_stand_in_their_units(roster, admin: Desk):
    admin.open("people")
    admin.page.get_by_role("treeitem", name=re.compile("经济开发区")).locator(
        ".el-tree-node__expand-icon"
    ).first.click()
    admin.page.get_by_text(re.compile("^信访局")).click()
    rows = admin.rows("人员名单")
    expect(rows.first).to_contain_text("信访局")
    expect(rows.first).to_contain_text(re.compile(r"\d{4,6}\*+"))
    admin.shoot("b75-people")


def test_b75_importing_the_same_file_again_changes_nothing(roster, admin: Desk, shared):
    admin.open("roster-imports")
    admin.upload(shared / "data/rosters/civil-servants-2010.xlsx")
    admin.sees("没有可导入的行")


def test_b75_a_search_stays_in_the_address(roster, admin: Desk):
    admin.open("people")
    admin.page.get_by_label("搜索").fill("胡秀东")
    admin.page.get_by_label("搜索").press("Enter")
    expect(admin.rows("人员名单")).to_have_count(1)
    admin.page.reload()
    expect(admin.rows("人员名单")).to_have_count(1)
    expect(admin.page.get_by_label("搜索")).to_have_value("胡秀东")


def test_b75_an_id_number_is_shown_for_a_reason(roster, admin: Desk):
    admin.open("people?search=胡秀东")
    expect(admin.rows("人员名单")).to_have_count(1)
    admin.press("查看证件号")
    dialog = admin.page.get_by_role("dialog")
    dialog.get_by_role("button", name="查看").click()
    expect(dialog).to_contain_text("请填写理由")
    dialog.get_by_label("查看理由").fill("核对身份")
    dialog.get_by_role("button", name="查看").click()
    expect(dialog).to_contain_text(re.compile(r"370899\d{11}[\dX]"))
    admin.page.keyboard.press("Escape")


def test_b75_a_role_is_given_and_taken_back(roster, admin: Desk):
    admin.open("people?search=胡秀东")
    expect(admin.rows("人员名单")).to_have_count(1)
    admin.page.get_by_role("table").get_by_role("button", name="角色").click()
    dialog = admin.page.get_by_role("dialog")
    admin.choose("角色", "题库教师", dialog)
    dialog.get_by_role("combobox", name="管理范围（单位及其下级）").fill("信访")
    admin.page.get_by_role("option", name=re.compile("信访局")).first.click()
    dialog.get_by_role("button", name="授予角色").click()
    expect(admin.rows("人员名单").first).to_contain_text("题库教师")
    dialog.get_by_role("button", name="收回").click()
    admin.page.get_by_role("dialog").last.get_by_role("button", name="收回").click()
    expect(admin.rows("人员名单").first).not_to_contain_text("题库教师")
    admin.page.keyboard.press("Escape")


def test_b75_activation_slips_are_printed_for_a_unit(roster, admin: Desk, tmp_path):
    admin.open("slips")
    admin.press("生成 PDF")
    admin.sees("请选择单位")
    admin.page.get_by_role("combobox").fill("信访局")
    admin.page.get_by_role("option", name=re.compile("信访局")).first.click()
    with admin.page.expect_download() as download:
        admin.press("生成 PDF")
    download.value.save_as(tmp_path / "slips.pdf")
    assert (tmp_path / "slips.pdf").read_bytes().startswith(b"%PDF")


def test_b75_a_unit_administrator_sees_the_own_subtree_alone(unit_administrator: Desk):
    unit_administrator.open("people")
    rows = unit_administrator.rows("人员名单")
    expect(rows.first).to_contain_text("信访局")
    for row in rows.all():
        expect(row).to_contain_text("信访局")
    expect(unit_administrator.page.get_by_role("link", name="导入单位")).to_have_count(0)
