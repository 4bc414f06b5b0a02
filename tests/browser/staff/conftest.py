"""One district for all tests of this folder: empty at first, then built up by the job itself, step by step.

Each step is a fixture that drives the screens; a test asks for the step that it starts from.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.staff.desk import Desk
from tests.live import LivePlatform

PASSWORD = "jingkaiqu-2026-xuefa"

# Persons of the imported roster who get an account and a role, so that each role has somebody at a desk.
APPOINT = """
from django.utils import timezone
from exam_platform.people.models import Person, Role, RoleGrant, Unit
roots = Unit.objects.filter(depth=1)
office = Unit.objects.exclude(depth=1).get(name="信访局")
for number, (login, role, unit) in enumerate([
    ("trainer", Role.TRAINER, roots[0]), ("reviewer", Role.REVIEWER, roots[0]), ("officer", Role.OFFICER, roots[0]),
    ("auditor", Role.AUDITOR, roots[0]), ("unit", Role.UNIT_ADMINISTRATOR, office),
]):
    person = Person.objects.filter(posts__unit__name="党政办公室").order_by("pk")[number]
    person.user_name, person.activated_at = login, timezone.now()
    person.set_password("{password}")
    person.save()
    RoleGrant.objects.create(person=person, role=role, unit=unit)
"""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups in the same hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.live)
            item.add_marker(pytest.mark.timeout(300))
            asked = getattr(item, "fixturenames", ())
            shared = next((name for name in ("district", "demo_district") if name in asked), item.path.stem)
            item.add_marker(pytest.mark.xdist_group(f"staff {shared}"))


@contextmanager
def prepared(folder: Path, *arguments: str) -> Iterator[LivePlatform]:
    platform = LivePlatform(folder)
    platform.command("prepare", *arguments)
    with platform:
        yield platform


@contextmanager
def another_district(
    folder: Path, seat: Callable[[LivePlatform, str, str], Desk]
) -> Iterator[tuple[LivePlatform, Desk]]:
    """An empty platform for one module's tests, and its administrator at her desk."""
    with prepared(folder, "--empty") as platform:
        [account] = platform.accounts()
        yield platform, seat(platform, account["login"], account["password"])


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePlatform]:
    with prepared(tmp_path_factory.mktemp("district"), "--empty") as platform:
        yield platform


@pytest.fixture(scope="session")
def demo_district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivePlatform]:
    """The demo data: one finished examination with all attempts graded, one that is open now."""
    with prepared(tmp_path_factory.mktemp("demo")) as platform:
        yield platform


@pytest.fixture(scope="session")
def seat(chromium: Browser) -> Iterator[Callable[[LivePlatform, str, str], Desk]]:
    """Seats somebody at a desk, once for each account; at the end no browser may have complained."""
    desks: dict[tuple[str, str], Desk] = {}

    def sit(platform: LivePlatform, login: str, password: str) -> Desk:
        key = (platform.url, login)
        if key not in desks:
            desks[key] = Desk(chromium, platform.url).sign_in(login, password)
        return desks[key]

    yield sit
    for desk in desks.values():
        desk.context.close()


@pytest.fixture
def no_complaints(request: pytest.FixtureRequest) -> Iterator[Callable[[Desk], Desk]]:
    """Watches a desk through a test: the browser may find nothing wrong with scripts, styles or policies."""
    watched: list[Desk] = []

    def watch(desk: Desk) -> Desk:
        desk.complaints.clear()
        watched.append(desk)
        return desk

    yield watch
    assert [complaint for desk in watched for complaint in desk.complaints] == []


@pytest.fixture(scope="session")
def administrator(district: LivePlatform, seat: Callable[[LivePlatform, str, str], Desk]) -> Desk:
    [account] = district.accounts()
    return seat(district, account["login"], account["password"])


@pytest.fixture
def admin(administrator: Desk, no_complaints: Callable[[Desk], Desk]) -> Desk:
    return no_complaints(administrator)


def import_file(desk: Desk, resource: str, file: Path, done: str) -> None:
    desk.open(resource)
    desk.upload(file)
    desk.press(f"确认导入 {done} 行")
    desk.sees(f"导入完成：写入 {done} 行。")


@pytest.fixture(scope="session")
def units(administrator: Desk, shared: Path) -> None:
    import_file(administrator, "unit-imports", shared / "data/rosters/units.xlsx", "55")


@pytest.fixture(scope="session")
def roster(units: None, administrator: Desk, district: LivePlatform, shared: Path) -> None:
    import_file(administrator, "roster-imports", shared / "data/rosters/civil-servants-2010.xlsx", "2,010")
    district.python(APPOINT.replace("{password}", PASSWORD))


@pytest.fixture(scope="session")
def at_desk(
    roster: None, district: LivePlatform, seat: Callable[[LivePlatform, str, str], Desk]
) -> Callable[[str], Desk]:
    """The desk of `trainer`, `reviewer`, `officer`, `auditor` or `unit`."""
    return lambda login: seat(district, login, PASSWORD)


@pytest.fixture
def trainer(at_desk: Callable[[str], Desk], no_complaints: Callable[[Desk], Desk]) -> Desk:
    return no_complaints(at_desk("trainer"))


@pytest.fixture
def reviewer(at_desk: Callable[[str], Desk], no_complaints: Callable[[Desk], Desk]) -> Desk:
    return no_complaints(at_desk("reviewer"))


@pytest.fixture
def officer(at_desk: Callable[[str], Desk], no_complaints: Callable[[Desk], Desk]) -> Desk:
    return no_complaints(at_desk("officer"))


@pytest.fixture
def auditor(at_desk: Callable[[str], Desk], no_complaints: Callable[[Desk], Desk]) -> Desk:
    return no_complaints(at_desk("auditor"))


@pytest.fixture
def unit_administrator(at_desk: Callable[[str], Desk], no_complaints: Callable[[Desk], Desk]) -> Desk:
    return no_complaints(at_desk("unit"))


# What the reviewer does with 1,032 questions on some twenty screens; one of them is driven by a test of its own.
APPROVE = """
from django.utils import timezone
from questions.models import Question, Revision
waiting = Question.objects.filter(published_revision=None)
Revision.objects.filter(pk__in=waiting.values("current")).update(published_at=timezone.now())
from django.db.models import F
waiting.update(published_revision=F("current"), submitted_at=None)
"""


@pytest.fixture(scope="session")
def questions(at_desk: Callable[[str], Desk], shared: Path) -> None:
    desk = at_desk("trainer")
    import_file(desk, "question-imports", shared / "data/questions/business-environment.xlsx", "32")
    import_file(desk, "question-imports", shared / "data/questions/judicial-exam-1000.xlsx", "1,000")


@pytest.fixture(scope="session")
def bank(questions: None, district: LivePlatform) -> None:
    district.python(APPROVE)


@pytest.fixture(scope="session")
def demo_accounts(demo_district: LivePlatform) -> dict[str, tuple[str, str]]:
    """Login and password by role; the first of each."""
    accounts: dict[str, tuple[str, str]] = {}
    for account in demo_district.accounts():
        accounts.setdefault(account["role"], (account["login"], account["password"]))
    return accounts


@pytest.fixture
def demo_desk(
    demo_district: LivePlatform,
    demo_accounts: dict[str, tuple[str, str]],
    seat: Callable[[LivePlatform, str, str], Desk],
    no_complaints: Callable[[Desk], Desk],
) -> Callable[[str], Desk]:
    """The desk of a role in the demo district."""
    return lambda role: no_complaints(seat(demo_district, *demo_accounts[role]))
