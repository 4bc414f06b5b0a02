"""`exam-platform keys status`, `keys new` and `keys reseal`: changing the key of ID numbers and phones."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.progress import Progress

from exam_platform.audit.actions import record
from exam_platform.keys import new_key
from exam_platform.people.sealed_values import counts_by_key, reseal, unreadable_keys


class Command(BaseCommand):
    help = "字段密钥:各密钥下有多少数据(status)、生成新密钥(new)、用第一个密钥重新加密(reseal)。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("status", help="各密钥下有多少数据,哪些密钥可以停用")
        acts.add_parser("new", help="生成一个新密钥,打印出可用的 FIELD_KEYS")
        acts.add_parser("reseal", help="把旧密钥下的数据改用 FIELD_KEYS 的第一个密钥加密;可中断,可重复执行")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        {"status": self._status, "new": self._new, "reseal": self._reseal}[act]()

    def _status(self) -> None:
        counts, (newest, *older) = counts_by_key(), settings.FIELD_KEYS
        for key_id, columns in sorted(counts.items()):
            self.stdout.write(f"{key_id}:" + "、".join(f"{label} {count}" for label, count in columns.items()))
        self.stdout.write(f"新数据使用 {newest}。")
        if unused := [key_id for key_id in older if key_id not in counts]:
            self.stdout.write(
                f"已无数据使用,可以从 FIELD_KEYS 中去掉:{'、'.join(unused)}。备份还要用时请保留在保管单上。"
            )
        if unreadable := unreadable_keys():
            raise CommandError(f"下列密钥不在 FIELD_KEYS 中,或与编号不符,其数据无法读取:{'、'.join(unreadable)}。")

    def _new(self) -> None:
        used = {*counts_by_key(), *settings.FIELD_KEYS}
        self.stdout.write(f"{next_key_id(used)}:{new_key()}")
        self.stdout.write("把这一段放在 FIELD_KEYS 的最前面,旧的保留在后面,以逗号分隔;重启平台后执行 keys reseal。")

    def _reseal(self) -> None:
        total = sum(
            count
            for key_id, columns in counts_by_key().items()
            if key_id in list(settings.FIELD_KEYS)[1:]
            for count in columns.values()
        )
        with Progress(transient=True) as progress:
            bar = progress.add_task("正在重新加密", total=total)
            done = reseal(lambda count: progress.advance(bar, count))
        record(kind="keys.resealed", actor=None, detail={"key": next(iter(settings.FIELD_KEYS)), "values": done})
        self.stdout.write(f"重新加密 {done} 项。")


def next_key_id(used: set[str]) -> str:
    """k1, k2 …: an id is never used twice, for values under the older key would no longer say which one opens them."""
    return next(f"k{number}" for number in range(1, len(used) + 2) if f"k{number}" not in used)
