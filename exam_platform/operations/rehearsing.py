"""From the options of `exam-platform rehearse` to its report: the world is made, the day runs, both are compared."""

import asyncio
import math
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from rich.progress import Progress

from exam_platform.rehearsal import world
from exam_platform.rehearsal.auditor import Auditor
from exam_platform.rehearsal.browser import GaveUp
from exam_platform.rehearsal.candidate import Candidate, Day
from exam_platform.rehearsal.connection import Address
from exam_platform.rehearsal.crowd import Crowd
from exam_platform.rehearsal.figures import Recorder
from exam_platform.rehearsal.ledger import Ledger, read_ledger
from exam_platform.rehearsal.machine import Processes, parent_named
from exam_platform.rehearsal.plan import draw_plans
from exam_platform.rehearsal.replay import compare, read_histories
from exam_platform.rehearsal.report import Figures, Outcome, make_report

FILES_BESIDE_CONNECTIONS = 200
PROGRESS = {"signed_in": "登录", "started": "开考", "submitted": "交卷", "graded": "评分"}


class Unable(Exception):
    """The rehearsal cannot be held; the text says why, in Chinese."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C while the candidates were at it; the text says where the ledger is, in Chinese."""


@dataclass(frozen=True)
class Rehearsal:
    candidates: int
    seconds: float
    url: str
    scenario: str
    seed: int
    patience: float
    pace: float | None = None
    folder: Path | None = None
    quiet: bool = False

    def hold(self) -> Figures:
        """Raises Unable, and Interrupted once what was known has been written down."""
        address = self._address()
        _allow_open_files(self.candidates + FILES_BESIDE_CONNECTIONS)
        made = self._make_world()
        folder = self.folder or settings.DATA_DIR / "rehearsals" / str(made.exam)
        folder.mkdir(parents=True, exist_ok=True)
        processes = Processes(_groups(), _database_process())
        connection.close()
        day = Day(address, made.exam, Recorder(), Ledger(folder / "ledger.jsonl"), self.patience, self.seed)
        plans = draw_plans(self.scenario, self.candidates, self.seconds, self.seed, self.pace)
        candidates = [
            Candidate(number, login, made.password, plan, day)
            for number, (login, plan) in enumerate(zip(made.logins, plans, strict=True), 1)
        ]
        auditor = Auditor(address, made.exam, made.auditor, made.password, self.patience)
        with _progress(self.candidates, self.quiet) as tell:
            crowd = Crowd(day, candidates, auditor, processes, tell)
            to_the_end = self._run(crowd, made.exam)
        _insist(lambda: world.switch_off(made.exam))
        histories = read_histories(read_ledger(folder / "ledger.jsonl"))
        counts = compare(histories, crowd.course.evidence, made.papers, partial=True)
        outcome = Outcome(
            self.candidates,
            day.counts["signed_in"],
            day.recorder,
            crowd.course,
            processes.seconds(),
            processes.most_load,
        )
        report = make_report(outcome, counts)
        (folder / "report.json").write_bytes(orjson.dumps(report, option=orjson.OPT_INDENT_2))
        if not to_the_end:
            raise Interrupted(f"已写下的账本和报告保留在 {folder}。")
        return report

    def _run(self, crowd: Crowd, exam: int) -> bool:
        """Whether it came to its end; Ctrl-C ends it sooner."""

        def open_window() -> None:
            _insist(lambda: world.open_window(exam, self.seconds))
            # This thread's own, and it is not needed again.
            connection.close()

        try:
            asyncio.run(crowd.rehearse(self.seconds, settings.GRACE_SECONDS, open_window))
        except KeyboardInterrupt:
            return False
        except GaveUp as error:
            if not crowd.day.opened_at:
                raise Unable(
                    f"演练审计账号无法在 {self.url} 登录:该地址须可访问,且与本命令使用同一数据库({error})。"
                ) from error
        return True

    def _address(self) -> Address:
        if not 1 <= self.candidates <= 100_000 or self.seconds < 5 or self.patience <= 0:
            raise Unable("考生人数须为 1 到 100000,时长不少于 5 秒,等待时间须大于 0。")
        try:
            return Address.of(self.url)
        except ValueError as error:
            raise Unable(f"不是可用的地址:{self.url}") from error

    def _make_world(self) -> world.World:
        try:
            return world.make_world(candidates=self.candidates, minutes=math.ceil(self.seconds / 60), seed=self.seed)
        except DatabaseError as error:
            raise Unable(f"无法写入数据库,请先执行 exam-platform doctor:{error}") from error


def _groups() -> dict[str, Path]:
    return {name: settings.DATA_DIR / "run" / f"{name}.pid" for name in ("web", "worker", "beat")}


def _database_process() -> int | None:
    """The first process of PostgreSQL, if it runs on this machine: the parent of the one that serves us."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return parent_named(cursor.fetchone()[0], "postgres")


def _allow_open_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise Unable(f"系统限制每个进程打开 {hard} 个文件,演练需要 {wanted} 个:请提高 ulimit -n。")
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _insist(act: Callable[[], None]) -> None:
    """The database may be away for a moment: that is what is rehearsed."""
    for _ in range(60):
        try:
            return act()
        except OperationalError:
            connection.close()
            time.sleep(1)
    return act()


@contextmanager
def _progress(candidates: int, quiet: bool) -> Iterator[Callable[[str, int], None]]:
    with Progress(transient=True, disable=quiet, refresh_per_second=2) as progress:
        tasks = {name: progress.add_task(label, total=candidates) for name, label in PROGRESS.items()}
        tasks["acknowledged"] = progress.add_task("已确认的更改", total=None)
        yield lambda name, count: progress.update(tasks[name], completed=count)
