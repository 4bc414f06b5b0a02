"""`exam-platform restore`: an installation from a backup, on an empty machine."""

import datetime as dt
import os
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from exam_platform.operations.backups import restoring
from exam_platform.operations.backups.errors import BackupRefused, KeysUnreadable
from exam_platform.operations.backups.key_ring import KeyRing

SHOWN = {
    "people.Person": "人员",
    "exams.Entry": "应考名单",
    "sittings.Attempt": "答卷",
    "sittings.Response": "作答记录",
    "audit.AuditRecord": "审计记录",
}


class Command(BaseCommand):
    help = "从备份恢复到空的目录,可恢复到某一时刻;不成功则目标保持原样。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path, help="一份备份,或存放备份的目录")
        parser.add_argument("--to-time", default="", help="恢复到的时刻,如 2026-11-23T10:31:00+08:00;默认到最后")
        keys = parser.add_mutually_exclusive_group()
        keys.add_argument("--keys", type=Path, help="密钥保管单(文本)或 secrets.json")
        keys.add_argument("--without-keys", action="store_true", help="没有密钥也继续,接受由此无法读取的内容")
        parser.add_argument("--into", type=Path, default=settings.DATA_DIR, help="数据目录,默认 DATA_DIR")
        parser.add_argument("--database-into", type=Path, help="PostgreSQL 的数据目录(PGDATA),须未在运行")
        parser.add_argument("--overwrite", action="store_true", help="替换目标中已有的数据")

    def handle(self, *, backup: Path, to_time: str, keys: Path | None, **options: Any) -> None:
        os.umask(0o077)
        started = time.monotonic()
        try:
            report = restoring.restore(
                restoring.Order(
                    root=backup.resolve(),
                    data_dir=options["into"].resolve(),
                    database_folder=options["database_into"] and options["database_into"].resolve(),
                    to_time=restoring.read_time(to_time) if to_time else None,
                    keys=read_keys(keys) if keys else None,
                    without_keys=options["without_keys"],
                    overwrite=options["overwrite"],
                )
            )
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        self._tell(report, time.monotonic() - started)

    def _tell(self, report: restoring.Report, seconds: float) -> None:
        found = report.inspection
        newest = found["newest_record"]
        last = restoring.in_words(dt.datetime.fromisoformat(newest)) if newest else "无"
        self.stdout.write(f"恢复完成,用时 {seconds:.1f} 秒。")
        self.stdout.write(
            f"备份 {report.backup.name},时刻 {restoring.in_words(report.consistent_at)};最后的审计记录 {last}。"
        )
        self.stdout.write("、".join(f"{name} {found['counts'][label]}" for label, name in SHOWN.items()) + "。")
        self.stdout.write(
            f"审计链:{'断裂 ' + str(found['audit_faults']) + ' 处' if found['audit_faults'] else '完整'}。"
        )
        if report.missing_keys:
            self.stdout.write(f"没有密钥:{'、'.join(report.missing_keys)}。{report.consequences}")
        if report.new_keys:
            self.stdout.write("已生成新的密钥,请立即执行 backup keys 打印新的保管单。")
        if found["pending_migrations"]:
            self.stdout.write(f"有 {len(found['pending_migrations'])} 个迁移待执行:exam-platform migrate。")
        self.stdout.write(
            f"进行中的答卷 {found['open_attempts']} 份:启动后由巡检按截止时间收卷、阅卷,不需要消息队列中的任何内容。"
        )
        self.stdout.write("下一步:启动平台,执行 doctor,再用新的备份目录做一次备份。")


def read_keys(path: Path) -> KeyRing:
    try:
        return KeyRing.read(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise KeysUnreadable(file=path, reason=error) from error
