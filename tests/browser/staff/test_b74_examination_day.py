"""B74 on the day: extra time, collecting, what came late, cancelling, voiding; windows after publication."""

import datetime as dt
import re
import time
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from tests.api_client import Answer, ApiClient
from tests.browser.staff.desk import Desk
from tests.live import LivePlatform

# All that the server has heard of an attempt moves three minutes into the past.
SILENT = """
import datetime as dt
from django.db.models import F
from exam_platform.sittings.models import Attempt, Response
ago = dt.timedelta(minutes=3, seconds=10)
Response.objects.filter(attempt={attempt}).update(received_at=F("received_at") - ago)
Attempt.objects.filter(pk={attempt}).update(started_at=F("started_at") - ago)
"""


@dataclass
class Sitting:
    """A candidate of the demo who writes, through the API as a browser would."""

    client: ApiClient
    exam: int
    name: str
    started: dict[str, Any]
    seq: int = 0

    def save(self, position: int, answer: list[str]) -> Answer:
        self.seq += 1
        body = {"changes": [{"seq": self.seq, "position": position, "answer": answer}]}
        headers = {"Authorization": f"Attempt {self.started['token']}"}
        return self.client.ask("PUT", f"attempts/{self.started['attempt']}/responses/", body, headers=headers)


@pytest.fixture(scope="module")
def sitting(demo_district, demo_accounts) -> Sitting:
    client = ApiClient(demo_district.url).sign_in(*demo_accounts["candidate"])
    exam = next(exam for exam in client.get("my/exams/")["results"] if exam["next_number"])
    started = client.post(f"exams/{exam['id']}/attempts/", {"number": exam["next_number"], "device": "b74"})
    sitting = Sitting(client, exam["id"], started["candidate"]["name"], started)
    assert sitting.save(1, ["A"]).status == 200
    return sitting


@pytest.fixture
def desk(sitting, demo_desk) -> Desk:
    officer: Desk = demo_desk("officer")
    return officer


def line(desk: Desk, sitting: Sitting, status: str) -> Locator:
    """The candidate's line of the roster, once it has that status."""
    deadline = time.monotonic() + 90
    while True:
        desk.open(f"exams/{sitting.exam}/roster?search={sitting.name}")
        row = desk.rows("应考名单").filter(has_text=f"第 {sitting.started['number']} 次作答").first
        expect(row).to_be_visible()
        if status in row.inner_text():
            return row
        assert time.monotonic() < deadline, row.inner_text()


def give_reason(desk: Desk, verb: str, reason: str) -> None:
    dialog = desk.page.get_by_role("dialog")
    desk.agree(verb)
    expect(dialog).to_contain_text("请填写理由")
    dialog.get_by_role("textbox").fill(reason)
    desk.agree(verb)


def test_b74_a_unit_or_everybody_gets_extra_time_in_one_act(sitting, desk: Desk):
    desk.open(f"exams/{sitting.exam}/monitor")
    desk.press("延长时间")
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_role("radio", name="单位").check(force=True)
    dialog.get_by_role("button", name="延长时间").click()
    expect(dialog).to_contain_text("请选择单位")
    desk.shoot("b74-extension")
    dialog.get_by_role("radio", name="全体考生").check(force=True)
    dialog.get_by_label("理由").fill("机房断电二十分钟")
    dialog.get_by_role("spinbutton", name="延长分钟数").fill("20")
    dialog.get_by_role("button", name="延长时间").click()
    desk.sees(re.compile(r"已延长：[\d,]+ 人，其中 [\d,]+ 份答卷的截止时间顺延"))
    heard = dt.datetime.fromisoformat(sitting.save(2, ["A"]).json["deadline"])
    assert heard - dt.datetime.fromisoformat(sitting.started["deadline"]) == dt.timedelta(minutes=20)


@pytest.mark.timeout(600)
def test_b74_an_attempt_is_collected_admitted_late_cancelled_restored_and_voided(sitting, desk: Desk, demo_district):
    """One test, since each step stands on the one before; the steps are the functions below."""
    silence_is_told_by_name(sitting, desk, demo_district)
    it_is_collected_for_a_reason(sitting, desk)
    what_came_late_is_shown_and_admitted_for_a_reason(sitting, desk)
    its_result_is_cancelled_and_restored_for_a_reason(sitting, desk)
    voided_it_is_given_back(sitting, desk)


def it_is_collected_for_a_reason(sitting: Sitting, desk: Desk) -> None:
    row = line(desk, sitting, "作答中")
    desk.shoot("b74-roster")
    row.get_by_role("button", name="收卷").click()
    expect(desk.page.get_by_role("dialog")).to_contain_text("已保存的答案按现在的样子评分")
    give_reason(desk, "收卷", "手机进入考场")
    desk.sees("已收卷，还可作答")
    late = sitting.save(1, ["B"])
    assert (late.status, late.json["kept"]) == (409, [sitting.seq])


