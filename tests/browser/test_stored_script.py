"""S38: 150 scripts stored in every text there is are shown as text on every page; none runs, no policy is needed."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.take.scene_names import PASSWORD
from tests.live import LivePlatform

pytestmark = [pytest.mark.live, pytest.mark.timeout(400)]

STAFF = (
    *("", "people", "slips", "post-requests", "unit-imports", "roster-imports", "question-imports", "questions"),
    *("questions/{question}", "questions/{question}/edit", "reviews", "exams", "exams/{exam}", "results"),
    *("results/{exam}", "results/{exam}/persons", "exports", "audit"),
    *("question-reports", "stale-questions", "laws", "laws/{law}", "laws/{law}/comparison", "law-imports"),
    *("provisions?search=处罚", "questions?law={law}&article=1"),
    *("question-sets", "question-sets/{set}", "question-sets/{set}/versions/1"),
)
# What is taken to a printer: printing lays the page out anew, and scripts hear of it.
PRINTED = ("people", "questions/{question}", "results/{exam}")


@pytest.fixture(scope="module")
def planted(live_platform: LivePlatform) -> dict[str, int]:
    numbers: dict[str, int] = json.loads(
        live_platform.python("from tests.browser.planted_script import plant; plant()")
    )
    assert numbers["planted"] >= 120
    return numbers


@pytest.fixture
def visitor(live_platform: LivePlatform, chromium: Browser) -> Iterator[Callable[[str, str], Page]]:
    """Signs somebody in; at the end nothing has run and no policy had to stop anything."""
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800}, service_workers="block")
    ran: list[str] = []
    context.expose_function("ran", lambda *_: ran.append("ran"))
    context.on("console", lambda said: ran.append(said.text) if "Content Security Policy" in said.text else None)
    context.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page = context.new_page()
    page.set_default_timeout(30_000)

    def sign_in(path: str, login: str) -> Page:
        page.goto(f"{live_platform.url}{path}")
        page.get_by_label("账号").fill(login)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录", exact=True).click()
        return page

    yield sign_in
    page.evaluate("ran()")
    page.wait_for_timeout(200)
    context.close()
    # The one that the test itself asked for: it would have been seen.
    assert ran == ["ran"]


def test_no_page_of_the_staff_runs_what_is_stored(
    live_platform: LivePlatform, planted: dict[str, int], visitor: Callable[[str, str], Page]
) -> None:
    page = visitor("staff/", "administrator")
    expect(page.get_by_text("您好").first).to_be_visible()
    shown = {}
    for path in STAFF:
        page.goto("about:blank")
        page.goto(f"{live_platform.url}staff/#/{path.format(**planted)}")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(150)
        if path in PRINTED:
            page.pdf()
        shown[path] = page.locator("body").inner_text().count("ran()")
    lists = ("people", "questions", "exams", "results/{exam}/persons", "question-reports", "stale-questions", "laws")
    sets = ("question-sets", "question-sets/{set}", "question-sets/{set}/versions/1")
    laws = ("laws/{law}", "laws/{law}/comparison", "provisions?search=处罚")
    for path in (*lists, *sets, *laws, "questions/{question}"):
        assert shown[path], shown


def test_no_page_of_a_candidate_runs_what_is_stored(
    planted: dict[str, int], visitor: Callable[[str, str], Page]
) -> None:
    page = visitor("", "candidate")
    expect(page.get_by_role("heading", name="我的考试")).to_be_visible()
    assert "ran()" in page.locator("body").inner_text()
    page.get_by_role("link", name="进入考试").or_(page.get_by_role("link", name="查看考试说明")).first.click()
    expect(page.get_by_role("heading", name="考生须知")).to_be_visible()
    page.get_by_label("我已阅读并遵守考生须知").check()
    page.get_by_role("button", name="开始考试").click()
    for number in range(1, 6):
        expect(page.locator(".question__number", has_text=f"第 {number} 题")).to_be_visible()
        assert "ran()" in page.locator("body").inner_text()
        if number < 5:
            page.get_by_role("button", name="下一题").click()
