"""Fixtures that every test may ask for; the stack itself is chosen in tests/settings.py."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from tests.append_only import allow_flush
from tests.live import LivePlatform
from tests.servers import Postgresql, Redis, server_folder

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that says something of one database is left out on the other."""
    stack = "sqlite" if settings.SQLITE else "postgresql"
    for item in items:
        for other in {"sqlite", "postgresql"} - {stack}:
            if item.get_closest_marker(other):
                item.add_marker(pytest.mark.skip(reason=f"says something of {other} alone"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """pytest-django's own, and then: the audit tables refuse to be emptied, as a transactional test has to do."""
    allow_flush()


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
