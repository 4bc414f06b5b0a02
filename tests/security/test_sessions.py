"""S16: a session that turns up elsewhere goes on, and is put on record."""

import pytest

from exam_platform.audit.models import AuditRecord
from tests.people.doors import Browser
from tests.sittings.room import make_room

pytestmark = pytest.mark.django_db

HOME = {"REMOTE_ADDR": "203.0.113.1", "HTTP_USER_AGENT": "Firefox"}


def visit(browser, **place):
    return browser.get("/api/v1/session/", **HOME | place).json()["person"]


def flags():
    return list(
        AuditRecord.objects.filter(kind="session.used_elsewhere").order_by("id").values_list("detail", "address")
    )


@pytest.fixture
def browser(cast):
    browser = Browser(HTTP_USER_AGENT="Firefox")
    assert browser.sign_in("wang").status_code == 200
    return browser


def test_another_address_and_another_browser_are_allowed_and_put_on_record_once_each(browser, cast):
    """S16."""
    assert visit(browser)["id"] == cast.candidate.pk
    assert flags() == []
    for _ in range(3):
        assert visit(browser, REMOTE_ADDR="198.51.100.7")["id"] == cast.candidate.pk
        assert visit(browser, REMOTE_ADDR="198.51.100.7", HTTP_USER_AGENT="curl")["id"] == cast.candidate.pk
        assert visit(browser)["id"] == cast.candidate.pk
    assert flags() == [
        ({"address": True, "browser": False}, "198.51.100.7"),
        ({"address": False, "browser": True}, "198.51.100.7"),
    ]


def test_a_household_of_ipv6_is_one_place(browser):
    visit(browser, REMOTE_ADDR="2001:db8::1")
    visit(browser, REMOTE_ADDR="2001:db8::2")
    assert len(flags()) == 1


def test_the_record_and_the_session_tell_no_browser(browser):
    """What a browser calls itself is a stranger's text; the session keeps marks of it."""
    visit(browser, HTTP_USER_AGENT="<script>金丝雀")
    assert "金丝雀" not in str(flags())
    assert "203.0.113.1" not in str(dict(browser.session.items()))


def test_it_costs_no_query_at_a_known_place(browser, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        visit(browser)


def test_another_address_ends_no_attempt(db):
    """S16: 4G to Wi-Fi in the middle of the paper; the token knows no address."""
    candidate = make_room().candidate()
    candidate.start()
    for address in ("198.51.100.7", "2001:db8::1"):
        answer = candidate.put({"changes": [candidate.change(1, ["B"])]}, X_FORWARDED_FOR=address)
        assert answer.status_code == 200
    candidate.client.defaults["REMOTE_ADDR"] = "198.51.100.8"
    assert candidate.start().status_code == 200
    assert candidate.submit().status_code == 202
