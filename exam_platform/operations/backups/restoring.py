"""Restoring an installation: into empty folders, all or nothing, to a moment where the log allows it.

Everything is made ready beside the target (`.restoring` inside it, for a target may be the mount point of a volume),
checked there by the platform itself, and moved into place at the end. What makes a folder count as a database moves
last, so that a restore that is cut off leaves nothing that would start.
"""

import contextlib
import datetime as dt
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from rich.progress import Progress

from exam_platform.keys import Keys, new_keys
from exam_platform.operations.readiness import known_migrations

from . import contents, data_files, manifest, postgresql, sqlite
from .errors import (
    BadTime,
    CheckFailed,
    KeysMissing,
    NoBackup,
    NoDatabaseFolder,
    TargetInUse,
    TargetNotEmpty,
    TimeBeforeBackup,
    TooNew,
)
from .key_ring import KeyRing
from .making import backups_in, log_of

STAGE = ".restoring"
REPLACED = ".replaced"
# A folder that has none of these is no database: they move last.
LAST = ("PG_VERSION", "db.sqlite3")
LABELS = {
    "people.Person.id_number": "证件号码",
    "people.Person.phone": "手机号",
    "people.UnitImport.content": "单位导入文件",
    "people.UnitImportRow.payload": "单位导入行",
    "people.RosterImport.content": "名册导入文件",
    "people.RosterImportRow.payload": "名册导入行",
}


@dataclass(frozen=True)
class Order:
    """What was asked for."""

    root: Path
    data_dir: Path
    database_folder: Path | None = None
    to_time: dt.datetime | None = None
    keys: KeyRing | None = None
    without_keys: bool = False
    overwrite: bool = False


@dataclass(frozen=True)
class Report:
    backup: Path
    consistent_at: dt.datetime
    inspection: dict[str, Any]
    missing_keys: list[str]
    consequences: str
    new_keys: bool


