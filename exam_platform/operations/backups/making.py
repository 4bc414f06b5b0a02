"""Making backups: one, or one after the other together with PostgreSQL's log; which exist, and which may go."""

import contextlib
import datetime as dt
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from rich.progress import Progress

from exam_platform.api import database_now
from exam_platform.audit.actions import record

from . import contents, data_files, manifest, postgresql, sqlite
from .errors import BackupRefused, Damaged, InsideData, NoBackup

UNFINISHED = ".making"
LOG = "wal"
# A receiver that cannot connect tries again by itself every five seconds.
LOOK_SECONDS = 5


def backups_in(root: Path) -> list[Path]:
    """The complete ones, the oldest first; `root` may be one of them itself."""
    if (root / manifest.NAME).is_file():
        return [root]
    return sorted(path.parent for path in root.glob(f"*/{manifest.NAME}"))


def log_of(backup: Path) -> Path:
    return backup.parent / LOG


def make_backup(root: Path) -> Path:
    """One complete folder, or none: it gets its name when everything is on the disk."""
    if root.resolve().is_relative_to(settings.DATA_DIR):
        raise InsideData(folder=root)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left_over in root.glob(f"{UNFINISHED}-*"):
        shutil.rmtree(left_over)
    files = sum(path.stat().st_size for path in data_files.kept_files(settings.DATA_DIR))
    data_files.require_space(root, files + _database_bytes())
    described = contents.describe()
    folder = root / f"{described.consistent_at:%Y%m%dT%H%M%SZ}"
    draft = root / f"{UNFINISHED}-{folder.name}"
    draft.mkdir(mode=0o700)
    try:
        with Progress(transient=True) as progress:
            bar = progress.add_task("正在备份", total=files + _database_bytes())
            _fill(draft, described, lambda count: progress.advance(bar, count))
        manifest.write(described, draft)
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    detail = {"name": folder.name, "files": len(described.files), "bytes": data_files.size_of(folder)}
    record(kind="backup.made", actor=None, detail=detail)
    return folder


def _fill(draft: Path, described: manifest.Manifest, told: manifest.Told) -> None:
    """The database first: a file that it names is then in the backup, unless it was removed meanwhile."""
    if connection.vendor == "sqlite":
        described.consistent_at = database_now()
        sqlite.snapshot(Path(settings.DATABASES["default"]["NAME"]), draft / sqlite.FILE, told)
        described.files[sqlite.FILE] = manifest.describe(draft / sqlite.FILE)
    else:
        source().base_backup(draft / "database", told)
        described.consistent_at = database_now()
        # PostgreSQL's manifest lists all its files with their SHA-256, so ours lists only that.
        described.files["database/backup_manifest"] = manifest.describe(draft / "database" / "backup_manifest")
    described.files |= data_files.save(settings.DATA_DIR, draft, told)


def source() -> postgresql.Source:
    major = postgresql.major_of(contents.describe_database().version)
    return postgresql.Source(settings.BACKUP_DATABASE_URL, major)


def _database_bytes() -> int:
    if connection.vendor == "sqlite":
        file = Path(settings.DATABASES["default"]["NAME"])
        return sum(path.stat().st_size for path in (file, file.with_name(f"{file.name}-wal")) if path.exists())
    return postgresql.size_of_cluster(settings.BACKUP_DATABASE_URL)


def remove_old(root: Path, keep: int) -> list[Path]:
    """All but the newest `keep`, and the log that only they needed."""
    found = backups_in(root)
    old, kept = found[:-keep], found[-keep:]
    for folder in old:
        # Without its manifest it is no backup any more, whatever happens next.
        (folder / manifest.NAME).unlink()
        shutil.rmtree(folder)
    if kept and (kept[0] / "database").is_dir():
        first = postgresql.first_segment(kept[0] / "database")
        for segment in (root / LOG).glob("*/*"):
            if postgresql.SEGMENT.match(segment.name) and segment.name < first:
                segment.unlink()
    return old


def follow(root: Path, every: dt.timedelta, keep: int, said: Callable[[str], None]) -> None:
    """A backup every so often, and with PostgreSQL its log all the time. Ends by a signal.

    A database that is away, or a disk that is full, is said and tried again: what has been received stays.
    """
    with receiving(root) as restart_if_dead:
        while True:
            try:
                restart_if_dead()
                _back_up_if_due(root, every, keep, said)
            except (BackupRefused, DatabaseError, psycopg.Error, OSError) as error:
                said(f"本次未完成,稍后再试:{error}")
            connection.close()
            time.sleep(LOOK_SECONDS)


def _back_up_if_due(root: Path, every: dt.timedelta, keep: int, said: Callable[[str], None]) -> None:
    found = backups_in(root)
    if found and database_now() - manifest.read(found[-1]).consistent_at < every:
        return
    said(f"备份完成:{make_backup(root)}")
    for folder in remove_old(root, keep):
        said(f"已删除旧备份:{folder.name}")


@contextlib.contextmanager
def receiving(root: Path) -> Iterator[Callable[[], None]]:
    """Receive PostgreSQL's log for the time of the block; gives a function that starts the receiver anew if it died."""
    if connection.vendor == "sqlite":
        yield lambda: None
        return
    server = source()
    folder = root / LOG / f"{contents.describe_database().timeline:08X}"
    receiver = server.receive_log(folder)

    def restart_if_dead() -> None:
        nonlocal receiver
        if receiver.poll() is not None:
            receiver = server.receive_log(folder)

    try:
        yield restart_if_dead
    finally:
        receiver.terminate()
        receiver.wait(30)


def verify(root: Path, said: Callable[[str], None]) -> list[BackupRefused]:
    """Every backup and the log; what is wrong, each with the file's name."""
    found = backups_in(root)
    if not found:
        raise NoBackup(folder=root)
    faults: list[BackupRefused] = []
    for backup in found:
        wrong = list(faults_of(backup))
        faults += wrong
        said(f"{backup.name}:{'已损坏' if wrong else '完好'},{data_files.in_words(data_files.size_of(backup))}")
    newest = manifest.read(found[0]).database if not faults else None
    if newest and newest.engine == "postgresql":
        try:
            said(f"数据库日志:{_verify_log(found[0], postgresql.major_of(newest.version))} 段,连续。")
        except Damaged as fault:
            faults.append(fault)
    return faults


def faults_of(backup: Path) -> Iterator[BackupRefused]:
    try:
        described = manifest.read(backup)
        yield from manifest.faults(described, backup)
        if described.database.engine == "sqlite":
            sqlite.check(backup / sqlite.FILE)
        else:
            postgresql.verify_base(backup / "database", postgresql.major_of(described.database.version))
    except BackupRefused as fault:
        yield fault


def _verify_log(oldest: Path, major: int) -> int:
    first = postgresql.first_segment(oldest / "database")
    found = postgresql.segments(log_of(oldest), first)
    postgresql.check_log(found, first, major)
    return len(found)
