"""Ordering, matching and a case with pictures, on a small phone in 关怀版: by buttons, selects and the keyboard."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.take.candidate import Candidate
from tests.browser.take.conftest import ARTIFACTS, VIEWS
from tests.browser.take.stage import Stage

pytestmark = pytest.mark.timeout(300)


def narrow(page: Page) -> bool:
    """Nothing has to be scrolled to sideways."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return not wide


def seen(page: Page, alt: str) -> Locator:
    """A picture that has come, in the place that was kept for it."""
    picture = page.get_by_role("img", name=alt)
    expect(picture).to_be_visible()
    page.wait_for_function("(image) => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    return picture


def put_in_order(page: Page, wanted: list[str]) -> None:
    """From the last place to the first, by the keyboard: the focus follows what moves."""
    for place, text in enumerate(wanted):
        row = page.locator(".ordering__row", has_text=text)
        row.get_by_role("button", name=f"上移：{text}").focus() if place < 2 else None
        while page.locator(".ordering__text").all_inner_texts().index(text) > place:
            page.keyboard.press("Enter")
    expect(page.locator(".ordering__text")).to_have_text(wanted)


def test_every_kind_is_answered_without_dragging(stage: Stage, open_context: Callable[..., BrowserContext]) -> None:
    scene = json.loads(stage.platform.python("from tests.browser.take.every_kind import set_scene; set_scene()"))
    view = VIEWS[1]
    page = open_context(view).new_page()
    candidate = Candidate(stage, scene["login"], page, view, ARTIFACTS / f"every_kind-{view}")
    candidate.at_home()
    page.get_by_role("link", name="进入考试").click()
    candidate.begin()
    seen(page, "办理流程图")
    # all of the paper's pictures are fetched ahead
    page.wait_for_function("performance.getEntries().filter(({ name }) => name.includes('/pictures/')).length >= 3")
    assert narrow(page)
    candidate.picture("picture")
    page.get_by_role("button", name="放大图片：办理流程图").click()
    candidate.picture("picture-enlarged", full=False)
    page.get_by_role("dialog", name="图片").get_by_role("button", name="关闭").click()
    page.get_by_role("button", name="就按现在的顺序").click()
    put_in_order(page, ["选项C", "选项A", "选项B"])
    candidate.picture("ordering")
    candidate.next()
    page.get_by_label("选项A").select_option("2")
    page.get_by_label("选项B").select_option("1")
    assert narrow(page)
    candidate.picture("matching")
    candidate.saved()
    page.context.set_offline(True)
    candidate.next()
    seen(page, "红色的圆形标志")
    assert seen(page, "很高的告示牌").bounding_box()["height"] <= 482
    page.context.set_offline(False)
    page.get_by_label("做法A").check()
    page.get_by_label("做法B").check()
    page.get_by_text("再看一遍材料").click()
    expect(page.get_by_text("第3题", exact=True)).to_have_count(2)
    page.get_by_label("第 1 空").fill("变更")
    page.get_by_label("第 2 空").fill("撤销")
    assert narrow(page)
    candidate.picture("case")
    candidate.saved()
    assert stage.answers(scene["login"]) == {
        1: ["C", "A", "B"],
        2: ["A-2", "B-1"],
        3: ["1:A", "1:B", "2:变更", "2:撤销"],
    }
    candidate.submit()
    expect(page.locator(".score__points")).to_have_text("6", timeout=40_000)
    stage.run(f"let_pass({scene['exam']}, 12)")
    page.reload()
    page.get_by_role("link", name="查看答题详情").click()
    matching = page.get_by_role("article").nth(1)
    expect(matching.locator(".facts dd")).to_have_count(2)
    expect(page.get_by_role("article").nth(2).get_by_role("heading", name="第 2 小题")).to_be_visible()
    assert narrow(page)
    for alt in ("办理流程图", "红色的圆形标志", "很高的告示牌"):
        seen(page, alt)
    candidate.picture("review")
