"""From the address to the first question, on a slow line and a slow phone, ÷ an empty page with as many round trips."""

import shutil
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.bench.frame import Effort, Figure, compare
from tests.bench.stage import stage

LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
TIMES_SLOWER = 6
MINUTE = 60_000.0


def run(effort: Effort) -> list[Figure]:
    with stage(effort.stacks[0]) as here, sync_playwright() as playwright:
        facts = here.tell("prepare.sitting")
        product = here.product()
        bare = here.bare(product, "empty", {})
        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        trips: list[int] = []

        def paper() -> float:
            seconds, made = opened(browser, product.port, f"/#/exams/{facts['exam']}/sit/1", first_question, facts)
            trips.append(made)
            return seconds

        def nothing() -> float:
            return opened(browser, bare.port, f"/{max(trips)}", done, facts)[0]

        paper()
        compared = compare(paper, nothing, effort.of(effort.pairs, 1))
        browser.close()
    return [compared.ratio("first_question_ratio", round_trips=max(trips))]


def opened(
    browser: Browser, port: int, address: str, until: Callable[[Page], None], facts: dict[str, Any]
) -> tuple[float, int]:
    """Seconds until the page shows what it is opened for, with nothing kept from before; and its round trips."""
    context = browser.new_context(viewport={"width": 360, "height": 720}, service_workers="block")
    context.add_cookies([{**facts["cookie"], "url": f"http://127.0.0.1:{port}/"}])
    context.add_init_script("localStorage.setItem('exam-device', 'desk')")
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", LINE)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
    requests: list[Request] = []
    page.on("requestfinished", lambda request: requests.append(request))  # noqa: PLW0108 (Playwright marks the function)
    started = time.monotonic()
    page.goto(f"http://127.0.0.1:{port}{address}", wait_until="commit", timeout=MINUTE)
    until(page)
    seconds = time.monotonic() - started
    made = round_trips(requests)
    context.close()
    return seconds, made


def first_question(page: Page) -> None:
    page.locator(".question__number", has_text="第 1 题").wait_for(timeout=MINUTE)


def done(page: Page) -> None:
    page.wait_for_function("document.title === 'done'", timeout=MINUTE)


def round_trips(requests: list[Request]) -> int:
    """The longest chain of requests of which each began after the one before had ended."""
    times = sorted((request.timing["startTime"], request.timing["responseEnd"]) for request in requests)
    chains: list[tuple[float, int]] = []
    for start, length in times:
        chains.append((start + length, 1 + max((made for end, made in chains if end <= start), default=0)))
    return max(made for _, made in chains)
