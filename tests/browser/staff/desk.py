"""A member of staff at her desk: the few gestures that the screens of the administration are driven by."""

import re
import time
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.live import ROOT

ARTIFACTS = ROOT / "test-artifacts" / "staff"
SIZES = {"1280x800": {"width": 1280, "height": 800}, "360x720": {"width": 360, "height": 720}}
# A screen may be slow on a busy machine; that it comes at all is what these tests ask.
expect.set_options(timeout=30_000)
# The browser's own note on an answer of 4xx; the page says it in Chinese.
EXPECTED = re.compile(r"Failed to load resource")


class Desk:
    """One signed-in browser window. `complaints` are what the browser found wrong: scripts, styles, policies."""

    def __init__(self, browser: Browser, url: str) -> None:
        # Far from Shanghai on purpose: the screens show Beijing's time whatever the office's computer says.
        self.context = browser.new_context(viewport=SIZES["1280x800"], locale="zh-CN", timezone_id="America/New_York")
        self.page: Page = self.context.new_page()
        self.url = url
        self.complaints: list[str] = []
        # The browser asks before unsaved writing is left.
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self._note(message.type, message.text))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not EXPECTED.search(text):
            self.complaints.append(text)

    def sign_in(self, login: str, password: str) -> "Desk":
        self.page.goto(f"{self.url}staff/")
        self.page.get_by_label("账号").fill(login)
        self.page.get_by_label("密码", exact=True).fill(password)
        self.press("登录")
        expect(self.page.get_by_role("heading", name=re.compile("您好"))).to_be_visible()
        return self

    def open(self, path: str) -> None:
        """As if the address were typed into a new tab: nothing is left of what was on the screen before."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.url}staff/#/{path}")

    def press(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()

    def link(self, name: str | re.Pattern[str]) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def agree(self, verb: str | re.Pattern[str]) -> None:
        """Answers the question that is asked before an act is done."""
        self.page.get_by_role("dialog").get_by_role("button", name=verb).click()

    def choose(self, label: str, option: str, within: Locator | None = None) -> None:
        """One option of a drop-down list. What is still fading away above it may take a click or two."""
        box = (within or self.page).get_by_role("combobox", name=label).first
        deadline = time.monotonic() + 30
        while box.get_attribute("aria-expanded") != "true":
            assert time.monotonic() < deadline, f"the list of {label} does not open"
            box.click(force=True)
            self.page.wait_for_timeout(200)
        self.page.get_by_role("option", name=option).filter(visible=True).first.click()

    def fill_time(self, label: str, time: str, within: Locator | None = None) -> None:
        """A time in the words of the screen; its calendar is gone afterwards."""
        field = (within or self.page).get_by_role("combobox", name=label)
        field.fill(time)
        field.press("Enter")
        expect(field).to_have_value(time)
        expect(field).to_have_attribute("aria-expanded", "false")

    def upload(self, file: Path) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.press("选择文件")
        chooser.value.set_files(file)

    def rows(self, caption: str) -> Locator:
        return self.page.get_by_role("table", name=caption).locator("tbody tr")

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=60_000)

    def shoot(self, name: str) -> None:
        """A picture in each size; nothing may stick out sideways."""
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        for size, viewport in SIZES.items():
            self.page.set_viewport_size(viewport)
            self.page.wait_for_timeout(250)
            self.page.screenshot(path=ARTIFACTS / f"{name}-{size}.png", full_page=True)
            wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{name} is {wide} px too wide at {size}"
        self.page.set_viewport_size(SIZES["1280x800"])
