"""`exam-platform backup`: make backups, receive the log, verify, list, print the key sheet."""

import datetime as dt
import json
import os
import signal
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from exam_platform.api import Refusal, database_now
from exam_platform.audit.actions import record
from exam_platform.operations.backups import contents, data_files, key_sheet, making, manifest
from exam_platform.operations.backups.errors import BackupRefused
from exam_platform.operations.backups.restoring import in_words

# Minutes between two backups: with SQLite that is what a disaster can cost, with PostgreSQL the log has the rest.
EVERY = {"sqlite": 10, "postgresql": 24 * 60}
KEEP = {"sqlite": 36, "postgresql": 7}
LATE_BY = 2
LOG_SILENT = 300


class Command(BaseCommand):
    help = "备份数据库和文件;verify 校验,status 查看,keys 打印密钥保管单。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        engine = "sqlite" if settings.SQLITE else "postgresql"
        parser.add_argument(
            "--to", type=Path, default=os.environ.get("BACKUP_DIR"), help="备份目录,默认取环境变量 BACKUP_DIR"
        )
        parser.add_argument("--follow", action="store_true", help="一直运行:定时备份,并持续接收 PostgreSQL 的日志")
        parser.add_argument(
            "--every", type=float, default=EVERY[engine], metavar="MINUTES", help="两次备份相隔的分钟数"
        )
        parser.add_argument("--keep", type=int, default=KEEP[engine], help="保留最近的几份")
        acts = parser.add_subparsers(dest="act")
        acts.add_parser("verify", help="校验备份").add_argument("folder", type=Path)
        acts.add_parser("status", help="有哪些备份,是否过期").add_argument("folder", type=Path)
        acts.add_parser("keys", help="打印密钥保管单").add_argument("--to", dest="sheet", type=Path, required=True)
        acts.add_parser("inspect", help="恢复之后的检查,由 restore 调用").add_argument("--restored", required=True)

    def handle(self, *args: Any, act: str | None, **options: Any) -> None:
        os.umask(0o077)
        acts: dict[str | None, Callable[..., None]] = {
            None: self._make,
            "verify": self._verify,
            "status": self._status,
            "keys": self._keys,
            "inspect": self._inspect,
        }
        try:
            acts[act](**options)
        except (BackupRefused, Refusal) as refused:
            raise CommandError(str(refused)) from refused

    def _make(self, *, to: Path | None, follow: bool, every: float, keep: int, **_: Any) -> None:
        if to is None:
            raise CommandError("请用 --to 指明备份目录。")
        if follow:
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
            making.follow(Path(to), dt.timedelta(minutes=every), keep, self._say)
            return
        started = time.monotonic()
        folder = making.make_backup(Path(to))
        size = data_files.in_words(data_files.size_of(folder))
        self._say(f"备份完成:{folder}({size},{time.monotonic() - started:.1f} 秒)")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _verify(self, *, folder: Path, **_: Any) -> None:
        faults = making.verify(folder, self._say)
        for fault in faults:
            self._say(str(fault))
        if faults:
            raise CommandError(f"备份有 {len(faults)} 处损坏。")

    def _status(self, *, folder: Path, every: float, **_: Any) -> None:
        """Fails when the newest backup is late or the log stands still: the health check of the service."""
        found = making.backups_in(folder)
        for backup in found:
            described = manifest.read(backup)
            self._say(f"{backup.name} {described.database.engine} 可恢复到 {in_words(described.consistent_at)} 及以后")
        if not found:
            raise CommandError("没有备份。")
        age = database_now() - manifest.read(found[-1]).consistent_at
        if age > dt.timedelta(minutes=every) * LATE_BY:
            raise CommandError(f"最近一份备份已过去 {age}。")
        received = [path.stat().st_mtime for path in (folder / making.LOG).glob("*/*")]
        if not settings.SQLITE and (not received or time.time() - max(received) > LOG_SILENT):
            raise CommandError("数据库日志没有在接收:请检查 backup --follow 是否运行。")

    def _keys(self, *, sheet: Path, **_: Any) -> None:
        ring = contents.own_keys()
        try:
            written = key_sheet.write(ring, sheet)
        except FileExistsError as error:
            raise CommandError(f"{error.filename} 已存在。") from error
        record(kind="keys.printed", actor=None, detail={"keys": list(ring.fingerprints())})
        self._say(f"已生成 {written[0]} 和 {written[1]}。打印后锁入保险柜,然后删除这两个文件;不要与备份放在一起。")

    def _inspect(self, *, restored: str, **_: Any) -> None:
        self._say(json.dumps(contents.inspect(json.loads(restored)), ensure_ascii=False))
