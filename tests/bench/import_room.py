"""A file of questions and both ways of getting it into the bank; runs in a process with Django."""

import io
import itertools
import random
import resource
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import transaction

from exam_platform.people.models import Person
from questions.actions.question_import import QuestionImporter
from questions.drafts import Draft
from questions.formats.excel import COLUMNS
from questions.formats.excel_export import write_excel
from questions.imports.actions import commit_import, confirm_import, create_import, parse_import
from questions.imports.extraction import read_table_safely
from questions.imports.reading import Table
from questions.models import Citation, Key, Question, QuestionImport, Revision
from questions.starter import starter_drafts
from tests.bench.frame import compare, cpu_of_family

importer = QuestionImporter()

# PostgreSQL takes 65,535 parameters in a statement.
ROWS_AT_ONCE = 2_000


def compared(rows: int, pairs: int, database: int) -> dict[str, Any]:
    """Seconds of CPU, of child processes too, for each pair; `database` is PostgreSQL's process id, or 0."""
    author = Person.objects.create(name="教师", user_name="author")
    out = io.BytesIO()
    write_excel(itertools.islice(questions(), rows), out)
    file, steps = out.getvalue(), dict[str, float]()

    def cost(act: Callable[[Person, bytes], None]) -> float:
        empty()
        before = spent(database)
        act(author, file)
        taken = spent(database) - before
        assert Question.objects.count() == Key.objects.count() == rows
        return taken

    def by_product(author: Person, file: bytes) -> None:
        job = create_import(importer=importer, created_by=author, file_name="试题.xlsx", content=file)
        start = spent(database)
        parse_import(importer=importer, job_id=job.pk)
        job.refresh_from_db()
        assert job.counts["accept"] == rows, job.counts
        steps["check"] = round(spent(database) - start, 2)
        confirm_import(importer=importer, job=job)
        commit_import(importer=importer, job_id=job.pk)
        steps["store"] = round(spent(database) - start - steps["check"], 2)

    found = compare(lambda: cost(by_product), lambda: cost(by_hand), pairs)
    memory = max(each.ru_maxrss for each in usages()) / 1024
    return {"product": found.first, "floor": found.second, "steps": steps, "memory_mb": memory}


def usages() -> list[resource.struct_rusage]:
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def spent(database: int) -> float:
    used = sum(each.ru_utime + each.ru_stime for each in usages())
    return used + (cpu_of_family(database) if database else 0)


def questions() -> Iterator[Draft]:
    """The starter bank's, then sentences made of two of its stems: no two alike in all."""
    some = [draft for draft in starter_drafts() if draft.kind in ("single", "multiple", "true_false")]
    yield from some
    chance = random.Random(1)
    seen = {draft.fingerprint for draft in some}
    while True:
        one, other = chance.choice(some), chance.choice(some)
        made = Draft(**{**one.as_dict(), "stem": one.stem[: len(one.stem) // 2] + other.stem[len(other.stem) // 2 :]})
        if made.fingerprint not in seen:
            seen.add(made.fingerprint)
            yield made


def empty() -> None:
    for model in (QuestionImport, Citation, Key):
        model.objects.all().delete()
    Question.objects.update(current=None)
    Revision.objects.all().delete()
    Question.objects.all().delete()


def by_hand(author: Person, file: bytes) -> None:
    """The file read as the product reads it, and its rows as they stand inserted at once, one table after the other."""
    table = read_table_safely(file, "试题.xlsx", COLUMNS)
    drafts = [plain_draft(table, place) for place in range(len(table.rows))]
    with transaction.atomic():
        stored = insert(
            Question(author=author, fingerprint=str(place), search_text=draft.stem)
            for place, draft in enumerate(drafts)
        )
        revisions = insert(
            Revision(
                question=question, number=1, kind="single", stem=draft.stem, options=draft.options,
                explanation=draft.explanation, citation=draft.citation, fingerprint=question.fingerprint,
                stem_fingerprint=question.fingerprint, created_by=author,
            )
            for question, draft in zip(stored, drafts, strict=True)
        )  # fmt: skip
        insert(Key(revision=one, answer=draft.key) for one, draft in zip(revisions, drafts, strict=True))


def insert(rows: Iterable[Any]) -> list[Any]:
    first, *others = rows
    found: list[Any] = type(first).objects.bulk_create([first, *others], batch_size=ROWS_AT_ONCE)
    return found


def plain_draft(table: Table, place: int) -> Draft:
    text = table.rows[place].text
    options: Any = [{"letter": letter, "text": text(f"选项{letter}")} for letter in "ABCD"]
    return Draft(
        text("题型"), text("题干"), options, [text("答案")], explanation=text("解析"), citation=text("法条依据")
    )
