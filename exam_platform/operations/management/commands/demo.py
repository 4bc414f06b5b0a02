from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from rich.progress import Progress

from exam_platform.exams.models import Exam, Window
from exam_platform.operations.accounts_file import write_accounts
from exam_platform.operations.demo import district, examinations, sittings
from exam_platform.operations.demo.population import DISTRICT, persons
from exam_platform.people.models import Person, Role, Unit
from exam_platform.results.actions.tallies import exams_due, tally_exam
from questions.actions.starter import load_starter_bank

SEED = 2026
YEAR = 2026


class Command(BaseCommand):
    help = "Loads invented demo data: a district, 2,010 persons, a bank, a finished and an open examination. Runs once."

    def handle(self, **_: Any) -> None:
        if Exam.objects.exists():
            return
        with Progress(transient=True) as progress, transaction.atomic():
            # One transaction: a run that is cut off leaves nothing behind, and the next one starts afresh.
            load(progress)


def load(progress: Progress) -> None:
    steps = progress.add_task("正在载入演示数据", total=100)
    by_code = district.write_units()
    importer = Person.objects.create(name="演示数据", is_active=False)
    district.write_persons(persons(SEED), by_code, importer)
    accounts = district.write_accounts()
    progress.update(steps, completed=25)
    load_starter_bank(author=accounts.staff[Role.TRAINER], reviewer=accounts.staff[Role.REVIEWER])
    progress.update(steps, completed=30)
    root = Unit.objects.get(name=DISTRICT)
    officer = accounts.staff[Role.OFFICER]
    finished = examinations.write_finished_exam(officer, root, YEAR - 1)
    progress.update(steps, completed=40)
    share = 50 / finished.entries.count()
    for kind in (Window.Kind.MAIN, Window.Kind.MAKE_UP):
        sittings.sit(finished, kind, seed=SEED, progress=lambda done: progress.advance(steps, done * share))
    examinations.write_open_exam(officer, root, YEAR)
    for exam_id in exams_due():
        tally_exam(exam_id=exam_id)
    write_accounts(settings.DATA_DIR / "demo-accounts.json", accounts.accounts)
