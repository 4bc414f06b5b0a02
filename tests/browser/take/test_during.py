"""B10–B17, B28–B30: the paper on the screen."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.take.candidate import Candidate
from tests.browser.take.conftest import CROSSED, VIEWS
from tests.browser.take.scene_names import TITLES


def test_b10_header_shows_title_time_and_state(candidate: Candidate) -> None:
    candidate.in_exam()
    header = candidate.page.locator("header.head")
    expect(header.get_by_role("heading", name=TITLES["open"])).to_be_attached()
    timer = header.get_by_role("timer")
    expect(timer).to_have_text(re.compile(r"剩余时间\s*0[01]:\d\d:\d\d"))
    before = timer.inner_text()
    expect(timer).not_to_have_text(before)
    height = header.bounding_box()["height"]  # type: ignore[index]  # it is visible
    assert height <= (candidate.view.height * 0.2 if candidate.view.care else 64)
    candidate.picture(full=False)


def test_b11_one_question_at_a_time(candidate: Candidate) -> None:
    candidate.in_exam()
    group = candidate.page.get_by_role("group").filter(has=candidate.page.locator("legend"))
    expect(group).to_have_count(1)
    legend = group.locator("legend")
    expect(legend).to_contain_text("第 1 题")
    expect(legend).to_contain_text("单选题")
    expect(legend).to_contain_text("10 分")
    expect(candidate.page.locator("label.option")).to_have_count(4)
    expect(candidate.page.locator(".option__letter")).to_have_text(["A.", "B.", "C.", "D."])


def test_b12_rows_are_large_and_select_anywhere(candidate: Candidate) -> None:
    candidate.in_exam()
    for row in candidate.page.locator(".option").all():
        box = row.bounding_box()
        assert box is not None
        assert box["height"] >= candidate.view.target
    last = candidate.option(3)
    box = last.bounding_box()
    assert box is not None
    last.click(position={"x": box["width"] - 6, "y": box["height"] - 6})
    assert candidate.chosen() == [3]


def test_b12_everything_tapped_is_large_enough(candidate: Candidate) -> None:
    candidate.in_exam()
    candidate.show_sheet()
    expect(candidate.page.get_by_role("button", name="交卷", exact=True)).to_be_visible()
    for button in candidate.page.get_by_role("button").all():
        box = button.bounding_box()
        assert box is None or min(box["height"], box["width"]) >= candidate.view.target, button.inner_text()


def test_b13_multiple_choice_says_its_rule_and_stays(candidate: Candidate) -> None:
    candidate.in_exam()
    candidate.go_to(candidate.numbers_of("multiple")[0])
    expect(candidate.page.locator("legend")).to_contain_text("多选题")
    expect(candidate.page.get_by_text("全部选对才得分；多选、少选、错选均不得分。")).to_be_visible()
    candidate.choose(0)
    candidate.choose(2)
    assert candidate.chosen() == [0, 2]
    candidate.option(0).click()
    assert candidate.chosen() == [2]
    candidate.picture(full=False)


@CROSSED
def test_b14_next_and_previous_stay_in_place_and_move_the_focus(candidate: Candidate) -> None:
    candidate.in_exam()
    page = candidate.page
    where = page.get_by_role("button", name="下一题").bounding_box()
    candidate.next()
    expect(candidate.question(2)).to_be_visible()
    expect(page.locator("legend")).to_be_focused()
    assert page.get_by_role("button", name="下一题").bounding_box() == where
    candidate.previous()
    expect(candidate.question(1)).to_be_visible()


@CROSSED
def test_b14_back_is_the_question_before_and_asks_before_leaving(candidate: Candidate) -> None:
    candidate.in_exam()
    page = candidate.page
    candidate.next()
    expect(candidate.question(2)).to_be_visible()
    page.go_back()
    expect(candidate.question(1)).to_be_visible()
    page.go_back()
    dialog = page.get_by_role("dialog", name="要离开考试吗？")
    expect(dialog).to_be_visible()
    candidate.picture(full=False)
    dialog.get_by_role("button", name="继续答题").click()
    expect(candidate.question(1)).to_be_visible()
    assert "/sit/1" in page.url


def test_b15_sheet_groups_names_and_jumps(candidate: Candidate) -> None:
    candidate.in_exam()
    page = candidate.page
    candidate.choose(0)
    page.get_by_role("button", name="标记本题").click()
    candidate.show_sheet()
    expect(page.locator(".sheet__kind")).to_have_text(["单选题", "多选题", "判断题", "填空题"])
    expect(page.get_by_role("button", name="第1题,已答,已标记,当前题")).to_be_visible()
    candidate.picture(full=False)
    sheet = page.get_by_role("dialog", name="答题卡") if candidate.view.phone else page.get_by_role("complementary")
    box = sheet.bounding_box()
    assert box is not None
    if candidate.view.phone:
        assert abs(box["y"] + box["height"] - candidate.view.height) <= 1
    else:
        assert box["x"] > candidate.view.width / 2
    page.get_by_role("button", name=re.compile("^第7题,")).click()
    expect(candidate.question(7)).to_be_visible()


@CROSSED
def test_b16_a_mark_survives_and_is_on_the_server(candidate: Candidate) -> None:
    candidate.in_exam()
    page = candidate.page
    page.get_by_role("button", name="标记本题").click()
    expect(page.get_by_role("button", name="已标记").first).to_have_attribute("aria-pressed", "true")
    candidate.saved()
    assert [flagged for *_, position, _, flagged in candidate.stage.log(candidate.login) if position] == [True]
    page.reload()
    expect(page.locator(".question__marked")).to_be_visible()
    dialog = candidate.ask_to_submit()
    expect(dialog).to_contain_text(re.compile("已标记\\s*1 题"))
    dialog.get_by_role("button", name="继续答题").click()
    page.locator(".question__marked").click()
    expect(page.get_by_role("button", name="标记本题")).to_be_visible()


@CROSSED
def test_b17_the_sheet_filters(candidate: Candidate) -> None:
    candidate.in_exam()
    page = candidate.page
    candidate.choose(1)
    candidate.next()
    page.get_by_role("button", name="标记本题").click()
    candidate.show_sheet()
    filters = page.get_by_role("group", name="筛选题目")
    numbers = page.locator(".sheet__numbers .cell")
    expect(numbers).to_have_count(9)
    filters.get_by_role("button", name="未答").click()
    expect(numbers).to_have_count(8)
    filters.get_by_role("button", name="已标记").click()
    expect(numbers).to_have_text(["2"])


def test_b30_no_sideways_scrolling_at_320_pixels(candidate: Candidate) -> None:
    candidate.in_exam()
    page = candidate.page
    page.set_viewport_size({"width": 320, "height": candidate.view.height})
    # The desk's side panel gives way with the next rendering.
    page.wait_for_function("document.documentElement.scrollWidth <= 320", timeout=5_000)
    for _ in range(9):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        if page.get_by_role("button", name="下一题").is_visible():
            candidate.next()
    candidate.picture(full=False)
    page.get_by_role("button", name="去交卷").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_b30_no_sideways_scrolling_at_twice_the_size(candidate: Candidate) -> None:
    """A zoom of 200 % is half as many CSS pixels."""
    candidate.in_exam()
    page = candidate.page
    half = max(320, candidate.view.width // 2)
    page.set_viewport_size({"width": half, "height": candidate.view.height // 2})
    assert page.evaluate("document.documentElement.scrollWidth") <= half
    candidate.picture(full=False)


@CROSSED
def test_b30_the_keyboard_is_enough(candidate: Candidate) -> None:
    candidate.in_exam()
    page = candidate.page
    page.keyboard.press("2")
    assert candidate.chosen() == [1]
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert candidate.chosen() == [2]
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".question__marked")).to_be_visible()
    if candidate.view.phone:
        page.get_by_role("button", name=re.compile("^答题卡 ")).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog", name="答题卡")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="下一题").focus()
    page.keyboard.press("Enter")
    expect(candidate.question(2)).to_be_visible()


@pytest.fixture
def watched(candidate: Candidate) -> Iterator[Candidate]:
    """Her examination counts leavings, two at most, and stops copying; the others are off, which is the default."""
    exam = candidate.stage.exams["secret"]
    candidate.stage.run(f"watch({exam}, leaving_limit=2, blocks_copying=True)")
    yield candidate
    candidate.stage.run(f"watch({exam}, leaving_limit=None, blocks_copying=False)")


def look_away(candidate: Candidate, milliseconds: int) -> None:
    """What a browser tells a page whose tab is changed; a headless one never does by itself."""
    for state in ("hidden", "visible"):
        candidate.page.evaluate(
            """(state) => {
              Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
              document.dispatchEvent(new Event('visibilitychange'))
            }""",
            state,
        )
        candidate.page.wait_for_timeout(milliseconds if state == "hidden" else 0)


@pytest.mark.parametrize("view", [VIEWS[2]], ids=str)
def test_b28_b29_leaving_is_counted_and_copying_stopped_where_the_examination_says_so(watched: Candidate) -> None:
    page, notice = watched.page, watched.page.locator(".notices")
    watched.at_entry("secret")
    expect(page.get_by_text("不超过 2 次；次数和时长会记录，供考务人员查看。")).to_be_visible()
    expect(page.get_by_text("考试中不能复制、打印试题；朗读和读屏软件照常使用。")).to_be_visible()
    watched.begin()
    # It comes with the second lot, and so does the sheet.
    expect(page.get_by_role("button", name=re.compile("^第1题,"))).to_be_visible()
    look_away(watched, 100)
    for times, limit in ((1, "规定不超过 2 次"), (2, "规定不超过 2 次"), (3, "超过规定的 2 次")):
        look_away(watched, 1_200)
        expect(notice).to_contain_text(re.compile(rf"您已离开考试页面 {times} 次（本次 [12] 秒），{limit}"))
    watched.picture("left", full=False)
    page.reload()
    expect(page.get_by_role("button", name=re.compile("^第1题,"))).to_be_visible()
    look_away(watched, 1_200)
    expect(notice).to_contain_text("您已离开考试页面 4 次")
    watched.saved()
    events = [event for _, position, event, _ in watched.stage.log(watched.login) if position is None]
    assert [event["detail"]["times"] for event in events if event["kind"] == "blur"] == [1, 2, 3, 4]
    assert all(1 <= event["detail"]["seconds"] <= 3 for event in events if event["kind"] == "focus")

    copying_is_stopped_for_the_paper_and_not_for_ones_own_words(watched)
    who_listens_or_uses_keys_notices_nothing(watched)


def copying_is_stopped_for_the_paper_and_not_for_ones_own_words(candidate: Candidate) -> None:
    page = candidate.page
    page.evaluate("addEventListener('copy', (event) => { window.stopped = event.defaultPrevented })")
    page.locator("legend").evaluate("(legend) => getSelection().selectAllChildren(legend)")
    page.keyboard.press("Control+C")
    assert page.evaluate("window.stopped") is True
    expect(page.locator(".notices")).to_have_text("本场考试不允许复制和打印试题。")
    page.emulate_media(media="print")
    expect(page.locator("body")).to_be_hidden()
    page.emulate_media(media="screen")
    expect(page.locator("legend")).to_be_visible()
    candidate.go_to(candidate.numbers_of("fill_in")[0])
    own = page.get_by_role("textbox").first
    own.fill("法治政府")
    own.select_text()
    page.keyboard.press("Control+C")
    assert page.evaluate("window.stopped") is False


def who_listens_or_uses_keys_notices_nothing(candidate: Candidate) -> None:
    page = candidate.page
    candidate.go_to(1)
    legend = page.locator("legend")
    assert legend.evaluate("(legend) => getComputedStyle(legend).userSelect") != "none"
    # What a screen reader is told: the question by its words, every option by its own.
    told = page.locator("main").aria_snapshot()
    assert "第 1 题" in told
    assert told.count("- radio ") == 4
    page.locator(".option input").first.focus()
    page.keyboard.press("Space")
    assert candidate.chosen() == [0]
