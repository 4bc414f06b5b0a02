"""`exam-platform audit verify` and `exam-platform audit remove`."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from exam_platform.audit.actions import seal_records
from exam_platform.audit.chain import FAULTS
from exam_platform.audit.retention import TooYoung, remove_old_records
from exam_platform.audit.verification import verify_chain

SHOWN = 50


class Command(BaseCommand):
    help = "审计记录：核验链条(verify)、立即封存(seal)、删除超过保存期的记录(remove)。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        verify = acts.add_parser("verify", help="核验整条链，指出断在哪里")
        verify.add_argument("--head", default="", help="日志中记下的某个链尾摘要，核验它仍在链上")
        acts.add_parser("seal", help="立即封存尚未封存的记录")
        remove = acts.add_parser("remove", help="删除超过保存期的整段记录，保留各段摘要（须用数据库属主账号）")
        remove.add_argument("--months", type=int, default=settings.AUDIT_MONTHS, help="保存月数，不少于 6")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        if act == "verify":
            self._verify(options["head"])
        elif act == "seal":
            self.stdout.write(f"封存 {seal_records(batches=10_000)} 条。")
        else:
            self._remove(options["months"])

    def _verify(self, head: str) -> None:
        verdict = verify_chain(expected_head=head)
        self.stdout.write(
            f"封存段 {verdict.seals}，核验记录 {verdict.records}，"
            f"按保存期删除 {verdict.removed}，尚未封存 {verdict.unsealed}。"
        )
        self.stdout.write(f"链尾：{verdict.head}")
        for fault in verdict.faults[:SHOWN]:
            place = f"封存段 {fault.seal}" + (f" 记录 {fault.record}" if fault.record else "")
            self.stdout.write(f"{place}：{FAULTS[fault.what]}（{fault.what}）")
        if verdict.faults:
            raise CommandError(f"审计链有 {len(verdict.faults)} 处断裂。")
        self.stdout.write("审计链完整。")

    def _remove(self, months: int) -> None:
        try:
            removed = remove_old_records(months=months)
        except TooYoung as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"删除 {removed} 条，各段摘要保留。")
