"""PostgreSQL's own programs: base backups, the received log, and a server of our own for recovery.

Programs of the server's major version are used: a base backup is a copy of its files, and only that version reads them.
"""

import contextlib
import ctypes
import datetime as dt
import os
import pwd
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from .errors import Damaged, DatabaseRefuses, MissingTool, NoServerAccount, RecoveryFailed, TimeAfterLog
from .manifest import Told, nobody

DEBIAN = Path("/usr/lib/postgresql")
SLOT = "exam_backup"
SEGMENT = re.compile(r"[0-9A-F]{24}")
SEGMENT_BYTES = 16 * 1024**2
STARTED_IN = re.compile(r"START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)")
# What libpq reads from the environment: a password on a command line could be read by everybody on the machine.
VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}
RECOVERY_SECONDS = 3600
PR_SET_PDEATHSIG = 1


def major_of(version: str) -> int:
    return int(re.split(r"[^0-9]", version, maxsplit=1)[0])


def program(name: str, major: int) -> str:
    """Debian keeps several versions side by side and off the PATH."""
    for found in (shutil.which(name, path=DEBIAN / str(major) / "bin"), shutil.which(name)):
        if found:
            said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
            numbers = re.search(r"\) (\d+)", said)
            if numbers and int(numbers[1]) == major:
                return found
    raise MissingTool(name=name, version=major)


def connection_environment(url: str) -> dict[str, str]:
    given = conninfo_to_dict(url)
    return {variable: str(given[name]) for name, variable in VARIABLES.items() if given.get(name)}


def end_with_parent() -> None:
    """Runs in the child: what receives the log must not outlive who started it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(frozen=True)
class Source:
    """A running server to copy from, by a role that may replicate."""

    url: str
    major: int

    def start(self, name: str, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [program(name, self.major), "--no-password", *arguments],
            env=os.environ | connection_environment(self.url),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 (no threads that hold locks run here)
        )

    def base_backup(self, folder: Path, told: Told = nobody) -> None:
        """A copy of the whole cluster with the log that makes it whole, and PostgreSQL's own manifest with digests."""
        process = self.start(
            *("pg_basebackup", "--pgdata", str(folder), "--format", "plain", "--wal-method", "stream"),
            *("--checkpoint", "fast", "--manifest-checksums", "SHA256", "--progress"),
        )
        assert process.stderr
        before, last = 0, ""
        for line in process.stderr:
            if copied := re.match(r"\s*(\d+)/\d+ kB", line):
                told(int(copied[1]) * 1024 - before)
                before = int(copied[1]) * 1024
            elif line.strip():
                last = line.strip()
        if process.wait():
            raise DatabaseRefuses(reason=last)

    def receive_log(self, folder: Path) -> subprocess.Popen[str]:
        """Receive the log as it is written, each piece through to the disk. The slot makes the server keep what we
        have not received yet, also while nobody receives."""
        made = self.start("pg_receivewal", "--create-slot", "--if-not-exists", "--slot", SLOT)
        _, said = made.communicate()
        if made.returncode:
            raise DatabaseRefuses(reason=said.strip().splitlines()[-1] if said.strip() else "pg_receivewal")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.start("pg_receivewal", "--directory", str(folder), "--slot", SLOT, "--synchronous")


def size_of_cluster(url: str) -> int:
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute("SELECT sum(pg_database_size(oid)) FROM pg_database").fetchone()
        assert row
        return int(row[0])


def first_segment(base: Path) -> str:
    """Where the log that a base backup needs begins."""
    found = STARTED_IN.search((base / "backup_label").read_text())
    if not found:
        raise Damaged(name=base / "backup_label", reason="无法识别")
    return found[1]


