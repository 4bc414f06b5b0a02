"""S6: whose address it is, through proxies that are trusted and through others."""

import pytest

from exam_platform.audit.context import client_address

PROXIES = ["10.0.0.0/8", "::1"]


@pytest.mark.parametrize(
    ("remote", "forwarded", "trusted", "address"),
    [
        ("203.0.113.5", "", PROXIES, "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", PROXIES, "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", [], "203.0.113.5"),
        ("10.0.0.2", "198.51.100.1", PROXIES, "198.51.100.1"),
        ("10.0.0.2", "1.1.1.1, 198.51.100.1", PROXIES, "198.51.100.1"),
        ("10.0.0.2", "198.51.100.1, 10.0.0.9", PROXIES, "198.51.100.1"),
        ("10.0.0.2", "garbage", PROXIES, "10.0.0.2"),
        ("::1", "2001:db8::7", PROXIES, "2001:db8::7"),
        ("::ffff:203.0.113.5", "", PROXIES, "203.0.113.5"),
        ("", "198.51.100.1", PROXIES, None),
    ],
)
def test_it_believes_trusted_proxies_only(remote, forwarded, trusted, address):
    meta = {"REMOTE_ADDR": remote} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    assert client_address(meta, trusted) == address


@pytest.mark.parametrize(("remote", "kept"), [("10.0.0.2", True), ("203.0.113.5", False)])
def test_it_takes_a_request_id_from_a_trusted_proxy_alone(client, settings, remote, kept):
    settings.TRUSTED_PROXIES = PROXIES
    answer = client.get("/healthz", headers={"X-Request-ID": "nginx-0123456789"}, REMOTE_ADDR=remote)
    assert (answer["X-Request-ID"] == "nginx-0123456789") is kept


def test_it_refuses_a_request_id_that_is_none(client, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    answer = client.get("/healthz", headers={"X-Request-ID": "a b\x1b[2K"})
    assert len(answer["X-Request-ID"]) == 32
