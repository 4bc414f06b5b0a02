"""B70–B73, B76: the figures of a finished examination, down to persons, and out as a spreadsheet and on paper."""

import re
import subprocess
from collections.abc import Iterator

import pytest
import python_calamine
from playwright.sync_api import expect

from tests.browser.staff.desk import ARTIFACTS, SIZES, Desk


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


def test_b72_b73_the_spreadsheet_adds_up_to_the_tiles_and_stays_to_be_downloaded(dashboard: Desk, tmp_path):
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
    dashboard.open("exports")
    expect(dashboard.rows("导出文件").first).to_contain_text("已完成")
    dashboard.shoot("b73-exports")


def test_b72_the_pdf_report_has_the_tiles_and_the_units(dashboard: Desk, tmp_path):
    due, sat = tile(dashboard, "应考"), tile(dashboard, "实考")
    rates = [tile(dashboard, label) for label in ("参考率", "合格率（按实考）", "合格率（按应考）", "优秀率")]
    rows = dashboard.rows("各单位应考、实考和合格情况")
    units = rows.get_by_role("link").filter(has_not_text=re.compile(r"^[\d,]+$")).all_inner_texts()
    with dashboard.page.expect_download(timeout=90_000) as download:
        dashboard.press("导出 PDF 报告")
    assert download.value.suggested_filename.endswith("统计报告.pdf")
    paper = ARTIFACTS / "b72-report.pdf"
    download.value.save_as(paper)
    read = subprocess.run(["pdftotext", "-layout", paper, "-"], check=True, capture_output=True, text=True).stdout
    text = re.sub(r"\s", "", read)
    assert f"应考免考实考{due}" in text
    assert f"实考{sat}÷应考{due}" in text
    for rate in rates:
        assert rate in text
    assert len(units) > 1
    for unit in units:
        assert re.sub(r"\s", "", unit) in text


@pytest.fixture
def sheet(dashboard: Desk) -> Iterator[Desk]:
    """The dashboard as it is laid out for A4 with margins of a centimetre."""
    expect(dashboard.page.get_by_role("img", name=re.compile("成绩分布"))).to_be_visible()
    dashboard.page.emulate_media(media="print")
    dashboard.page.set_viewport_size({"width": 718, "height": 1000})
    yield dashboard
    dashboard.page.emulate_media(media="screen")
    dashboard.page.set_viewport_size(SIZES["1280x800"])


def test_b72_the_page_prints_on_a4(sheet: Desk):
    """As an office PC prints it: the units stay a table, nothing is cut at the side."""
    rows = sheet.rows("各单位应考、实考和合格情况")
    assert rows.first.locator("td").first.evaluate("cell => getComputedStyle(cell).display") == "table-cell"
    assert sheet.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    paper = ARTIFACTS / "b72-printed.pdf"
    sheet.page.pdf(path=paper, format="A4", margin=dict.fromkeys(("left", "right", "top", "bottom"), "10mm"))
    text = subprocess.run(["pdftotext", "-layout", paper, "-"], check=True, capture_output=True, text=True).stdout
    assert re.search(r"应考\s+实考\s+缺考", text)


def test_b72_charts_shrink_to_the_paper_and_grow_back(dashboard: Desk):
    chart = dashboard.page.get_by_role("img", name=re.compile("成绩分布")).locator("svg")
    wide = chart.evaluate("drawing => drawing.clientWidth")
    dashboard.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert chart.evaluate("drawing => drawing.clientWidth") <= 450 < wide
    dashboard.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert chart.evaluate("drawing => drawing.clientWidth") == wide


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
    rows = desk.rows("各单位应考、实考和合格情况")
    expect(rows.first).to_be_visible()
    for row in rows.all():
        expect(row).to_contain_text("财政局")


def test_b77_an_auditor_reads_the_log(demo_desk):
    desk: Desk = demo_desk("auditor")
    desk.open("audit")
    expect(desk.rows("审计记录").first).to_be_visible()
    desk.shoot("audit")
