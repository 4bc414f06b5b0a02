"""The life of an import: parsing → ready → committing → done; or failed, or cancelled.

A worker claims a job by a conditional UPDATE that raises `attempts_to_run`; that number is its fence: each later write
names it, so that a worker that was thought dead and a second one cannot both go on.
"""

import json
import ntpath
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from questions.imports.corrections import cells_by_row, correct_table, with_notes
from questions.imports.errors import (
    ImportColumnUnknown,
    ImportFileEmpty,
    ImportFileTooLarge,
    ImportNotCancellable,
    ImportNotReady,
    RowNotCorrectable,
    TooManyCorrections,
)
from questions.imports.importer import Accepted, Importer, Judged
from questions.imports.models import FileImport, ImportRow
from questions.imports.problems import FileProblem
from questions.imports.reading import MAX_FILE_SIZE
from questions.plain_text import is_control

BATCH = 500
MOST_ATTEMPTS = 2
# Whoever has more to mend mends the file.
MOST_CORRECTED = 500
READY_FOR = timedelta(days=7)
KEPT_FOR = timedelta(days=30)

_State = FileImport.State


class Superseded(Exception):
    """The job was cancelled, or another worker has it: stop quietly."""


def create_import(*, importer: Importer[Any], created_by: Any, file_name: str, content: bytes) -> Any:
    if not content:
        raise ImportFileEmpty
    if len(content) > MAX_FILE_SIZE:
        raise ImportFileTooLarge
    name = "".join(character for character in ntpath.basename(file_name) if not is_control(character))
    model = importer.job_model
    return model.objects.create(created_by=created_by, file_name=name[-255:], content=model.seal(content))


def parse_import(*, importer: Importer[Any], job_id: int) -> None:
    job = _claim(importer, job_id, _State.PARSING)
    if job is None:
        return
    importer.row_model.objects.filter(job=job).delete()
    try:
        table = importer.read(job)
        _write(
            job, total=len(table.rows), columns=list(table.headers.values()), ignored_columns=table.ignored,
            notes=table.notes, sheet=table.sheet[:100], header_row=table.header_row or None,
        )  # fmt: skip
        counts = Counter[str](empty=table.empty)
        corrections = job.corrected_cells
        correct_table(table, corrections)
        cells, headers = cells_by_row(table), dict(table.headers)
        verdicts = with_notes(importer.judge(job, table), corrections)
        while batch := list(islice(verdicts, BATCH)):
            rows = [row_of(importer, job, judged) for judged in batch]
            for row in rows:
                if row.verdict == ImportRow.Verdict.REJECT or row.row in corrections:
                    shown = {headers[column]: cell.text for column, cell in cells.get(row.row, {}).items()}
                    row.cells = importer.job_model.seal(json.dumps(shown, ensure_ascii=False).encode())
            _store_rows(importer, job, batch, rows, counts)
        _write(job, state=_State.READY, counts=_all_counts(counts), attempts_to_run=0, heartbeat_at=None)
    except FileProblem as problem:
        _fail(importer, job, problem)
    except Superseded:
        return


def correctable_cells(*, importer: Importer[Any], job: Any, row: int) -> dict[str, str]:
    """By header, of a row that may be corrected; of a very large file none are known. Raises RowNotCorrectable."""
    found = importer.row_model.objects.filter(job_id=job.pk, row=row, job__state=_State.READY).exclude(cells=b"")
    sealed = found.values_list("cells", flat=True).first()
    if sealed is None:
        raise RowNotCorrectable
    cells: dict[str, str] = json.loads(importer.job_model.unseal(bytes(sealed)))
    return cells


def correct_row(*, importer: Importer[Any], job: Any, row: int, cells: Mapping[str, str]) -> Any:
    """Change cells of a row that was refused, by header; the whole file is checked anew, by a worker that is nudged.

    A row that was corrected may be corrected again. Raises ImportNotReady, RowNotCorrectable, ImportColumnUnknown,
    TooManyCorrections.
    """
    with transaction.atomic():
        locked = importer.job_model.objects.select_for_update().get(pk=job.pk)
        if locked.state != _State.READY or not locked.content:
            raise ImportNotReady
        if not importer.row_model.objects.filter(job=locked, row=row).exclude(cells=b"").exists():
            raise RowNotCorrectable
        unknown = [header for header in cells if header not in locked.columns]
        if unknown:
            raise ImportColumnUnknown(f"文件里没有这一列:{unknown[0][:50]}。")
        corrections = locked.corrected_cells
        corrections[row] = {**corrections.get(row, {}), **cells}
        if len(corrections) > MOST_CORRECTED:
            raise TooManyCorrections
        locked.corrections = locked.seal(json.dumps(corrections, ensure_ascii=False).encode())
        locked.state, locked.processed, locked.attempts_to_run, locked.heartbeat_at = _State.PARSING, 0, 0, None
        locked.save(update_fields=["corrections", "state", "processed", "attempts_to_run", "heartbeat_at"])
    return locked


def confirm_import(*, importer: Importer[Any], job: Any) -> None:
    """The rows that were accepted are to be written; the caller nudges the worker."""
    with transaction.atomic():
        if not importer.job_model.objects.filter(pk=job.pk, state=_State.READY).update(
            state=_State.COMMITTING, processed=0, total=job.counts.get(ImportRow.Verdict.ACCEPT, 0)
        ):
            raise ImportNotReady
        importer.confirmed(job)


