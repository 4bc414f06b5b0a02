from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import Progress

from questions.actions.law_folder import import_folder, texts_in


class Command(BaseCommand):
    help = "Imports a folder of statutes (.md, .txt, .docx) into the law library; importing again adds nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **_: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"没有这个目录:{folder}")
        files = texts_in(folder)
        with Progress(transient=True) as progress:
            steps = progress.add_task("正在导入法律法规", total=len(files))
            judged = import_folder(files, on_read=lambda: progress.advance(steps))
        for path, one in zip(files, judged, strict=True):
            for note in one.notes:
                if note.level != "note":
                    self.stdout.write(f"{'未导入' if note.level == 'error' else '提示'} {path.name}:{note.message}")
        counts = {verdict: sum(one.verdict == verdict for one in judged) for verdict in ("accept", "skip", "reject")}
        self.stdout.write(
            f"法律法规:{len(files)} 个文件,导入 {counts['accept']} 个,"
            f"已有 {counts['skip']} 个,未导入 {counts['reject']} 个。"
        )
