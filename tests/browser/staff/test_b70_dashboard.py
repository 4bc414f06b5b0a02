"""B70–B73, B76: the figures of a finished examination, down to persons, and out as a spreadsheet."""

import re

import pytest
import python_calamine
from playwright.sync_api import expect

from tests.browser.staff.desk import Desk


@pytest.fixture
def dashboard(demo_desk) -> Desk:
    """The district administrator before the figures of the examination that is over."""
    desk: Desk = demo_desk("district_administrator")
    desk.open("results")
    desk.rows("考试").last.get_by_role("link").click()
    expect(desk.page.get_by_role("heading", name="各单位情况", exact=True)).to_be_visible()
    return desk


def tile(desk: Desk, label: str) -> str:
    return desk.page.locator("dl > div", has=desk.page.get_by_text(label, exact=True)).locator(".value").inner_text()


def number(text: str) -> int:
    return int(text.replace(",", ""))


def test_b70_every_rate_stands_with_what_it_is_made_of(dashboard: Desk):
    due, sat = number(tile(dashboard, "应考")), number(tile(dashboard, "实考"))
    dashboard.sees(f"实考 {sat:,} ÷ 应考 {due:,}")
    for label in ("参考率", "合格率（按实考）", "合格率（按应考）", "优秀率"):
        assert re.fullmatch(r"\d+\.\d\d%", tile(dashboard, label)), label
    assert float(tile(dashboard, "合格率（按实考）")[:-1]) >= float(tile(dashboard, "合格率（按应考）")[:-1])
    expect(dashboard.page.get_by_role("img", name=re.compile("成绩分布"))).to_be_visible()
    dashboard.shoot("b70-dashboard")


def test_b70_units_add_up_to_the_whole(dashboard: Desk):
    rows = dashboard.rows("各单位应考、实考和合格情况")
    assert sum(number(cell) for cell in rows.locator("td:nth-child(2)").all_inner_texts()) == number(
        tile(dashboard, "应考")
    )


def test_b70_one_goes_down_the_tree_and_back(dashboard: Desk):
    rows = dashboard.rows("各单位应考、实考和合格情况")
    branch = rows.get_by_role("link").filter(has_text=re.compile("镇|局|办")).first
    name = branch.inner_text()
    branch.click()
    path = dashboard.page.get_by_role("navigation", name="单位")
    expect(path).to_contain_text(name)
    dashboard.page.reload()
    expect(path).to_contain_text(name)
    path.get_by_role("button", name="全部单位").click()
    expect(path).not_to_contain_text(name)


def test_b71_the_definitions_are_on_the_screen(dashboard: Desk):
    for term in ("参考率 = 实考", "合格率", "优秀率"):
        dashboard.sees(re.compile(term))


def test_b72_the_spreadsheet_adds_up_to_the_tiles(dashboard: Desk, tmp_path):
    due, sat = number(tile(dashboard, "应考")), number(tile(dashboard, "实考"))
    with dashboard.page.expect_download(timeout=90_000) as download:
        dashboard.press("导出统计表")
    download.value.save_as(tmp_path / "figures.xlsx")
    sheet = python_calamine.CalamineWorkbook.from_path(tmp_path / "figures.xlsx").get_sheet_by_name("统计").to_python()
    start = next(index for index, row in enumerate(sheet) if "应考" in " ".join(map(str, row)))
    header, *lines = sheet[start:]
    body = [row for row in lines if row[0] and row[0] != "合计"]
    for name, shown in (("应考", due), ("实考", sat)):
        column = next(index for index, cell in enumerate(header) if str(cell).startswith(name))
        assert sum(int(row[column]) for row in body) == shown


def test_b73_exports_are_listed_for_download(dashboard: Desk):
    dashboard.open("exports")
    expect(dashboard.rows("导出文件").first).to_contain_text("已完成")
    dashboard.shoot("b73-exports")


def test_b76_who_has_not_sat_yet_is_listed_by_unit(demo_desk):
    desk: Desk = demo_desk("district_administrator")
    desk.open("results")
    desk.rows("考试").first.get_by_role("link").click()
    desk.press("催考名单")
    rows = desk.rows("人员成绩")
    expect(rows.first).to_contain_text("未考")
    for text in rows.locator("td:nth-child(4)").all_inner_texts():
        assert text.strip() == "未考"
    desk.shoot("b76-absent")


def test_b77_a_unit_administrator_sees_the_own_unit_alone(demo_desk):
    desk: Desk = demo_desk("unit_administrator")
    desk.open("results")
    desk.rows("考试").last.get_by_role("link").click()
    expect(desk.page.get_by_role("heading", name="各单位情况", exact=True)).to_be_visible()
    for row in desk.rows("各单位应考、实考和合格情况").all():
        expect(row).to_contain_text("财政局")


def test_b77_the_audit_log_knows_the_export(demo_desk):
    desk: Desk = demo_desk("auditor")
    desk.open("audit")
    expect(desk.rows("审计记录").first).to_be_visible()
    desk.shoot("audit")
