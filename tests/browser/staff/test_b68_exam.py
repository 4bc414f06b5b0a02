"""B68, B74: an examination from the preset 济宁市 to its publication, and the screen of its windows."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.staff.desk import Desk

SOON = timezone.now() + dt.timedelta(days=2)
OPENS = f"{SOON.year}年{SOON.month}月{SOON.day}日 08:30"
CLOSES = f"{SOON.year + 1}年{SOON.month}月{min(SOON.day, 28)}日 18:00"
TITLE = "2026年度国家工作人员学法用法考试"


@pytest.mark.timeout(600)
def test_b68_b74_an_examination_from_the_preset_to_its_day(bank: None, officer: Desk, auditor: Desk) -> None:
    """One test, since each step stands on the one before; the steps are the functions below."""
    exam = new_from_the_preset(officer)
    plan_says_what_the_bank_lacks_and_how_far_the_points_go(officer, exam)
    windows_are_set_in_the_time_of_beijing(officer, exam)
    audience_is_counted_as_it_is_chosen(officer, exam)
    roster_is_frozen_and_a_person_exempted_for_a_reason(officer, exam)
    forms_are_assembled_and_previewed_as_a_candidate_sees_them(officer, exam)
    it_is_published(officer, exam)
    monitor_counts_the_roster(officer, exam)
    a_candidate_gets_extra_time_for_a_reason(officer, exam)
    an_auditor_sees_it_and_changes_nothing(auditor, exam)


def new_from_the_preset(officer: Desk) -> str:
    """Its address."""
    officer.open("exams/new")
    officer.page.get_by_label("考试名称").fill(TITLE)
    officer.page.get_by_role("radio", name=re.compile("济宁市")).check()
    officer.press("新建")
    expect(officer.page.get_by_role("heading", name=TITLE)).to_be_visible()
    found = re.search(r"exams/\d+", officer.page.url)
    assert found
    return found.group()


def plan_says_what_the_bank_lacks_and_how_far_the_points_go(officer: Desk, exam: str) -> None:
    officer.open(f"{exam}/blueprint")
    officer.sees(re.compile(r"可用 7 / 需要 20"))
    officer.sees("不足")
    officer.sees("合计 80 题，100 分")
    counts = officer.page.get_by_role("spinbutton", name="题数")
    counts.nth(2).fill("7")
    counts.nth(2).press("Tab")
    officer.sees("须等于满分 100 分")
    officer.shoot("b68-blueprint")
    counts.nth(0).fill("53")
    counts.nth(0).press("Tab")
    officer.sees("合计 80 题，100 分")
    officer.sees("已保存")
    officer.page.reload()
    expect(officer.page.get_by_role("spinbutton", name="题数").nth(2)).to_have_value("7")


def windows_are_set_in_the_time_of_beijing(officer: Desk, exam: str) -> None:
    officer.open(f"{exam}/windows")
    officer.press("添加场次")
    officer.fill_time("开始时间", OPENS)
    officer.fill_time("结束时间", CLOSES)
    officer.press("保存")
    officer.sees("已保存")
    officer.page.reload()
    expect(officer.page.get_by_role("combobox", name="开始时间")).to_have_value(OPENS)
    # What is stored can be saved again.
    officer.press("保存")
    officer.sees("已保存")
    officer.shoot("b68-windows")


def audience_is_counted_as_it_is_chosen(officer: Desk, exam: str) -> None:
    officer.open(f"{exam}/audience")
    officer.press("添加范围")
    officer.page.get_by_role("combobox", name="单位").fill("经济开发区")
    officer.page.get_by_role("option", name=re.compile("经济开发区")).first.click()
    officer.sees("2,010 人")
    officer.sees("已保存")
    officer.shoot("b68-audience")


def roster_is_frozen_and_a_person_exempted_for_a_reason(officer: Desk, exam: str) -> None:
    officer.open(f"{exam}/roster")
    officer.press("冻结名单")
    officer.sees("冻结时间")
    rows = officer.rows("应考名单")
    expect(rows).to_have_count(50)
    rows.first.get_by_role("button", name="登记免考等").click()
    dialog = officer.page.get_by_role("dialog")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog).to_contain_text("请填写理由")
    dialog.get_by_label("理由").fill("本年度退休")
    dialog.get_by_label("依据文件").fill("人社〔2026〕3号")
    dialog.get_by_role("button", name="保存").click()
    expect(rows.first).to_contain_text("免考")
    expect(rows.first).to_contain_text("本年度退休")
    officer.shoot("b68-roster")


def forms_are_assembled_and_previewed_as_a_candidate_sees_them(officer: Desk, exam: str) -> None:
    officer.open(f"{exam}/forms")
    officer.press("生成试卷")
    expect(officer.rows("试卷")).to_have_count(20, timeout=120_000)
    officer.rows("试卷").first.get_by_role("button", name="预览").click()
    paper = officer.page.get_by_role("dialog")
    expect(paper.locator("fieldset")).to_have_count(80)
    expect(paper).to_contain_text("一、单选题")
    expect(paper).not_to_contain_text("标准答案")
    officer.shoot("b68-paper")
    officer.page.keyboard.press("Escape")


def it_is_published(officer: Desk, exam: str) -> None:
    officer.open(f"{exam}/publication")
    officer.sees("检查通过，可以发布。")
    officer.press("发布考试")
    officer.agree("发布考试")
    officer.sees("公布成绩")
    officer.shoot("b68-published")
    officer.open("exams")
    row = officer.rows("考试列表").first
    expect(row).to_contain_text("未开始")
    expect(row).to_contain_text(f"{OPENS} 至 {CLOSES}")


def monitor_counts_the_roster(officer: Desk, exam: str) -> None:
    officer.open(f"{exam}/monitor")
    officer.sees("已交卷 0 / 应考 2,009")
    officer.shoot("b74-monitor")
    officer.link(re.compile("未开始"))
    expect(officer.rows("应考名单").first).to_contain_text("未开始")


def a_candidate_gets_extra_time_for_a_reason(officer: Desk, exam: str) -> None:
    officer.open(f"{exam}/roster?status=not_started")
    officer.rows("应考名单").first.get_by_role("button", name="延长时间").click()
    dialog = officer.page.get_by_role("dialog")
    dialog.get_by_role("button", name="延长时间").click()
    expect(dialog).to_contain_text("请填写理由")
    dialog.get_by_label("理由").fill("停电十分钟")
    dialog.get_by_role("button", name="延长时间").click()
    officer.sees("已延长")


def an_auditor_sees_it_and_changes_nothing(auditor: Desk, exam: str) -> None:
    for step in ("rules", "windows", "blueprint", "audience", "roster", "publication"):
        auditor.open(f"{exam}/{step}")
        expect(auditor.page.get_by_role("heading", name=TITLE)).to_be_visible()
        for verb in ("保存", "添加场次", "添加一行", "添加范围", "重新冻结名单", "登记免考等", "取消考试", "公布成绩"):
            expect(auditor.page.get_by_role("button", name=verb)).to_have_count(0)
