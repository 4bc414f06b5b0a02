"""A candidate at a browser: the gestures that tests have in common."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.take.scene_names import PASSWORD, TITLES
from tests.browser.take.stage import Stage

# What IndexedDB holds of unsent answers.
OUTBOX = """() => new Promise((resolve) => {
  const opening = indexedDB.open('exam-outbox')
  opening.onsuccess = () => {
    const reading = opening.result.transaction('rows').objectStore('rows').getAll()
    reading.onsuccess = () => { opening.result.close(); resolve(reading.result) }
  }
})"""


@dataclass(frozen=True)
class View:
    device: str
    width: int
    height: int
    mode: str

    def __str__(self) -> str:
        return f"{self.device}-{self.mode}"

    @property
    def care(self) -> bool:
        return self.mode == "care"

    @property
    def phone(self) -> bool:
        return self.device == "phone"

    @property
    def target(self) -> int:
        """The least height of what is tapped, in CSS pixels."""
        return 60 if self.care else 44


@dataclass
class Candidate:
    stage: Stage
    login: str
    page: Page
    view: View
    artifact: Path

    def picture(self, name: str = "", *, full: bool = True) -> None:
        """Keep a screenshot under test-artifacts/, to be looked at."""
        self.artifact.parent.mkdir(parents=True, exist_ok=True)
        path = self.artifact.with_name(f"{self.artifact.name}{'-' if name else ''}{name}.png")
        self.page.screenshot(path=path, full_page=full)

    def open(self, hash_: str = "", url: str = "") -> None:
        self.page.goto(f"{url or self.stage.url}?mode={self.view.mode}{hash_}")

    def sign_in(self, login: str = "", password: str = PASSWORD) -> None:
        self.page.get_by_label("账号").fill(login or self.login)
        self.page.get_by_label("密码", exact=True).fill(password)
        self.page.get_by_role("button", name="登录", exact=True).click()

    def at_home(self, url: str = "") -> None:
        """Signed in already; at another address than the platform's own, by the screen."""
        if not url:
            name, value = json.loads(self.stage.run(f"sign_in({self.login!r})"))
            self.page.context.add_cookies([{"name": name, "value": value, "url": self.stage.url}])
        self.open(url=url)
        if url:
            self.sign_in()
        expect(self.page.get_by_role("heading", name="我的考试")).to_be_visible()

    def card(self, exam: str = "open") -> Locator:
        heading = self.page.get_by_role("heading", name=TITLES[exam])
        return self.page.get_by_role("article").filter(has=heading)

    def at_entry(self, exam: str = "open", url: str = "") -> None:
        self.at_home(url)
        self.card(exam).get_by_role("link", name=re.compile("进入考试|查看考试说明")).click()
        expect(self.page.get_by_role("heading", name="考生须知")).to_be_visible()

    def begin(self) -> None:
        self.page.get_by_label("我已阅读并遵守考生须知").check()
        self.page.get_by_role("button", name="开始考试").click()
        expect(self.question(1)).to_be_visible()

    def in_exam(self, exam: str = "open", url: str = "") -> None:
        """At the first question, with the first acknowledgement in."""
        self.at_entry(exam, url)
        self.begin()
        self.saved()

    def leave(self) -> None:
        """Out of the examination, home."""
        self.open("#/")
        self.page.get_by_role("button", name="离开", exact=True).click()
        expect(self.page.get_by_role("heading", name="我的考试")).to_be_visible()

    def trouble(self) -> Locator:
        """The strip under the header, when something is the matter."""
        return self.page.locator(".trouble")

    def question(self, number: int) -> Locator:
        return self.page.locator(".question__number", has_text=f"第 {number} 题")

    def state(self) -> Locator:
        """What the page says about the answers."""
        return self.page.locator(".state__text")

    def saved(self) -> None:
        expect(self.state()).to_have_text(re.compile(r"^已保存 \d\d:\d\d$"))

    def option(self, place: int) -> Locator:
        """The whole row, from 0."""
        return self.page.locator(".option").nth(place)

    def choose(self, place: int) -> None:
        self.option(place).click()
        expect(self.option(place).locator("input")).to_be_checked()

    def chosen(self) -> list[int]:
        inputs = self.page.locator(".option input").all()
        return [place for place, found in enumerate(inputs) if found.is_checked()]

    def next(self) -> None:
        self._turn("下一题")

    def previous(self) -> None:
        self._turn("上一题")

    def _turn(self, button: str) -> None:
        """To the neighbouring question, wholly drawn: what is read next is of that question."""
        number = self.page.locator(".question__number")
        before = number.inner_text()
        self.page.get_by_role("button", name=button).click()
        expect(number).not_to_have_text(before)

    def go_to(self, number: int) -> None:
        self.show_sheet()
        self.page.get_by_role("button", name=re.compile(rf"^第{number}题,")).click()
        expect(self.question(number)).to_be_visible()

    def show_sheet(self) -> None:
        if self.view.phone and not self.page.get_by_role("dialog", name="答题卡").is_visible():
            self.page.get_by_role("button", name=re.compile("^答题卡 ")).click()

    def numbers_of(self, kind: str) -> list[int]:
        """The numbers that questions of a kind have in this candidate's order."""
        paper = self.page.evaluate("() => JSON.parse(sessionStorage.getItem('exam-desk')).started.order")
        kinds = {int(row[0]): row[1] for row in self.stage_kinds()}
        return [place for place, (position, _) in enumerate(paper, start=1) if kinds[position] == kind]

    def stage_kinds(self) -> list[Any]:
        rows = self.stage.rows(
            """select f.outline from exams_form f join sittings_attempt a on a.form_id = f.id
               join exams_entry e on e.id = a.entry_id join people_person p on p.id = e.person_id
               where p.user_name = ? order by a.id desc limit 1""",
            self.login,
        )
        outline: list[Any] = json.loads(rows[0][0])
        return outline

    def ask_to_submit(self) -> Locator:
        self.show_sheet()
        self.page.get_by_role("button", name="交卷", exact=True).click()
        dialog = self.page.get_by_role("dialog", name="确认交卷")
        expect(dialog).to_be_visible()
        return dialog

    def submit(self) -> None:
        self.ask_to_submit().get_by_role("button", name="确认交卷").click()
        expect(self.page.get_by_text("考试结果")).to_be_visible()
