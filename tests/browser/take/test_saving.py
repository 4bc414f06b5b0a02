"""B18–B27: how answers reach the server, and what the page says of it."""

import json
import re
import time
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.take.candidate import OUTBOX, Candidate
from tests.browser.take.conftest import CROSSED


def until_equal(look: Callable[[], object], wanted: object, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while (found := look()) != wanted:
        assert time.monotonic() < end, f"{found} instead of {wanted}"
        time.sleep(0.1)


def screen_answers(candidate: Candidate) -> dict[int, list[str]]:
    """What the page holds, by position."""
    held = candidate.page.evaluate("() => JSON.parse(sessionStorage.getItem('exam-desk')).started.responses")
    return {row["position"]: row["answer"] for row in held}


def left(candidate: Candidate) -> int:
    """What the countdown shows, in seconds."""
    hours, minutes, seconds = re.findall(r"\d\d", candidate.page.get_by_role("timer").inner_text())
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


@CROSSED
def test_b18_the_save_state_is_said_politely(candidate: Candidate) -> None:
    candidate.in_exam()
    page = candidate.page
    expect(page.locator(".state[role=status]")).to_contain_text("已保存")
    page.context.set_offline(True)
    candidate.choose(0)
    candidate.next()
    candidate.choose(0)
    expect(candidate.trouble()).to_have_text("网络已断开，答案已存在本机（待上传 2 题）")
    candidate.picture(full=False)
    page.context.set_offline(False)
    candidate.saved()
    expect(candidate.trouble()).to_have_count(0)


@CROSSED
def test_b18_saving_is_not_called_saved(candidate: Candidate) -> None:
    candidate.in_exam()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    candidate.page.route("**/responses/", hold)
    candidate.choose(0)
    expect(candidate.state()).to_have_text("正在保存…")
    candidate.page.wait_for_timeout(1500)
    expect(candidate.state()).to_have_text("正在保存…")
    assert candidate.stage.answers(candidate.login) == {}
    for route in held:
        route.continue_()
    candidate.page.unroute("**/responses/")
    candidate.saved()
    assert len(candidate.stage.answers(candidate.login)) == 1


@CROSSED
def test_b18_a_captive_portal_is_no_acknowledgement(candidate: Candidate) -> None:
    candidate.in_exam()
    candidate.page.route(
        "**/responses/", lambda route: route.fulfill(status=200, content_type="text/html", body="<html>请登录</html>")
    )
    candidate.choose(0)
    expect(candidate.trouble()).to_contain_text("答案已存在本机（待上传 1 题）")
    candidate.page.unroute("**/responses/")
    candidate.saved()
    until_equal(lambda: len(candidate.stage.answers(candidate.login)), 1)


@CROSSED
def test_b19_an_answer_is_on_the_disk_at_once_and_on_the_server_within_two_seconds(candidate: Candidate) -> None:
    candidate.in_exam()
    page = candidate.page
    page.context.set_offline(True)
    candidate.choose(2)
    rows = page.evaluate(OUTBOX)
    assert [row["change"]["answer"] for row in rows if "change" in row] == [
        next(iter(screen_answers(candidate).values()))
    ]
    page.context.set_offline(False)
    candidate.saved()
    # The best of three: a machine that does other things too may be late by itself.
    assert min(seconds_to_the_server(candidate) for _ in range(3)) <= 2
    assert page.evaluate(OUTBOX) == []


def seconds_to_the_server(candidate: Candidate) -> float:
    """For an answer to the next question."""
    candidate.next()
    tapped = time.monotonic()
    candidate.choose(1)
    until_equal(lambda: candidate.stage.answers(candidate.login) == screen_answers(candidate), True)
    seconds = time.monotonic() - tapped
    candidate.saved()
    return seconds


@CROSSED
def test_b20_everything_works_offline_and_arrives_in_order(candidate: Candidate) -> None:
    candidate.in_exam()
    page = candidate.page
    # What shows blanks is fetched behind the first question.
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    candidate.choose(0)
    candidate.choose(1)
    candidate.next()
    candidate.choose(2)
    page.get_by_role("button", name="标记本题").click()
    candidate.go_to(candidate.numbers_of("fill_in")[0])
    expect(page.get_by_role("textbox").first).to_be_visible()
    for blank in page.get_by_role("textbox").all():
        blank.fill("公平")
    page.context.set_offline(False)
    candidate.saved()
    until_equal(lambda: candidate.stage.answers(candidate.login), screen_answers(candidate))
    log = [row for row in candidate.stage.log(candidate.login) if row[1] is not None]
    assert [seq for seq, *_ in log] == sorted(seq for seq, *_ in log)
    assert len({row[1] for row in log}) == 3


@CROSSED
def test_b21_a_reload_finds_everything_again(candidate: Candidate) -> None:
    candidate.in_exam()
    page = candidate.page
    candidate.choose(1)
    candidate.next()
    candidate.choose(3)
    page.context.set_offline(True)
    candidate.next()
    candidate.choose(0)
    page.context.set_offline(False)
    page.reload()
    expect(candidate.question(3)).to_be_visible()
    assert candidate.chosen() == [0]
    candidate.previous()
    assert candidate.chosen() == [3]
    candidate.saved()
    until_equal(lambda: candidate.stage.answers(candidate.login), screen_answers(candidate))
    assert len(candidate.stage.attempts(candidate.login)) == 1


@CROSSED
def test_b21_a_crashed_tab_loses_nothing(candidate: Candidate) -> None:
    candidate.in_exam()
    page = candidate.page
    page.context.set_offline(True)
    candidate.choose(1)
    where = page.url
    page.close()
    candidate.page = page.context.new_page()
    candidate.page.context.set_offline(False)
    candidate.page.goto(where)
    expect(candidate.question(1)).to_be_visible()
    assert candidate.chosen() == [1]
    until_equal(lambda: len(candidate.stage.answers(candidate.login)), 1)


@CROSSED
def test_b21_a_reload_without_a_network(candidate: Candidate, open_context: Callable[..., BrowserContext]) -> None:
    """With the service worker that https, or this machine's own address, allows."""
    candidate.page = open_context(candidate.view, "allow").new_page()
    page = candidate.page
    candidate.in_exam()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")
    candidate.choose(2)
    candidate.saved()
    candidate.next()
    page.context.set_offline(True)
    candidate.choose(1)
    before = page.get_by_role("timer").inner_text()[-8:]
    page.reload()
    expect(candidate.question(2)).to_be_visible()
    assert candidate.chosen() == [1]
    assert page.get_by_role("timer").inner_text()[-8:] <= before
    candidate.picture(full=False)
    candidate.choose(3)
    candidate.previous()
    assert candidate.chosen() == [2]
    # A weak network: what is asked for first, as soon as there is one again, does not arrive.
    page.context.route("**/api/v1/session/", lambda route: route.abort(), times=1)
    page.context.set_offline(False)
    candidate.saved()
    until_equal(lambda: candidate.stage.answers(candidate.login), screen_answers(candidate))
    kept = page.evaluate("""async () => {
      const found = []
      for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys()) found.push(request.url)
      return found
    }""")
    assert kept
    assert not [address for address in kept if "/api/" in address]
    candidate.submit()
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()


@CROSSED
def test_b22_a_second_device_asks_and_takes_over(
    candidate: Candidate, open_context: Callable[..., BrowserContext]
) -> None:
    candidate.in_exam()
    candidate.choose(0)
    candidate.saved()
    phone = Candidate(
        candidate.stage, candidate.login, open_context(candidate.view).new_page(), candidate.view, candidate.artifact
    )
    phone.at_home()
    phone.page.get_by_role("link", name="继续答题").click()
    dialog = phone.page.get_by_role("dialog", name="另一设备正在作答")
    expect(dialog).to_be_visible()
    phone.picture(full=False)
    dialog.get_by_role("button", name="改在本设备作答").click()
    expect(phone.question(1)).to_be_visible()
    assert phone.chosen() == [0]
    phone.choose(2)
    phone.saved()
    candidate.option(1).click()
    lost = candidate.page.get_by_role("dialog", name="另一设备正在作答")
    expect(lost).to_contain_text("本机还有 1 题的作答没有上传（第 1 题）")
    lost.get_by_role("button", name="只查看答案").click()
    expect(candidate.option(0).locator("input")).to_be_disabled()
    assert candidate.stage.answers(candidate.login) == screen_answers(phone)
    candidate.page.get_by_role("button", name="改在本设备作答").click()
    candidate.page.get_by_role("dialog").get_by_role("button", name="改在本设备作答").click()
    held = candidate.page.get_by_role("dialog", name="本机还有未上传的作答")
    expect(held).to_contain_text("第 1 题")
    candidate.picture("held", full=False)
    held.get_by_role("button", name="保留现在的答案").click()
    assert candidate.chosen() == [2]


@CROSSED
def test_b23_an_expired_session_stops_neither_saving_nor_coming_back(candidate: Candidate) -> None:
    candidate.in_exam()
    page = candidate.page
    page.context.clear_cookies()
    candidate.choose(0)
    candidate.saved()
    page.context.set_offline(True)
    candidate.next()
    candidate.choose(1)
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    candidate.sign_in()
    expect(candidate.question(2)).to_be_visible()
    candidate.saved()
    until_equal(lambda: candidate.stage.answers(candidate.login), screen_answers(candidate))


@CROSSED
def test_b23_a_token_that_died_asks_for_the_password_in_place(candidate: Candidate) -> None:
    candidate.in_exam()
    page = candidate.page
    problem = {"type": "about:blank", "title": "", "status": 401, "code": "bad_token", "detail": "答题凭证无效"}
    page.route(
        "**/responses/",
        lambda route: route.fulfill(status=401, content_type="application/problem+json", body=json.dumps(problem)),
    )
    page.context.clear_cookies()
    candidate.choose(1)
    dialog = page.get_by_role("dialog", name="请重新登录")
    expect(dialog).to_be_visible()
    expect(candidate.trouble()).to_have_text("登录已过期，请重新登录（答案不会丢失）")
    candidate.picture(full=False)
    page.unroute("**/responses/")
    candidate.sign_in()
    expect(dialog).to_have_count(0)
    candidate.saved()
    assert candidate.chosen() == [1]
    until_equal(lambda: len(candidate.stage.answers(candidate.login)), 1)


@CROSSED
def test_b24_the_device_clock_does_not_move_the_countdown(candidate: Candidate) -> None:
    page = candidate.page
    page.add_init_script("const now = Date.now; window.shift = 0; Date.now = () => now() + window.shift")
    candidate.in_exam()

    before, started = left(candidate), time.monotonic()
    for shift in (-86_400_000, 86_400_000):
        page.evaluate(f"window.shift = {shift}")
        page.wait_for_timeout(3000)
        # A clock set forward shortens what is shown until the server has said its time again.
        until_equal(lambda: abs(before - left(candidate) - (time.monotonic() - started)) <= 2, True)
        expect(candidate.question(1)).to_be_visible()
    assert candidate.stage.attempts(candidate.login)[0][0] == "open"


@CROSSED
def test_b24_b25_time_goes_on_behind_a_locked_screen(candidate: Candidate) -> None:
    """Ten minutes asleep, then five, then four: the countdown is right at once, and each mark is announced."""
    page, notice = candidate.page, candidate.page.locator("[aria-live=assertive]")
    # A sleeping phone: Date.now() goes on, performance.now() and the timers stand still.
    page.add_init_script("const now = Date.now; window.slept = 0; Date.now = () => now() + window.slept")
    candidate.in_exam()
    candidate.stage.run(f"leave_seconds({candidate.login!r}, {600 + 598})")
    page.reload()
    expect(candidate.question(1)).to_be_visible()
    frozen = page.context.new_cdp_session(page)
    for minutes, mark in ((10, 10), (5, 5), (4, 1)):
        expect(notice).not_to_contain_text(f"还有 {mark} 分钟")
        before, locked_at = left(candidate), time.monotonic()
        frozen.send("Page.setWebLifecycleState", {"state": "frozen"})
        candidate.stage.run(f"pass_seconds({candidate.login!r}, {minutes * 60})")
        page.evaluate(f"window.slept += {minutes * 60_000}")
        frozen.send("Page.setWebLifecycleState", {"state": "active"})
        page.wait_for_timeout(600)
        expected = before - minutes * 60 - (time.monotonic() - locked_at)
        assert abs(left(candidate) - expected) <= 2
        expect(notice).to_have_text(f"距考试结束还有 {mark} 分钟", timeout=10_000)
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.locator(".head__time--urgent")).to_have_count(int(mark <= 5))
    candidate.choose(1)
    candidate.picture(full=False)


