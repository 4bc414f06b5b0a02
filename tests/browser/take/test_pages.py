"""B80–B82 and what holds for every page: accessibility, languages, errors, demo, old browsers."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.take.candidate import Candidate
from tests.browser.take.conftest import CROSSED
from tests.browser.take.stage import Stage

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def assert_accessible(page: Page) -> None:
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()


def test_every_page_is_accessible(candidate: Candidate) -> None:
    page = candidate.page
    candidate.open()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="首次登录？用激活码设置密码").click()
    assert_accessible(page)
    candidate.picture("activation")
    candidate.at_home()
    assert_accessible(page)
    candidate.card().get_by_role("link", name="进入考试").click()
    expect(page.locator(".precheck__ok")).to_have_count(3)
    assert_accessible(page)
    candidate.begin()
    candidate.saved()
    candidate.choose(0)
    candidate.saved()
    assert_accessible(page)
    candidate.go_to(candidate.numbers_of("fill_in")[0])
    assert_accessible(page)
    candidate.show_sheet()
    assert_accessible(page)
    dialog = candidate.ask_to_submit()
    assert_accessible(page)
    dialog.get_by_role("button", name="确认交卷").click()
    expect(page.locator(".score__points")).to_be_visible(timeout=40_000)
    assert_accessible(page)


@CROSSED
def test_b80_no_english_and_shanghai_time(candidate: Candidate) -> None:
    """The browser's own time zone is New York."""
    candidate.at_home()
    assert candidate.page.locator("html").get_attribute("lang") == "zh-Hans"
    text = candidate.page.locator("body").inner_text()
    assert not re.search(r"[A-Za-z]{3,}", text)
    windows = candidate.stage.rows("select opens_at from exams_window where exam_id = ?", candidate.stage.exams["open"])
    utc = str(windows[0][0])
    hour = (int(utc[11:13]) + 8) % 24
    expect(candidate.card()).to_contain_text(f" {hour:02}:{utc[14:16]} 至 ")


@CROSSED
def test_b81_an_error_says_what_happened_and_whom_to_ask(candidate: Candidate) -> None:
    candidate.at_home()
    page = candidate.page
    page.route("**/my/exams/**", lambda route: route.fulfill(status=502, body="<html>Bad Gateway</html>"))
    page.reload()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("连不上服务器，请检查网络后重试。")
    expect(alert).to_contain_text("已作答的内容不会丢失")
    expect(alert).to_contain_text("需要帮助请")
    candidate.picture(full=False)
    page.unroute("**/my/exams/**")
    page.get_by_role("button", name="重试").click()
    expect(page.get_by_role("heading", name="待参加")).to_be_visible()


@CROSSED
def test_b82_the_switch_stands_on_every_page_and_is_remembered(candidate: Candidate) -> None:
    page = candidate.page
    page.goto(candidate.stage.url)
    root = page.locator("html")
    expect(root).to_have_attribute("data-mode", "standard")
    page.get_by_role("button", name=re.compile("切换到关怀版")).click()
    expect(root).to_have_attribute("data-mode", "care")
    page.reload()
    expect(root).to_have_attribute("data-mode", "care")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"
    page.goto(f"{candidate.stage.url}?mode=standard")
    expect(root).to_have_attribute("data-mode", "standard")
    page.goto(f"{candidate.stage.url}?mode=care")
    expect(root).to_have_attribute("data-mode", "care")
    candidate.at_home()
    for hash_ in ("#/", f"#/exams/{candidate.stage.exams['open']}"):
        candidate.open(hash_)
        expect(page.get_by_role("button", name=re.compile("切换到"))).to_be_visible()


@CROSSED
def test_the_demo_says_that_it_is_one(candidate: Candidate) -> None:
    def demo(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "demo": True})

    candidate.page.route("**/session/", demo)
    candidate.open()
    expect(candidate.page.get_by_text("演示数据：本平台中的人员、单位和成绩均为虚构")).to_be_visible()
    candidate.picture(full=False)


@CROSSED
def test_reading_aloud_is_offered_only_where_there_is_a_chinese_voice(candidate: Candidate) -> None:
    page = candidate.page
    candidate.in_exam()
    expect(page.get_by_role("button", name="朗读")).to_have_count(0)
    page.add_init_script(
        """
        window.spoken = []
        const voice = { lang: 'zh-CN', name: '普通话' }
        Object.defineProperty(window, 'SpeechSynthesisUtterance', { value: function (text) { this.text = text } })
        Object.defineProperty(window, 'speechSynthesis', { value: {
          getVoices: () => [voice], cancel() {}, addEventListener() {},
          speak: (utterance) => window.spoken.push([utterance.lang, utterance.text]) } })
        """
    )
    page.reload()
    page.get_by_role("button", name="朗读").click()
    spoken = page.evaluate("window.spoken")
    assert {language for language, _ in spoken} == {"zh-CN"}
    assert spoken[0][1] == "单选题"
    assert [text[:4] for _, text in spoken[2:]] == ["选项 A", "选项 B", "选项 C", "选项 D"]


@pytest.mark.parametrize("page_path", ["", "staff/"])
def test_below_the_floor_a_notice_stands_instead_of_the_page(stage: Stage, chromium: Browser, page_path: str) -> None:
    agent = "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/63.0.3239.132 Safari/537.36"
    context = chromium.new_context(user_agent=agent)
    try:
        page = context.new_page()
        page.goto(stage.url + page_path)
        notice = page.locator("#old-browser")
        expect(notice).to_contain_text("您的浏览器版本过低")
        expect(notice).to_contain_text("极速模式")
        expect(notice).to_contain_text("需要帮助请")
    finally:
        context.close()
