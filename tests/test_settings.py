"""Settings as they follow from the environment, each read by a process of its own."""

import json
import stat
import subprocess
import sys

import pytest

from exam_platform.keys import new_key
from tests.live import ROOT

READ = """
import json, os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exam_platform.settings")
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def read_settings(data_dir, *names, fails=False, **environment):
    given = {"DATA_DIR": str(data_dir), "PATH": "/usr/bin:/bin", **environment}
    done = subprocess.run(
        [sys.executable, "-c", READ, *names], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )
    assert (done.returncode != 0) == fails, done.stderr
    return done.stderr if fails else json.loads(done.stdout)


COOKIES = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_PATH", "SECURE_HSTS_SECONDS")


@pytest.mark.parametrize(
    ("address", "cookies", "script_name"),
    [
        ("http://10.0.0.5:8000/", ["session", False, "/", 0], None),
        ("http://exam.example/xuefa/", ["session", False, "/xuefa/", 0], "/xuefa"),
        ("https://exam.example/", ["__Host-session", True, "/", 31536000], None),
        ("https://exam.example/xuefa", ["__Secure-session", True, "/xuefa/", 31536000], "/xuefa"),
    ],
)
def test_the_public_address_decides_the_cookies(tmp_path, address, cookies, script_name):
    found = read_settings(tmp_path, *COOKIES, "FORCE_SCRIPT_NAME", "ALLOWED_HOSTS", PUBLIC_URL=address)
    assert [found[name] for name in COOKIES] == cookies
    assert found["FORCE_SCRIPT_NAME"] == script_name
    assert address.split("/")[2].split(":")[0] in found["ALLOWED_HOSTS"]


def test_several_host_names_may_be_allowed(tmp_path):
    found = read_settings(tmp_path, "ALLOWED_HOSTS", ALLOWED_HOSTS="kaoshi.example,10.0.0.5")
    assert {"kaoshi.example", "10.0.0.5"} <= set(found["ALLOWED_HOSTS"])


def test_keys_are_made_once_and_kept_readable_by_their_owner_alone(tmp_path):
    names = ("SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY", "AUDIT_KEY")
    first = read_settings(tmp_path, *names)
    assert read_settings(tmp_path, *names) == first
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert len({first["SECRET_KEY"], first["BLIND_INDEX_KEY"], first["AUDIT_KEY"]}) == 3
    assert read_settings(tmp_path / "another", *names) != first


def test_no_file_of_keys_is_written_when_the_environment_has_them_all(tmp_path):
    keys = {name: new_key() for name in ("SECRET_KEY", "BLIND_INDEX_KEY", "AUDIT_KEY")}
    found = read_settings(tmp_path, "FIELD_KEYS", **keys, FIELD_KEYS=f"new:{new_key()},old:{new_key()}")
    assert list(found["FIELD_KEYS"]) == ["new", "old"]
    assert not (tmp_path / "secrets.json").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FIELD_KEYS", "k1:dG9vIHNob3J0"),
        ("FIELD_KEYS", "no key id"),
        ("AUDIT_KEY", "???"),
        ("PUBLIC_URL", "exam.example"),
        ("PASSWORD_PROFILE", "none"),
        ("PORT", "eighty"),
    ],
)
def test_a_value_that_makes_no_sense_stops_the_start(tmp_path, name, value):
    said = read_settings(tmp_path, "PORT", fails=True, **{name: value})
    assert name in said


def test_sqlite_is_durable_and_waits_for_its_turn(tmp_path):
    options = read_settings(tmp_path, "DATABASES")["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_no_wait_for_postgresql_is_longer_than_ten_seconds(tmp_path):
    found = read_settings(tmp_path, "DATABASES", DATABASE_URL="postgresql://exam@127.0.0.1/exam")
    options = found["DATABASES"]["default"]["OPTIONS"]
    assert options["server_side_binding"] is True
    assert options["pool"]["timeout"] <= 10
    assert options["connect_timeout"] <= 10
    assert options["tcp_user_timeout"] <= 10_000
    # The server's own time-out comes before the client's.
    assert "statement_timeout=9500 " in options["options"]
    assert "lock_timeout=10s" in options["options"]