def read_time(text: str) -> dt.datetime:
    """ISO 8601; without an offset it is the platform's own time."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise BadTime(text=text) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


def choose(root: Path, to_time: dt.datetime | None) -> tuple[Path, manifest.Manifest]:
    """The newest backup that was complete at the moment."""
    found = [(backup, manifest.read(backup)) for backup in backups_in(root)]
    if not found:
        raise NoBackup(folder=root)
    fitting = [pair for pair in found if to_time is None or pair[1].consistent_at <= to_time]
    if not fitting:
        assert to_time
        raise TimeBeforeBackup(time=in_words(to_time), earliest=in_words(found[0][1].consistent_at))
    return fitting[-1]


def in_words(moment: dt.datetime) -> str:
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).isoformat(sep=" ", timespec="milliseconds")


def restore(order: Order) -> Report:
    backup, described = choose(order.root, order.to_time)
    unknown = sorted(set(described.migrations) - {".".join(key) for key in known_migrations()})
    if unknown:
        raise TooNew(version=described.platform, migrations="、".join(unknown[:5]))
    ring, missing = keys_for(order, described)
    targets = [order.data_dir]
    if described.database.engine == "postgresql":
        if order.database_folder is None:
            raise NoDatabaseFolder
        targets.append(order.database_folder)
    with contextlib.ExitStack() as held:
        for target in targets:
            held.enter_context(reserved(target, order.overwrite))
        needed = data_files.size_of(backup)
        data_files.require_space(targets[-1], needed)
        with Progress(transient=True) as progress:
            bar = progress.add_task("正在复制", total=needed)
            stage = Staging(order, backup, described, ring, lambda count: progress.advance(bar, count))
            stage.copy_files()
            inspection = stage.recover()
        require_sound(inspection, missing)
        for target in reversed(targets):
            move_into_place(target)
    said = consequences(described, missing)
    return Report(backup, described.consistent_at, inspection, missing, said, ring is None)


@dataclass
class Staging:
    """The restored installation before it is in its place."""

    order: Order
    backup: Path
    described: manifest.Manifest
    ring: KeyRing | None
    told: manifest.Told

    @property
    def data_dir(self) -> Path:
        return self.order.data_dir / STAGE

    def copy_files(self) -> None:
        for name, line in self.described.files.items():
            if name.startswith("files/"):
                data_files.copy_listed(line, self.backup / name, self.data_dir / name.removeprefix("files/"), self.told)
        secrets = self.data_dir / "secrets.json"
        if self.ring:
            self.ring.write_secrets(secrets)
        else:
            secrets.touch(mode=0o600)
            secrets.write_text(json.dumps(keys_after(self.described), indent=2))

    def recover(self) -> dict[str, Any]:
        """What the platform itself finds in the restored database."""
        if self.described.database.engine == "sqlite":
            line, target = self.described.files[sqlite.FILE], self.data_dir / "db.sqlite3"
            data_files.copy_listed(line, self.backup / sqlite.FILE, target, self.told)
            sqlite.check(target)
            return self._inspect(f"sqlite:///{target}")
        assert self.order.database_folder
        database, major = self.described.database, postgresql.major_of(self.described.database.version)
        stage = self.order.database_folder / STAGE
        shutil.copytree(self.backup / "database", stage, symlinks=True, dirs_exist_ok=True, copy_function=self._copy)
        postgresql.verify_base(stage, major)
        wal = self._copy_log(stage.with_name(f"{STAGE}-wal"))
        recovery = postgresql.Recovery(stage, wal, major, self.order.to_time)
        with recovery.recovered():
            found = self._inspect(recovery.url(database.owner, database.name))
        shutil.rmtree(wal)
        return found

    def _copy(self, source: str, target: str) -> None:
        shutil.copy2(source, target)
        self.told(os.stat(target).st_size)

    def _copy_log(self, folder: Path) -> Path:
        """From where the backup began; the server's user may not be able to read the backup itself."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        first = postgresql.first_segment(self.backup / "database")
        received = postgresql.segments(log_of(self.backup), first)
        data_files.require_space(folder, len(received) * postgresql.SEGMENT_BYTES)
        if self.order.to_time is None:
            # Replay without a moment ends silently at the first record that is not whole.
            postgresql.check_log(received, first, postgresql.major_of(self.described.database.version))
        for segment in received:
            shutil.copy2(segment, folder / segment.name.removesuffix(".partial"))
        # Histories tell the server which timelines are taken.
        for history in log_of(self.backup).glob("*/*.history"):
            shutil.copy2(history, folder / history.name)
        return folder

    def _inspect(self, url: str) -> dict[str, Any]:
        act = {"backup": self.backup.name, "to_time": self.order.to_time.isoformat() if self.order.to_time else ""}
        own = {"DATABASE_URL": url, "DATA_DIR": str(self.data_dir), "STATEMENT_SECONDS": "3600", "REDIS_URL": ""}
        done = contents.run_here(["backup", "inspect", "--restored", json.dumps(act)], own)
        if done.returncode:
            raise CheckFailed(reason=(done.stderr.strip() or done.stdout.strip())[-500:])
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found


def keys_for(order: Order, described: manifest.Manifest) -> tuple[KeyRing | None, list[str]]:
    """The keys to restore with, and which of the backup's they lack.

    None: new ones are made, for those at hand have another key under the id of a lost one.
    """
    held = order.keys or contents.own_keys()
    missing = held.missing(described.keys)
    if missing and not order.without_keys:
        raise KeysMissing(names="、".join(missing), consequences=consequences(described, missing))
    lost = {name.partition(" ")[2] for name in missing if name.startswith("FIELD_KEYS")}
    return (None if lost & set(held.field_keys) else held), missing


def consequences(described: manifest.Manifest, missing: list[str]) -> str:
    """What cannot be read or checked without these keys."""
    said = []
    for name in missing:
        kind, _, key_id = name.partition(" ")
        if kind == "FIELD_KEYS":
            said += [
                f"密钥 {key_id} 下的 {LABELS.get(column, column)} {count} 项将无法读取。"
                for column, count in described.sealed.get(key_id, {}).items()
            ]
    texts = {
        "BLIND_INDEX_KEY": "不能再用证件号码或手机号登录和查找,再次导入名册时认不出已有的人。",
        "AUDIT_KEY": "恢复前的审计链无法核验。",
        "SECRET_KEY": "全部会话和试卷地址失效,正在作答的考生须重新登录进入。",
    }
    said += [text for kind, text in texts.items() if any(name.split()[0].startswith(kind) for name in missing)]
    return "".join(said)


