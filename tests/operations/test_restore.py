"""What a restore and a check of a backup refuse, with which code, and what they leave untouched."""

import datetime as dt
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.live import ROOT, LivePlatform
from tests.operations.restore_drill import following, manifests, wait_for
from tests.servers import Postgresql, server_folder

pytestmark = [pytest.mark.live, pytest.mark.long, pytest.mark.timeout(400)]

SEAL_SOMEBODY = """
from exam_platform.people.models import Person
Person.objects.create(name="某人", user_name="somebody", id_number="11010119900307721X", phone="13912345678")
"""
READ_SOMEBODY = """
from exam_platform.people.models import Person
person = Person.objects.get(user_name="somebody")
person.save()
print(repr(str(person.id_number)), repr(str(person.phone)))
"""


def told(platform: LivePlatform, *arguments: object) -> tuple[int, str]:
    """How `exam-platform <arguments>` ended, and everything it said."""
    done = subprocess.run(
        [sys.executable, "-m", "exam_platform", *map(str, arguments)],
        cwd=ROOT,
        env=platform.settings,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


def code_of(answer: tuple[int, str]) -> str:
    """The code that a refusal stands under; empty where nothing was refused."""
    found = re.search(r"CommandError: \[(\w+)\]", answer[1])
    assert bool(found) == bool(answer[0]), answer
    return found[1] if found else ""


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> LivePlatform:
    """An installation on SQLite that was set up and does not run."""
    platform = LivePlatform(tmp_path_factory.mktemp("original"))
    platform.command("prepare", "--empty")
    platform.python(SEAL_SOMEBODY)
    (platform.data_dir / "exports").mkdir()
    (platform.data_dir / "exports" / "1.xlsx").write_bytes(b"figures" * 1000)
    return platform


@pytest.fixture(scope="module")
def made(original, tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("backups")
    original.command("backup", "--to", str(root))
    return root


@pytest.fixture(scope="module")
def sheet(original, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("safe") / "keys"
    original.command("backup", "keys", "--to", str(path))
    return path.with_suffix(".txt")


@pytest.fixture
def empty(tmp_path) -> LivePlatform:
    return LivePlatform(tmp_path / "new")


@pytest.fixture
def copied(made, tmp_path) -> Path:
    """A backup that a test may spoil."""
    root = tmp_path / "copy"
    shutil.copytree(made, root)
    return root


def folder_in(root: Path) -> Path:
    (folder,) = (path.parent for path in root.glob("*/manifest.json"))
    return folder


def test_it_restores_database_files_and_keys(made, sheet, empty):
    answer = told(empty, "restore", made, "--keys", sheet)
    assert answer[0] == 0, answer[1]
    assert "审计链:完整" in answer[1]
    assert (empty.data_dir / "exports" / "1.xlsx").read_bytes() == b"figures" * 1000
    assert "11010119900307721X" in empty.python(READ_SOMEBODY)
    assert "platform.restored" in empty.python(
        "from exam_platform.audit.models import AuditRecord; print([r.kind for r in AuditRecord.objects.all()])"
    )
    assert not [path.name for path in empty.data_dir.iterdir() if path.name.startswith(".re")]


def test_without_keys_it_says_what_is_lost_and_goes_on_only_when_told(made, sheet, empty):
    answer = told(empty, "restore", made)
    assert code_of(answer) == "keys_missing"
    for loss in ("密钥 k1 下的 证件号码 1 项", "密钥 k1 下的 手机号 1 项", "审计链无法核验", "会话"):
        assert loss in answer[1]
    assert not (empty.data_dir / "db.sqlite3").exists()
    assert told(empty, "restore", made, "--without-keys")[0] == 0
    assert empty.python(READ_SOMEBODY).split() == ["''", "''"]
    code, said = told(empty, "keys", "status")
    assert code == 1
    assert "无法读取:k1" in said
    assert "新数据使用 k2" in said, "an id is never used for two keys"
    # The values were written back as they were: with the keys they can be read again.
    (empty.data_dir / "secrets.json").unlink()
    keys = dict(line.split("=", 1) for line in sheet.read_text().splitlines() if not line.startswith("#"))
    empty.environment.update(keys)
    assert "11010119900307721X" in empty.python(READ_SOMEBODY)


def test_a_wrong_key_is_named(made, sheet, empty, tmp_path):
    wrong = tmp_path / "wrong.txt"
    wrong.write_text(re.sub(r"(?m)^BLIND_INDEX_KEY=.*$", "BLIND_INDEX_KEY=" + "A" * 43 + "=", sheet.read_text()))
    answer = told(empty, "restore", made, "--keys", wrong)
    assert code_of(answer) == "keys_missing"
    assert "密钥:BLIND_INDEX_KEY。" in answer[1]
    wrong.write_text("BLIND_INDEX_KEY=x")
    assert code_of(told(empty, "restore", made, "--keys", wrong)) == "keys_unreadable"


def test_it_replaces_nothing_unless_told_and_keeps_older_keys(made, sheet, empty):
    empty.command("prepare", "--empty")
    before = (empty.data_dir / "db.sqlite3").read_bytes()
    assert code_of(told(empty, "restore", made, "--keys", sheet)) == "target_not_empty"
    assert (empty.data_dir / "db.sqlite3").read_bytes() == before
    keys = (empty.data_dir / "secrets.json").read_text()
    assert told(empty, "restore", made, "--keys", sheet, "--overwrite")[0] == 0
    assert "11010119900307721X" in empty.python(READ_SOMEBODY)
    (kept,) = empty.data_dir.glob("secrets.json.replaced-*")
    assert kept.read_text() == keys


def test_it_leaves_a_running_platform_alone(made, sheet, empty):
    with empty:
        assert code_of(told(empty, "restore", made, "--keys", sheet, "--overwrite")) == "target_in_use"
        assert empty.answers()


@pytest.mark.parametrize("name", ["database.sqlite3", "files/exports/1.xlsx", "manifest.json"])
def test_a_file_that_was_altered_is_named_and_nothing_is_restored(copied, sheet, empty, name):
    spoilt = folder_in(copied) / name
    content = bytearray(spoilt.read_bytes())
    content[len(content) // 2] ^= 1
    spoilt.write_bytes(content)
    for answer in (told(empty, "backup", "verify", copied), told(empty, "restore", copied, "--keys", sheet)):
        assert answer[0] == 1
        assert f"[backup_damaged] 备份已损坏:{spoilt}" in answer[1]
    assert not (empty.data_dir / "db.sqlite3").exists()
    assert not (empty.data_dir / "exports").exists()


def test_a_file_that_is_missing_is_named(copied, empty):
    (folder_in(copied) / "files/exports/1.xlsx").unlink()
    answer = told(empty, "backup", "verify", copied)
    assert answer[0] == 1
    assert "exports/1.xlsx(文件缺失)" in answer[1]


def test_a_database_whose_pages_are_broken_is_found_though_its_digest_fits(copied, empty):
    """As when the original was broken already."""
    folder = folder_in(copied)
    content = bytearray((folder / "database.sqlite3").read_bytes())
    content[4096 * 4 : 4096 * 20] = os.urandom(4096 * 16)
    (folder / "database.sqlite3").write_bytes(content)
    rewrite = (
        "import pathlib\nfrom exam_platform.operations.backups import manifest\n"
        f"folder = pathlib.Path({str(folder)!r})\nmade = manifest.read(folder)\n"
        "made.files['database.sqlite3'] = manifest.describe(folder / 'database.sqlite3')\nmanifest.write(made, folder)"
    )
    empty.python(rewrite)
    assert "[backup_damaged]" in told(empty, "backup", "verify", copied)[1]


def test_moments_and_places_that_cannot_be(made, sheet, empty, tmp_path):
    keys = ("--keys", sheet)
    assert (
        code_of(told(empty, "restore", made, *keys, "--to-time", "2020-01-01T00:00:00+08:00")) == "time_before_backup"
    )
    assert code_of(told(empty, "restore", made, *keys, "--to-time", "yesterday")) == "bad_time"
    assert code_of(told(empty, "restore", tmp_path, *keys)) == "backup_not_found"
    assert code_of(told(empty, "backup", "--to", empty.data_dir / "backups")) == "inside_data"


def test_a_backup_of_a_newer_version_is_refused(copied, sheet, empty):
    folder = folder_in(copied)
    empty.python(
        "import pathlib\nfrom exam_platform.operations.backups import manifest\n"
        f"folder = pathlib.Path({str(folder)!r})\nmade = manifest.read(folder)\n"
        "made.migrations.append('people.9999_later')\nmanifest.write(made, folder)"
    )
    answer = told(empty, "restore", copied, "--keys", sheet)
    assert code_of(answer) == "backup_too_new"
    assert "people.9999_later" in answer[1]


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small disk")
def test_a_full_disk_is_said_beforehand(made, sheet, original, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", small], check=False).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        assert code_of(told(original, "backup", "--to", small / "backups")) == "no_space"
        assert code_of(told(LivePlatform(small / "data"), "restore", made, "--keys", sheet)) == "no_space"
    finally:
        subprocess.run(["umount", small], check=True)


def test_everything_in_the_data_folder_is_kept_or_left_out_on_purpose(live_platform):
    from exam_platform.operations.backups.data_files import KEPT, LEFT_OUT

    wait_for((live_platform.data_dir / "run" / "beat.pid").exists)
    here = {path.name for path in live_platform.data_dir.iterdir()} - {"output.txt"}
    unknown = {name for name in here if not name.startswith("beat-schedule")} - {*KEPT, *LEFT_OUT}
    assert unknown == set()


def test_a_snapshot_is_whole_while_others_write(original, tmp_path):
    """Without one read transaction around it the copy would start anew at each commit, and never end."""
    from exam_platform.operations.backups import sqlite

    source, copy = tmp_path / "source.sqlite3", tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(source, isolation_level=None)) as live:
        live.execute("PRAGMA journal_mode=WAL")
        live.execute("CREATE TABLE line (number INTEGER PRIMARY KEY, filling TEXT)")
        live.execute("BEGIN")
        live.executemany("INSERT INTO line VALUES (?, ?)", ((number, "x" * 2000) for number in range(20_000)))
        live.execute("COMMIT")
        steps = []

        def write(copied: int) -> None:
            steps.append(copied)
            live.execute("INSERT INTO line (filling) VALUES ('later')")

        sqlite.snapshot(source, copy, write)
    assert len(steps) > 5
    assert sum(steps) < source.stat().st_size * 1.1, "pages were copied twice"
    sqlite.check(copy)
    with closing(sqlite3.connect(copy)) as restored:
        assert restored.execute("SELECT count(*), sum(filling = 'later') FROM line").fetchone() == (20_000, 0)


# ---- PostgreSQL ----


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """An installation on PostgreSQL, its backup and its log; gives (platform, root, a moment between two acts)."""
    with Postgresql(server_folder("restore"), durable=True) as database:
        platform = LivePlatform(tmp_path_factory.mktemp("pg"), {"DATABASE_URL": database.url})
        platform.command("migrate")
        root = tmp_path_factory.mktemp("pg-backups")
        with following(platform, root, 1440), psycopg.connect(database.url, autocommit=True) as connection:
            wait_for(lambda: manifests(root), what="the first backup")
            connection.execute("CREATE TABLE acts (name text)")
            connection.execute("INSERT INTO acts VALUES ('before')")
            time.sleep(0.5)
            moment = dt.datetime.fromtimestamp(time.time(), dt.UTC)
            time.sleep(0.5)
            connection.execute("INSERT INTO acts VALUES ('after')")
            connection.execute("SELECT pg_switch_wal()")
            connection.execute("INSERT INTO acts SELECT repeat('x', 1000) FROM generate_series(1, 2000)")
            connection.execute("SELECT pg_switch_wal()")
            connection.execute("INSERT INTO acts VALUES ('last')")
            time.sleep(1)
        yield platform, root, moment


def restored_acts(followed, tmp_path, *options: object, root: Path | None = None) -> tuple[tuple[int, str], set[str]]:
    platform, made, _ = followed
    new = LivePlatform(tmp_path / "new", {"DATABASE_URL": "postgresql://exam@127.0.0.1:1/exam"})
    place = server_folder("restored")
    keys = platform.data_dir / "secrets.json"
    answer = told(new, "restore", root or made, "--keys", keys, "--database-into", place / "data", *options)
    if answer[0]:
        assert not (place / "data" / "PG_VERSION").exists()
        return answer, set()
    with Postgresql(place, durable=True) as database, psycopg.connect(database.url) as connection:
        return answer, {str(name)[:6] for (name,) in connection.execute("SELECT name FROM acts")}


def test_postgresql_restores_to_a_moment_between_two_acts(followed, tmp_path):
    answer, acts = restored_acts(followed, tmp_path, "--to-time", followed[2].isoformat())
    assert answer[0] == 0, answer[1]
    assert acts == {"before"}


def test_postgresql_restores_to_the_end_of_the_log(followed, tmp_path):
    answer, acts = restored_acts(followed, tmp_path)
    assert answer[0] == 0, answer[1]
    assert acts == {"before", "after", "xxxxxx", "last"}


def test_postgresql_a_moment_after_the_log_is_refused(followed, tmp_path):
    later = dt.datetime.fromtimestamp(time.time(), dt.UTC) + dt.timedelta(hours=1)
    answer, _ = restored_acts(followed, tmp_path, "--to-time", later.isoformat())
    assert code_of(answer) == "time_after_log"
    assert "最晚可恢复到 20" in answer[1]


def test_postgresql_needs_to_be_told_the_database_folder(followed, tmp_path):
    platform, root, _ = followed
    new = LivePlatform(tmp_path / "new")
    assert (
        code_of(told(new, "restore", root, "--keys", platform.data_dir / "secrets.json")) == "database_folder_missing"
    )


def test_postgresql_damage_is_named(followed, tmp_path):
    platform, root, _ = followed
    assert told(platform, "backup", "verify", root)[0] == 0
    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    table = max((folder_in(copy) / "database/base").rglob("*"), key=lambda path: path.stat().st_size)
    content = table.read_bytes()
    table.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert str(table) in told(platform, "backup", "verify", copy)[1]
    answer, _ = restored_acts(followed, tmp_path, root=copy)
    assert code_of(answer) == "backup_damaged"
    assert table.name in answer[1]
    table.write_bytes(content)
    whole = sorted(path for path in copy.glob("wal/*/*") if path.suffix != ".partial")
    spoilt = bytearray(whole[-1].read_bytes())
    spoilt[5000:9000] = os.urandom(4000)
    whole[-1].write_bytes(spoilt)
    assert whole[-1].name in told(platform, "backup", "verify", copy)[1]
    answer, _ = restored_acts(followed, tmp_path, root=copy)
    assert code_of(answer) == "backup_damaged"
    whole[-1].unlink()
    assert "数据库日志缺少这一段" in told(platform, "backup", "verify", copy)[1]


def test_postgresql_the_log_goes_on_after_the_server_was_killed(tmp_path):
    """F1 and a backup: what was committed after the server came back is in the log, without a new backup."""
    with Postgresql(server_folder("killed"), durable=True) as database:
        platform = LivePlatform(tmp_path / "old", {"DATABASE_URL": database.url})
        platform.data_dir.mkdir()
        platform.command("migrate")
        root = tmp_path / "backups"
        with following(platform, root, 1440):
            wait_for(lambda: manifests(root), what="the first backup")
            database.kill()
            time.sleep(7)
            database.start()
            with psycopg.connect(database.url, autocommit=True) as connection:
                connection.execute("CREATE TABLE acts (name text)")
                connection.execute("INSERT INTO acts VALUES ('later')")
                (receiving,) = connection.execute("SELECT count(*) FROM pg_stat_replication").fetchone() or (0,)
                deadline = time.monotonic() + 60
                while not receiving:
                    assert time.monotonic() < deadline, (platform.data_dir / "backup.txt").read_text()
                    time.sleep(0.5)
                    (receiving,) = connection.execute("SELECT count(*) FROM pg_stat_replication").fetchone() or (0,)
            time.sleep(2)
        assert len(manifests(root)) == 1
        answer, acts = restored_acts((platform, root, None), tmp_path)
    assert answer[0] == 0, answer[1]
    assert acts == {"later"}


def test_postgresql_a_role_that_may_not_replicate_is_said(followed, tmp_path):
    platform, _, _ = followed
    with psycopg.connect(platform.environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE ROLE nobody_special LOGIN")
    url = platform.environment["DATABASE_URL"].replace("exam@", "nobody_special@")
    other = LivePlatform(platform.data_dir, {**platform.environment, "BACKUP_DATABASE_URL": url})
    assert code_of(told(other, "backup", "--to", tmp_path / "backups")) == "database_refuses"
    assert list((tmp_path / "backups").iterdir()) == []


def test_the_key_sheet_is_a_page_for_the_safe(sheet):
    printed = subprocess.run(["pdftotext", "-layout", sheet.with_suffix(".pdf"), "-"], capture_output=True, check=True)
    text = re.sub(r"\s|\u200b", "", printed.stdout.decode())
    keys = dict(line.split("=", 1) for line in sheet.read_text().splitlines() if not line.startswith("#"))
    assert set(keys) == {"SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY", "AUDIT_KEY"}
    for word in (*keys, *keys.values(), "保管人", "存放地点", "密钥保管单"):
        assert word in text
    for file in (sheet, sheet.with_suffix(".pdf")):
        assert file.stat().st_mode & 0o077 == 0