def commit_import(*, importer: Importer[Any], job_id: int) -> None:
    job = _claim(importer, job_id, _State.COMMITTING)
    if job is None:
        return
    try:
        prepared = importer.prepare(job, _accepted(importer, job))
        with transaction.atomic():
            # first, so that the row is locked: a second worker waits for it and then finds the job done
            _write(job, state=_State.DONE, finished_at=Now(), processed=job.total)
            importer.commit(job, prepared)
    except FileProblem as problem:
        _fail(importer, job, problem, keep_rows=True)
    except Superseded:
        return


def cancel_import(*, importer: Importer[Any], job: Any) -> None:
    """Before it is confirmed; the file and its rows are wiped."""
    with transaction.atomic():
        _wipe_unconfirmed(importer, job)
        importer.cancelled(job)


def _wipe_unconfirmed(importer: Importer[Any], job: Any) -> None:
    with transaction.atomic():
        if not importer.job_model.objects.filter(pk=job.pk, state__in=[_State.PARSING, _State.READY]).update(
            state=_State.CANCELLED, finished_at=Now(), content=b"", corrections=b""
        ):
            raise ImportNotCancellable
        importer.row_model.objects.filter(job_id=job.pk).delete()


def expire_imports(*, importer: Importer[Any]) -> None:
    """Previews that nobody confirmed are cancelled after a week; files and rows of finished jobs go after a month."""
    jobs = importer.job_model.objects.without_file()
    for job in jobs.filter(state=_State.READY, created_at__lt=Now() - READY_FOR):
        _wipe_unconfirmed(importer, job)
    old = list(jobs.filter(finished_at__lt=Now() - KEPT_FOR).exclude(content=b"").values_list("pk", flat=True)[:100])
    with transaction.atomic():
        importer.row_model.objects.filter(job_id__in=old).delete()
        jobs.filter(pk__in=old).update(content=b"", corrections=b"")


def _claim(importer: Importer[Any], job_id: int, state: str) -> Any:
    """The job, if it is this worker's now. One that killed its worker twice is failed with that reason."""
    free = importer.job_model.objects.filter(pk=job_id, state=state).waiting_for_worker()
    if free.filter(attempts_to_run__gte=MOST_ATTEMPTS).update(
        state=_State.FAILED,
        finished_at=Now(),
        error_code="worker_killed",
        error_detail="处理该文件时程序两次意外中断,已停止。请拆分或另存为新文件后再试,仍不行请联系运维人员。",
    ):
        return None
    if not free.update(attempts_to_run=F("attempts_to_run") + 1, heartbeat_at=Now(), processed=0):
        return None
    return importer.job_model.objects.get(pk=job_id)


def _write(job: Any, **fields: Any) -> None:
    """Every write of a worker: only while the job is still its own; shows that it lives. Raises Superseded."""
    own = type(job).objects.filter(pk=job.pk, state=job.state, attempts_to_run=job.attempts_to_run)
    if not own.update(**{"heartbeat_at": Now(), **fields}):
        raise Superseded
    for name, value in fields.items():
        if name in ("total", "processed"):
            setattr(job, name, value)


def _store_rows(importer: Importer[Any], job: Any, batch: list[Judged], rows: list[Any], counts: Counter[str]) -> None:
    for judged in batch:
        counts[judged.verdict] += 1
        counts["warning"] += judged.has_warning and judged.verdict == ImportRow.Verdict.ACCEPT
    with transaction.atomic():
        _write(job, processed=job.processed + len(batch), counts=_all_counts(counts))
        importer.row_model.objects.bulk_create(rows)


def row_of(importer: Importer[Any], job: Any, judged: Judged) -> Any:
    payload = json.dumps(judged.payload, ensure_ascii=False).encode() if judged.payload is not None else b""
    return importer.row_model(
        job=job,
        row=judged.row,
        verdict=judged.verdict,
        change=judged.change if judged.verdict == ImportRow.Verdict.ACCEPT else None,
        summary=judged.summary[:200],
        notes=[note.as_dict() for note in judged.notes],
        has_warning=judged.has_warning,
        payload=importer.job_model.seal(payload) if payload else b"",
    )


def _accepted(importer: Importer[Any], job: Any) -> Iterator[Accepted]:
    """The accepted rows in order, a batch a query, with a sign of life for each batch."""
    rows = importer.row_model.objects.filter(job=job, verdict=ImportRow.Verdict.ACCEPT).order_by("row")
    unseal: Callable[[bytes], bytes] = importer.job_model.unseal
    last = done = 0
    while batch := list(rows.filter(row__gt=last).values_list("row", "payload")[:BATCH]):
        for number, payload in batch:
            yield Accepted(number, json.loads(unseal(bytes(payload))))
        last, done = batch[-1][0], done + len(batch)
        _write(job, processed=done)


def _all_counts(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in ("accept", "reject", "skip", "warning", "empty")}


def _fail(importer: Importer[Any], job: Any, problem: FileProblem, *, keep_rows: bool = False) -> None:
    try:
        with transaction.atomic():
            _write(
                job, state=_State.FAILED, finished_at=Now(), error_code=problem.code, error_detail=problem.detail[:500]
            )
            if not keep_rows:
                importer.row_model.objects.filter(job=job).delete()
    except Superseded:
        return