def keys_after(described: manifest.Manifest) -> Keys:
    """New keys; the field key under an id that no value in the backup stands under."""
    made = new_keys()
    used = {name.partition(" ")[2] for name in described.keys} | set(described.sealed)
    number = next(n for n in range(1, len(used) + 2) if f"k{n}" not in used)
    return made | {"field_keys": f"k{number}:{made['field_keys'].partition(':')[2]}"}


def require_sound(inspection: dict[str, Any], missing: list[str]) -> None:
    """Nothing unknown, nothing broken, nothing unreadable beyond what was accepted."""
    lost = {name.partition(" ")[2] for name in missing if name.startswith("FIELD_KEYS")}
    unreadable = set(inspection["unreadable_keys"]) - lost
    if unreadable:
        raise CheckFailed(
            reason=f"密钥 {'、'.join(sorted(unreadable))} 下的数据无法读取。环境变量中的密钥优先于保管单,请核对。"
        )
    audit_lost = any(name.startswith("AUDIT_KEY") for name in missing)
    if inspection["audit_faults"] and not audit_lost:
        raise CheckFailed(reason=f"审计链有 {inspection['audit_faults']} 处断裂。")


@contextlib.contextmanager
def reserved(target: Path, overwrite: bool) -> Iterator[None]:
    """The target is ours, and has an empty stage, for the time of the block; a failure leaves it as it was."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (target / "postmaster.pid").exists():
        raise TargetInUse(folder=target)
    # What every start makes is nobody's data.
    made = {STAGE, f"{STAGE}-wal", "lost+found", *data_files.LEFT_OUT} - {"db.sqlite3"}
    present = sorted({path.name for path in target.iterdir()} - made)
    if present and not overwrite:
        raise TargetNotEmpty(folder=target, names="、".join(present[:5]))
    with contextlib.ExitStack() as held:
        if (lock := target / "run" / "lock").exists():
            file = held.enter_context(lock.open("w"))
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise TargetInUse(folder=target) from error
        shutil.rmtree(target / STAGE, ignore_errors=True)
        (target / STAGE).mkdir(mode=0o700)
        try:
            yield
        finally:
            for name in (STAGE, f"{STAGE}-wal"):
                shutil.rmtree(target / name, ignore_errors=True)


def move_into_place(target: Path) -> None:
    """What was there goes aside, what was made ready comes up, and only then is the old removed."""
    aside = target / REPLACED
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700)
    stage = target / STAGE
    old = [
        path.name
        for path in target.iterdir()
        if path.name not in (STAGE, f"{STAGE}-wal", REPLACED, "run", "lost+found")
    ]
    new = sorted((path.name for path in stage.iterdir()), key=lambda name: name in LAST)
    moved: list[tuple[Path, Path]] = []
    try:
        for name, source, goal in [
            *((name, target, aside) for name in sorted(old, key=lambda name: name not in LAST)),
            *((name, stage, target) for name in new if name != "run"),
        ]:
            (source / name).rename(goal / name)
            moved.append((source / name, goal / name))
    except OSError:
        for source, goal in reversed(moved):
            goal.rename(source)
        raise
    keep_older_keys(aside / "secrets.json", target)
    shutil.rmtree(aside)
    if (target / "PG_VERSION").exists():
        target.chmod(0o700)
    elif os.geteuid() == 0:
        give_to_owner(target)


def keep_older_keys(older: Path, target: Path) -> None:
    """Keys that were at hand before are never destroyed: something may be sealed under them."""
    current = target / "secrets.json"
    if older.exists() and older.read_bytes() != current.read_bytes():
        older.rename(target / f"secrets.json.replaced-{older.stat().st_mtime_ns}")


def give_to_owner(folder: Path) -> None:
    """Restored by root, used by whoever owns the folder."""
    owner = folder.stat()
    for path in folder.rglob("*"):
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
