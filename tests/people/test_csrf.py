"""S19: no other site can act for a visitor, nor sign her in as somebody else."""

import json

import pytest

from tests.cast import PASSWORD
from tests.people.doors import Browser

pytestmark = pytest.mark.django_db

BODY = json.dumps({"login": "wang", "password": PASSWORD})
DOORS = [
    ("POST", "/api/v1/session/"),
    ("DELETE", "/api/v1/session/"),
    ("POST", "/api/v1/session/activation/"),
    ("POST", "/api/v1/session/password/"),
    ("PATCH", "/api/v1/people/1/"),
    ("POST", "/api/v1/people/1/roles/"),
    ("DELETE", "/api/v1/people/1/roles/1/"),
    ("POST", "/api/v1/people/1/activation-codes/"),
    ("POST", "/api/v1/activation-slips/"),
]


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize(("method", "path"), DOORS)
def test_an_unsafe_request_needs_the_token(cast, method, path, signed_in):
    browser = Browser()
    if signed_in:
        browser.sign_in("zheng")
    answer = browser.generic(method, path, BODY, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


def test_a_foreign_origin_is_refused_even_with_the_token(cast):
    browser = Browser()
    headers = {"X-CSRFToken": browser.token(), "Origin": "https://evil.example"}
    answer = browser.generic("POST", "/api/v1/session/", BODY, "application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_body_that_a_form_can_send_is_not_taken(cast, content_type):
    browser = Browser()
    headers = {"X-CSRFToken": browser.token()}
    answer = browser.generic("POST", "/api/v1/session/", BODY, content_type, headers=headers)
    assert answer.status_code == 415
