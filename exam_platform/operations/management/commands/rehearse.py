import secrets
import sys
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from exam_platform.operations.rehearsing import Rehearsal, Unable
from exam_platform.rehearsal import world
from exam_platform.rehearsal.plan import SCENARIOS, STEADY
from exam_platform.rehearsal.report import is_clean, table

UNABLE = 2
# What a shell answers for a command that Ctrl-C ended.
INTERRUPTED = 130


class Command(BaseCommand):
    help = "Rehearses an examination day on the running platform; fails when anything acknowledged is lost."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--candidates", type=int, default=200)
        length = parser.add_mutually_exclusive_group()
        length.add_argument("--minutes", type=float, default=5)
        length.add_argument("--seconds", type=float)
        parser.add_argument("--url", default=settings.PUBLIC_URL, help="where the platform is reached")
        parser.add_argument("--scenario", choices=SCENARIOS, default=STEADY)
        parser.add_argument("--folder", type=Path, help="for ledger and report: DATA_DIR/rehearsals/<number>")
        parser.add_argument("--json", type=Path, help="a second copy of the report")
        parser.add_argument("--seed", type=int)
        parser.add_argument("--pace", type=float, help="seconds between two changes of a candidate")
        parser.add_argument("--patience", type=float, default=300, help="seconds, for outages and for grading")
        cleaning = parser.add_mutually_exclusive_group()
        cleaning.add_argument("--clean-up", choices=["after"], help="remove its accounts and examination afterwards")
        cleaning.add_argument("--clean-up-only", action="store_true", help="remove all earlier ones, do nothing else")
        parser.add_argument("--beside-real-exam", action="store_true", help="even while a real examination is open")
        parser.add_argument("--quiet", action="store_true", help="neither progress nor table")

    def handle(self, *, clean_up_only: bool, beside_real_exam: bool, clean_up: str | None, **options: Any) -> None:
        if clean_up_only:
            self.stdout.write(f"已清除 {world.remove_worlds()} 次演练的账号、考试和答卷;审计记录保留。")
            return
        try:
            if not beside_real_exam and (title := world.open_real_exam()):
                raise Unable(f"「{title}」正在进行。确要同时演练时加 --beside-real-exam。")
            report = self._hold(**options)
        except Unable as error:
            raise CommandError(str(error), returncode=UNABLE) from error
        except KeyboardInterrupt as stop:
            left = "" if clean_up else "清除演练的账号、考试和答卷:exam-platform rehearse --clean-up-only"
            self.stderr.write(f"演练已中止,未作核对。{stop}{left}")
            sys.exit(INTERRUPTED)
        finally:
            if clean_up:
                world.remove_worlds()
        if not is_clean(report):
            sys.exit(1)

    def _hold(self, *, json: Path | None, quiet: bool, seed: int | None, **options: Any) -> dict[str, Any]:
        rehearsal = Rehearsal(
            candidates=options["candidates"],
            seconds=options["seconds"] if options["seconds"] is not None else options["minutes"] * 60,
            url=options["url"],
            scenario=options["scenario"],
            seed=secrets.randbits(32) if seed is None else seed,
            patience=options["patience"],
            pace=options["pace"],
            folder=options["folder"],
            quiet=quiet,
        )
        report = rehearsal.hold()
        if json:
            json.write_bytes(orjson.dumps(report, option=orjson.OPT_INDENT_2))
        if not quiet:
            self.stdout.write("\n".join(table(report)))
        return report