@CROSSED
def test_b26_at_zero_it_is_given_in(candidate: Candidate) -> None:
    candidate.in_exam()
    candidate.choose(1)
    candidate.saved()
    candidate.stage.run(f"leave_seconds({candidate.login!r}, 8)")
    candidate.page.reload()
    expect(candidate.page.get_by_role("dialog", name="时间到，正在自动交卷")).to_be_visible(timeout=15_000)
    candidate.picture(full=False)
    expect(candidate.page.get_by_text("考试结果")).to_be_visible(timeout=20_000)
    assert candidate.stage.attempts(candidate.login)[0][0] in ("submitted", "graded")
    assert len(candidate.stage.answers(candidate.login)) == 1


@CROSSED
def test_b26_at_zero_without_a_network_it_says_who_decides(candidate: Candidate) -> None:
    candidate.in_exam()
    candidate.stage.run(f"leave_seconds({candidate.login!r}, 12)")
    candidate.page.reload()
    expect(candidate.question(1)).to_be_visible()
    candidate.page.context.set_offline(True)
    candidate.choose(2)
    dialog = candidate.page.get_by_role("dialog", name="时间到，正在自动交卷")
    expect(dialog).to_contain_text("由服务器按收到的时间判定", timeout=30_000)
    expect(dialog).to_contain_text("待上传 1 题")
    candidate.picture(full=False)
    candidate.page.context.set_offline(False)
    expect(candidate.page.get_by_text("考试结果")).to_be_visible(timeout=20_000)
    assert len(candidate.stage.answers(candidate.login)) == 1


@CROSSED
def test_b27_extra_time_is_shown(candidate: Candidate) -> None:
    candidate.in_exam()
    candidate.stage.run(f"give_minutes({candidate.login!r}, 10)")
    candidate.choose(0)
    expect(candidate.page.locator("[aria-live=assertive]")).to_have_text("考务人员为您延长了 10 分钟")
    expect(candidate.page.get_by_role("timer")).to_contain_text("01:0")
    candidate.picture(full=False)