def silence_is_told_by_name(sitting: Sitting, desk: Desk, platform: LivePlatform) -> None:
    assert sitting.save(3, ["A"]).status == 200
    desk.open(f"exams/{sitting.exam}/monitor")
    mine = desk.rows("最久没有新保存的考生").filter(has_text=sitting.name)
    desk.sees("2 分钟")
    expect(mine).to_have_count(0)
    platform.python(SILENT.format(attempt=sitting.started["attempt"]))
    desk.press("立即更新")
    expect(mine).to_contain_text("3 分")
    desk.shoot("b74-silence")


def what_came_late_is_shown_and_admitted_for_a_reason(sitting: Sitting, desk: Desk) -> None:
    line(desk, sitting, "已评分")
    desk.open(f"exams/{sitting.exam}/monitor")
    row = desk.rows("有迟到改动的答卷").filter(has_text=sitting.name)
    expect(row).to_contain_text("1 处未计入")
    desk.shoot("b74-late")
    row.get_by_role("button", name="计入成绩").click()
    give_reason(desk, "计入成绩", "收卷时网络中断，答案在本机")
    desk.sees(re.compile("已计入 1 处，成绩"))
    expect(row).to_contain_text("已全部计入")


def its_result_is_cancelled_and_restored_for_a_reason(sitting: Sitting, desk: Desk) -> None:
    row = line(desk, sitting, "已评分")
    row.get_by_role("button", name="取消成绩").click()
    give_reason(desk, "取消成绩", "替考")
    expect(row).to_contain_text("成绩已取消")
    row.get_by_role("button", name="恢复成绩").click()
    give_reason(desk, "恢复成绩", "申诉成立")
    desk.sees("成绩已恢复")
    expect(row).not_to_contain_text("成绩已取消")


def voided_it_is_given_back(sitting: Sitting, desk: Desk) -> None:
    row = line(desk, sitting, "已评分")
    row.get_by_role("button", name="作废").click()
    expect(desk.page.get_by_role("dialog")).to_contain_text("考生可以重新开始")
    desk.shoot("b74-voiding")
    give_reason(desk, "作废", "电脑故障，答案错乱")
    desk.sees("已作废，还可作答 1 次")
    line(desk, sitting, "已作废")
    again = {"number": sitting.started["number"] + 1, "device": "b74"}
    assert sitting.client.post(f"exams/{sitting.exam}/attempts/", again)["state"] == "open"


def test_b74_windows_move_after_publication_for_a_reason(sitting, desk: Desk):
    desk.open(f"exams/{sitting.exam}/windows")
    desk.press("调整")
    dialog = desk.page.get_by_role("dialog", name=re.compile("场"))
    expect(dialog.get_by_role("combobox", name="开始时间")).to_be_disabled()
    desk.sees("本场已经开始，开始时间不能再改。")
    sooner = timezone.now() + dt.timedelta(days=3)
    desk.fill_time("结束时间", f"{sooner.year}年{sooner.month}月{sooner.day}日 18:00", dialog)
    desk.sees("提前结束须写明理由，记录在案。")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog).to_contain_text("请填写理由")
    desk.shoot("b74-window")
    dialog.get_by_label("理由").fill("考场另有安排")
    dialog.get_by_role("button", name="保存").click()
    desk.sees("已保存")
    expect(dialog).to_have_count(0)
    desk.press("加一场")
    later = timezone.now() + dt.timedelta(days=60)
    for label, hour in (("开始时间", "08:30"), ("结束时间", "18:00")):
        desk.fill_time(label, f"{later.year}年{later.month}月{later.day}日 {hour}", dialog)
    dialog.get_by_label("理由").fill("再次补考")
    dialog.get_by_role("button", name="保存").click()
    expect(desk.page.get_by_role("group", name="第 3 场")).to_be_visible()
    desk.shoot("b74-windows")


def test_b74_an_auditor_sees_it_and_does_none_of_it(sitting, demo_desk):
    auditor: Desk = demo_desk("auditor")
    for step in ("monitor", f"roster?search={sitting.name}", "windows"):
        auditor.open(f"exams/{sitting.exam}/{step}")
        expect(auditor.page.get_by_role("navigation", name="办理步骤")).to_be_visible()
        for verb in ("延长时间", "收卷", "作废", "取消成绩", "计入成绩", "调整", "加一场"):
            expect(auditor.page.get_by_role("button", name=verb)).to_have_count(0)
