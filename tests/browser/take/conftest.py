"""One platform for all tests of the candidates' pages; each test has a candidate and a browser context of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.take.candidate import Candidate, View
from tests.browser.take.stage import Stage
from tests.live import LivePlatform

ARTIFACTS = Path(__file__).resolve().parents[3] / "test-artifacts" / "take"
VIEWS = [
    View("phone", 360, 720, "standard"),
    View("phone", 360, 720, "care"),
    View("desk", 1280, 800, "standard"),
    View("desk", 1280, 800, "care"),
]
# For what is done rather than seen: each device and each mode once, the other pairs of them in `make test-long`.
CROSSED = pytest.mark.parametrize(
    "view", [*VIEWS[1:3], *(pytest.param(view, marks=pytest.mark.long) for view in (VIEWS[0], VIEWS[3]))], ids=str
)


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with LivePlatform(tmp_path_factory.mktemp("take")) as platform:
        yield Stage.on(platform, candidates=250)


@pytest.fixture(params=VIEWS, ids=str)
def view(request: pytest.FixtureRequest) -> View:
    found: View = request.param
    return found


@pytest.fixture
def open_context(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A browser of its own for each person or device; whatever a page threw fails the test."""
    contexts: list[BrowserContext] = []
    thrown: list[str] = []

    def listen(page: Page) -> None:
        page.on("pageerror", lambda error: thrown.append(str(error)))
        page.on("console", lambda said: thrown.append(said.text) if "Content Security Policy" in said.text else None)

    def opened(view: View, service_workers: str = "block") -> BrowserContext:
        # A device far from Shanghai: the pages have to show Shanghai's time all the same.
        context = chromium.new_context(
            viewport={"width": view.width, "height": view.height},
            locale="zh-CN",
            timezone_id="America/New_York",
            service_workers=service_workers,
        )
        context.set_default_timeout(15_000)
        context.on("page", listen)
        contexts.append(context)
        return context

    yield opened
    for context in contexts:
        context.close()
    assert thrown == []


@pytest.fixture
def candidate(
    stage: Stage, view: View, open_context: Callable[..., BrowserContext], request: pytest.FixtureRequest
) -> Candidate:
    """Somebody fresh, in front of a blank page."""
    name = request.node.originalname.removeprefix("test_")
    page = open_context(view).new_page()
    return Candidate(stage, next(stage.logins), page, view, ARTIFACTS / f"{name}-{view}")
