"""B01–B04: what a candidate sees before the examination."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.take.candidate import Candidate
from tests.browser.take.conftest import CROSSED
from tests.browser.take.scene_names import TITLES


def test_b01_home_lists_examinations(candidate: Candidate) -> None:
    candidate.at_home()
    page = candidate.page
    for title in ("待参加", "未开始", "已结束"):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    card = candidate.card()
    for fact in ("60 分钟", "9 题，满分 100 分", "60 分", "还可考 2 次（共 2 次）"):
        expect(card.get_by_text(fact, exact=True)).to_be_visible()
    expect(card).to_contain_text(re.compile(r"正式考试：\d{4}年\d+月\d+日 \d\d:\d\d 至 \d{4}年\d+月\d+日 \d\d:\d\d"))
    candidate.picture()


@CROSSED
def test_b01_an_open_attempt_comes_first(candidate: Candidate) -> None:
    candidate.in_exam()
    candidate.leave()
    first = candidate.page.get_by_role("article").first
    expect(first.get_by_role("heading", name=TITLES["open"])).to_be_visible()
    expect(candidate.page.get_by_role("heading", level=2).first).to_have_text("进行中")
    first.get_by_role("link", name="继续答题").click()
    expect(candidate.question(1)).to_be_visible()


def test_b02_entry_shows_rules_and_identity_and_needs_a_tick(candidate: Candidate) -> None:
    candidate.at_entry()
    page = candidate.page
    expect(page.get_by_text("王小")).to_be_visible()
    expect(page.get_by_text("东河区/市场监督管理局")).to_be_visible()
    expect(page.get_by_text("不得由他人代考")).to_be_visible()
    start = page.get_by_role("button", name="开始考试")
    expect(start).to_be_disabled()
    page.get_by_label("我已阅读并遵守考生须知").check()
    expect(start).to_be_enabled()
    candidate.picture()


@CROSSED
def test_b02_start_counts_down_before_the_opening(candidate: Candidate) -> None:
    candidate.at_entry("upcoming")
    page = candidate.page
    page.get_by_label("我已阅读并遵守考生须知").check()
    waiting = page.locator("#obstacle")
    expect(waiting).to_have_text(re.compile(r"^\d{4}年\d+月\d+日 \d\d:\d\d 开始，距开始还有 00:\d\d:\d\d$"))
    before = waiting.inner_text()
    expect(waiting).not_to_have_text(before)
    expect(page.get_by_role("button", name="开始考试")).to_be_disabled()
    candidate.picture()


@CROSSED
def test_b03_precheck_says_what_works(candidate: Candidate) -> None:
    candidate.at_entry()
    check = candidate.page.locator(".precheck")
    expect(check.locator("dd")).to_have_text(["正常", "正常", "正常"])
    expect(check).to_contain_text("考试中如果网络断开，可以继续作答")


@CROSSED
def test_b03_precheck_says_what_does_not(candidate: Candidate) -> None:
    candidate.page.add_init_script("indexedDB.open = () => { throw new DOMException('no', 'SecurityError') }")
    candidate.at_entry()
    expect(candidate.page.locator(".precheck dd").nth(2)).to_contain_text("不可用")


@CROSSED
def test_b04_a_double_click_makes_one_attempt(candidate: Candidate) -> None:
    candidate.at_entry()
    candidate.page.get_by_label("我已阅读并遵守考生须知").check()
    candidate.page.get_by_role("button", name="开始考试").dblclick()
    expect(candidate.question(1)).to_be_visible()
    assert len(candidate.stage.attempts(candidate.login)) == 1


@CROSSED
def test_b04_two_tabs_make_one_attempt(candidate: Candidate) -> None:
    candidate.at_entry()
    second = Candidate(
        candidate.stage, candidate.login, candidate.page.context.new_page(), candidate.view, candidate.artifact
    )
    second.open("#/" + candidate.page.url.split("#/")[1])
    second.page.get_by_label("我已阅读并遵守考生须知").check()
    candidate.begin()
    second.page.get_by_role("button", name="开始考试").click()
    expect(second.page.get_by_role("dialog", name="考试已在另一个页面打开")).to_be_visible()
    second.picture()
    assert len(candidate.stage.attempts(candidate.login)) == 1
    second.page.get_by_role("button", name="在此页继续").click()
    expect(second.question(1)).to_be_visible()
    expect(candidate.page.get_by_role("dialog", name="考试已在另一个页面打开")).to_be_visible()


def test_sign_in_says_what_is_wrong_in_one_text(candidate: Candidate) -> None:
    candidate.open()
    candidate.picture("blank")
    candidate.page.get_by_role("button", name="登录", exact=True).click()
    expect(candidate.page.get_by_role("alert")).to_have_text("请填写账号。")
    candidate.sign_in(password="not-the-password")
    expect(candidate.page.get_by_role("alert")).to_contain_text("不正确")
    candidate.picture()


@CROSSED
def test_who_is_staff_is_shown_the_way(candidate: Candidate, open_context: Callable[..., BrowserContext]) -> None:
    candidate.open()
    candidate.sign_in("officer")
    expect(candidate.page.get_by_text("您的账号用于管理，没有考试。")).to_be_visible()
    expect(candidate.page.get_by_role("link", name="进入管理端")).to_have_attribute("href", "./staff/")
    candidate.picture()
