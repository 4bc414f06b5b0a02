"""Fixtures that every test may ask for; the stack itself is chosen in tests/settings.py."""

import os
import shutil
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from _pytest.fixtures import reorder_items
from _pytest.unittest import TestCaseFunction
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from tests.append_only import allow_flush
from tests.cast import Cast, make_cast
from tests.live import LivePlatform
from tests.servers import Postgresql, Redis, server_folder

HERE = Path(__file__).resolve().parent
BROWSER_TESTS = HERE / "browser"
# Here a test that asks for no database says the same on either stack.
APPS = {"exams", "grading", "people", "questions", "rehearsal", "results", "sittings"}
SHARED = HERE.parents[1] / "shared"
MOST_RERUNS = 2

# How long an example takes says more of the machine's load than of the code. Every run draws others.
hypothesis.settings.register_profile(
    "any machine", max_examples=50, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")


@pytest.hookimpl(wrapper=True, tryfirst=True)  # before xdist reads the groups in the same hook, and after the shuffle
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Leaves out what says something of the other database, and marks what drives a browser by where it stands.

    What asks for no database runs once, on SQLite. The tests of a module of real processes stand in the order they are
    written in, whatever the seed: they share a platform that keeps what each has done.
    """
    other = "postgresql" if settings.SQLITE else "sqlite"
    left_out = [item for item in items if item.get_closest_marker(other) or (not settings.SQLITE and is_pure(item))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("live") and not item.get_closest_marker("xdist_group"):
            # One worker for a module's processes, or each would start its own.
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
        if item.get_closest_marker("once") and not settings.SQLITE:
            item.add_marker(pytest.mark.long)
        if is_of_real_time(item):
            item.add_marker(pytest.mark.flaky(reruns=1))
    place = {id(item): number for number, item in enumerate(items)}
    yield
    in_order = sorted(filter(is_live, items), key=lambda item: place[id(item)])
    of_module = {path: iter(list(tests)) for path, tests in groupby(in_order, key=lambda item: item.path)}
    items[:] = spread(reorder_items([next(of_module[item.path]) if is_live(item) else item for item in items]))


def spread(items: list[pytest.Item]) -> list[pytest.Item]:
    """What may take longest comes first, or one worker would end long after the others.

    Real processes are mostly waited for: their modules begin one after the other over the first half of the run, so
    that the other workers have something to do meanwhile.
    """
    modules = [list(tests) for _, tests in groupby(filter(is_live, items), key=lambda item: item.path)]
    modules.sort(key=longest, reverse=True)
    others = sorted((item for item in items if not is_live(item)), key=lambda item: longest([item]), reverse=True)
    between = len(others) // 2 // max(1, len(modules))
    mixed: list[pytest.Item] = []
    for place, module in enumerate(modules):
        mixed += [*module, *others[place * between :][:between]]
    return mixed + others[len(modules) * between :]


def longest(items: list[pytest.Item]) -> float:
    """The seconds that one of them is allowed."""
    marks = [mark for item in items if (mark := item.get_closest_marker("timeout"))]
    return max((mark.args[0] for mark in marks), default=0)


def pytest_make_parametrize_id(val: Any, argname: str) -> str | None:
    """A test is called by its name, also from a shell: no name holds a whole file."""
    return f"{argname} of {len(val)}" if isinstance(val, str | bytes) and len(val) > 80 else None


def is_live(item: pytest.Item) -> bool:
    return item.get_closest_marker("live") is not None


def is_of_real_time(item: pytest.Item) -> bool:
    """Whether processes, a browser or connections of its own take their time in a test; any other fails at once.

    A fault is counted, not tried: that it passes the second time says nothing.
    """
    if item.get_closest_marker("faults"):
        return False
    own_connections = any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db"))
    return own_connections or any(item.get_closest_marker(name) for name in ("browser", "live"))


def is_pure(item: pytest.Item) -> bool:
    """Whether a test of one of the apps asks for neither a database nor a running platform."""
    if item.path.relative_to(HERE).parts[0] not in APPS or isinstance(item, TestCaseFunction):
        return False
    asked = set(getattr(item, "fixturenames", ()))
    marked = any(item.get_closest_marker(name) for name in ("django_db", "live", "postgresql"))
    return not marked and not asked & {"db", "transactional_db"}


def pytest_collection_finish(session: pytest.Session) -> None:
    """Groups that xdist does not carry out would let two workers take turns in one story."""
    if getattr(session.config.option, "loadgroup", False):
        grouped = [item.nodeid for item in session.items if item.get_closest_marker("xdist_group")]
        torn = [nodeid for nodeid in grouped if "@" not in nodeid]
        assert not torn, f"xdist gave these tests no group: {torn[:3]}"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run in which more than `MOST_RERUNS` tests needed a second run is red: then it is not the machine."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    again = reporter.stats.get("rerun", []) if reporter else []
    for report in again:
        reporter.write_line(f"\nrun twice: {report.nodeid}\n{report.longreprtext}", red=True)
    if len(again) > MOST_RERUNS:
        reporter.write_line(f"{len(again)} tests had to run twice, {MOST_RERUNS} may: the run has failed", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """pytest-django's own, and then: the audit tables refuse to be emptied, as a transactional test has to do."""
    allow_flush()


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def real_hasher(settings: Any) -> None:
    """Hash passwords as in production."""
    settings.PASSWORD_HASHERS = ["exam_platform.people.hashers.BoundedArgon2Hasher"]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data beside the repository: a stranger's machine has none, there these tests are skipped."""
    if SHARED.is_dir():
        return SHARED
    if os.environ.get("CI"):
        pytest.fail("CI is set and the folder ../shared is missing: its tests may not be skipped")
    pytest.skip("the folder ../shared is not there: tests on its data are skipped")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, driven by Playwright; one browser for the run, a new context for each test."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not path:
        pytest.fail("chromium is missing: install the system package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def live_platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePlatform]:
    """An empty platform of real processes on SQLite, one for each test module that asks."""
    with LivePlatform(tmp_path_factory.mktemp("live")) as platform:
        yield platform


@pytest.fixture(scope="module")
def live_postgresql_platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePlatform]:
    """The same on a PostgreSQL that writes through to the disk, and Redis."""
    with Postgresql(server_folder("postgresql"), durable=True) as database, Redis(server_folder("redis")) as redis:
        stack = {"DATABASE_URL": database.url, "REDIS_URL": redis.url}
        with LivePlatform(tmp_path_factory.mktemp("live"), stack) as platform:
            yield platform
