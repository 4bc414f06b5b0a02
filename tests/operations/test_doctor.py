import datetime as dt
import os

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings

from exam_platform.operations import diagnosis
from exam_platform.operations.actions import WORKER, record_heartbeat
from exam_platform.operations.diagnosis import examine
from exam_platform.operations.readiness import migrations_are_applied
from tests.factories.people import make_person


def levels(**changes):
    with override_settings(**changes):
        return {(finding.subject, finding.level) for finding in examine()}


@pytest.mark.django_db
def test_it_says_what_is_sound_and_what_is_not(tmp_path, capsys):
    with override_settings(BUILT_DIR=tmp_path), pytest.raises(CommandError, match="个问题"):
        call_command("doctor")
    printed = capsys.readouterr().out
    assert "✓ 时钟:本机与数据库一致" in printed
    assert "✗ 页面:前端尚未构建" in printed


@pytest.mark.django_db
def test_it_warns_of_plain_http_and_of_https_without_a_trusted_proxy():
    assert ("访问地址", "warning") in levels(HTTPS=False, PUBLIC_URL="http://10.0.0.5/")
    assert ("访问地址", "error") in levels(HTTPS=True, TRUSTED_PROXIES=[])
    assert ("访问地址", "ok") in levels(HTTPS=True, TRUSTED_PROXIES=["10.0.0.0/8"])


@pytest.mark.django_db
def test_it_finds_keys_that_others_can_read(tmp_path):
    file = tmp_path / "secrets.json"
    file.write_text("{}")
    os.chmod(file, 0o644)
    assert ("密钥", "error") in levels(DATA_DIR=tmp_path)
    os.chmod(file, 0o600)
    assert ("密钥", "ok") in levels(DATA_DIR=tmp_path)


@pytest.mark.django_db
def test_it_finds_values_whose_key_is_missing(settings):
    make_person("某人", phone="13912345678")
    assert ("加密数据", "ok") in levels()
    assert ("加密数据", "error") in levels(FIELD_KEYS={"k9": b"9" * 32})
    (key_id,) = settings.FIELD_KEYS
    assert ("加密数据", "error") in levels(FIELD_KEYS={key_id: b"9" * 32}), "another key under the same id"


@pytest.mark.django_db
def test_readiness_asks_one_query_for_the_migrations(django_assert_num_queries):
    assert migrations_are_applied()
    with django_assert_num_queries(2):  # is the table there, and what does it hold
        assert migrations_are_applied()
    MigrationRecorder.Migration.objects.filter(app="sittings").delete()
    assert not migrations_are_applied(), "what the database has is never cached"


@pytest.mark.django_db
def test_it_compares_the_clocks(monkeypatch):
    wrong = diagnosis.database_now() - dt.timedelta(seconds=5)
    monkeypatch.setattr(diagnosis, "database_now", lambda: wrong)
    assert ("时钟", "error") in levels()


@pytest.mark.django_db
def test_it_sees_whether_a_worker_lives():
    assert ("后台进程", "warning") in levels()
    record_heartbeat(name=WORKER)
    record_heartbeat(name=WORKER)
    assert ("后台进程", "ok") in levels()


@pytest.mark.django_db
@pytest.mark.sqlite
def test_it_finds_the_test_database_durable():
    assert ("数据库", "ok") in levels()


@pytest.mark.django_db
@pytest.mark.postgresql
def test_it_finds_a_database_that_does_not_write_through():
    """The tests' own PostgreSQL runs without fsync, for speed."""
    assert ("数据库", "error") in levels()


@pytest.mark.django_db
def test_it_finds_missing_fonts(monkeypatch, tmp_path):
    monkeypatch.setattr(diagnosis, "FONT_FOLDERS", (str(tmp_path),))
    assert ("字体", "error") in levels()