def verify_base(base: Path, major: int) -> None:
    """Every file against PostgreSQL's own manifest, and the log that came with it."""
    done = subprocess.run(
        [program("pg_verifybackup", major), "--exit-on-error", str(base)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1]
        named = re.search(r'"([^"]+)"', said)
        raise Damaged(name=base / named[1] if named else base, reason=said)


def segments(wal: Path, first: str) -> list[Path]:
    """The received log from the segment `first` on, of its timeline, in order; the newest is mostly a `.partial`."""
    found = {
        path.name.removesuffix(".partial"): path
        # the whole segment wins over what is left of a partial one
        for path in sorted(wal.glob(f"*/{first[:8]}*"), key=lambda path: path.suffix == ".partial", reverse=True)
        if SEGMENT.fullmatch(path.name.removesuffix(".partial"))
    }
    return [found[name] for name in sorted(found) if name >= first]


def check_log(found: list[Path], first: str, major: int) -> None:
    """No segment missing, each of the full length, each record whole."""
    number = _number(first)
    for path in found:
        if _number(path.name) != number:
            raise Damaged(name=_name(first, number), reason="数据库日志缺少这一段")
        if path.stat().st_size != SEGMENT_BYTES:
            raise Damaged(name=path, reason="长度不对")
        number += 1
    for path in found:
        if path.suffix != ".partial":
            _check_records(path, major)


def _check_records(path: Path, major: int) -> None:
    done = subprocess.run(
        [program("pg_waldump", major), "--quiet", str(path)], capture_output=True, text=True, check=False
    )
    # The last record of a segment may go on in the next.
    if done.returncode and "could not find" not in done.stderr:
        raise Damaged(name=path, reason=done.stderr.strip().splitlines()[-1])


def _number(name: str) -> int:
    """Segments of 16 MB: 256 to each of the middle eight digits."""
    return int(name[8:16], 16) * 256 + int(name[16:24], 16)


def _name(like: str, number: int) -> str:
    return f"{like[:8]}{number // 256:08X}{number % 256:08X}"


def server_account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as the user that its package made."""
    if os.geteuid() != 0:
        return {}
    try:
        account = pwd.getpwnam("postgres")
    except KeyError as error:
        raise NoServerAccount from error
    return {"user": account.pw_uid, "group": account.pw_gid}


def give_to_server(*paths: Path) -> None:
    if account := server_account():
        for path in paths:
            os.chown(path, account["user"], account["group"], follow_symlinks=False)


@dataclass
class Recovery:
    """A server of our own on a copied base backup, reachable by a socket in a folder of its own alone."""

    data: Path
    wal: Path
    major: int
    to_time: dt.datetime | None
    place: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="exam-restore-")))
    process: subprocess.Popen[bytes] | None = None

    def url(self, owner: str, name: str) -> str:
        return f"postgresql://{quote(owner)}@{quote(str(self.place), safe='')}/{quote(name)}"

    @property
    def log(self) -> str:
        return (self.place / "log").read_text(errors="replace")

    def command(self) -> list[str]:
        """The cluster's own configuration may stand elsewhere (Debian) and name files that are not here: ours is
        empty, and trusts whoever reaches the socket."""
        fetch = f"cp {shlex.quote(str(self.wal))}/%f %p"
        changes = {
            "config_file": str(self.place / "empty.conf"),
            "hba_file": str(self.place / "hba.conf"),
            "unix_socket_directories": str(self.place),
            "unix_socket_permissions": "0777",
            "listen_addresses": "",
            "hot_standby": "off",
            "archive_mode": "off",
            "ssl": "off",
            "shared_preload_libraries": "",
            "synchronous_standby_names": "",
            "log_destination": "stderr",
            "logging_collector": "off",
            "restore_command": fetch,
            "recovery_target_timeline": "current",
            **({"recovery_target_time": self.to_time.isoformat(sep=" ")} if self.to_time else {}),
            "recovery_target_action": "promote",
        }
        settings = [word for name, value in changes.items() for word in ("-c", f"{name}={value}")]
        return [program("postgres", self.major), "-D", str(self.data), *settings]

    def run(self) -> None:
        """Replay the log up to the moment; return when the server has become one of its own."""
        (self.data / "recovery.signal").touch(mode=0o600)
        (self.place / "empty.conf").touch()
        (self.place / "hba.conf").write_text("local all all trust\n")
        # A volume's mount point belongs to root at first.
        give_to_server(self.data.parent)
        for folder in (self.data, self.wal, self.place):
            give_to_server(folder, *folder.rglob("*"))
        with (self.place / "log").open("wb") as log:
            self.process = subprocess.Popen(
                self.command(),
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=end_with_parent,  # noqa: PLW1509 (no threads that hold locks run here)
                **server_account(),
            )
        deadline = time.monotonic() + RECOVERY_SECONDS
        ready = [program("pg_isready", self.major), "--quiet", "--host", str(self.place)]
        while subprocess.run(ready, check=False).returncode:
            if self.process.poll() is not None:
                raise self._failure()
            if time.monotonic() > deadline:
                raise RecoveryFailed(reason=f"{RECOVERY_SECONDS} 秒后仍未完成")
            time.sleep(0.1)

    def _failure(self) -> Exception:
        log = self.log
        latest = re.findall(r"last completed transaction was at log time (.+)", log)
        if "before configured recovery target was reached" in log and self.to_time:
            return TimeAfterLog(time=self.to_time.isoformat(sep=" "), latest=latest[-1] if latest else "备份完成时")
        fatal = re.findall(r"(?:FATAL|PANIC):\s*(.+)", log)
        return RecoveryFailed(reason=fatal[-1] if fatal else log[-500:])

    def stop(self) -> None:
        """In order: the folder is then one that any server starts from."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(120)

    @contextlib.contextmanager
    def recovered(self) -> Iterator[None]:
        try:
            self.run()
            yield
        finally:
            self.stop()
            shutil.rmtree(self.place, ignore_errors=True)
