"""Files made in the background: requested, made, taken by a one-use link, removed."""

import datetime as dt
import hashlib
import hmac
import logging
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import Http404
from xlsxwriter.exceptions import FileCreateError

from exam_platform.api import Refusal, database_now
from exam_platform.audit.actions import record
from exam_platform.exams.models import Exam
from exam_platform.people.models import Person, Unit
from exam_platform.results.errors import ExportExpired, ExportFinished, ExportNotReady, TooManyExports
from exam_platform.results.export_kinds import FIGURES, KINDS, QUESTIONS, safe_file_name
from exam_platform.results.models import Export
from questions.actions.question_export import questions_asked_for
from questions.formats.targets import TARGETS

logger = logging.getLogger(__name__)

KEPT = dt.timedelta(days=7)
LINK_LIVES = dt.timedelta(minutes=10)
STALLED_AFTER = dt.timedelta(seconds=60)
RUNS_ALLOWED = 2
UNFINISHED = [Export.State.QUEUED, Export.State.RUNNING]


def folder() -> Path:
    path: Path = settings.DATA_DIR / "exports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def path_of(export: Export) -> Path:
    """A file of each run: one taken for dead may still be writing its own."""
    return folder() / f"{export.pk}-{export.runs}{Path(export.file_name).suffix}"


def _remove_files(export: Export) -> None:
    for path in folder().glob(f"{export.pk}-*"):
        path.unlink(missing_ok=True)


def request_export(
    *, person: Person, kind: str, exam: Exam, unit: Unit, category: str, verdict: str, search: str = ""
) -> Export:
    """Figures of an examination and unit."""
    title = f"{exam.title}_{unit.name}_{FIGURES[kind].name}"
    return _request(
        person,
        kind=kind,
        title=title[:200],
        exam=exam,
        unit=unit,
        parameters={"category": category, "verdict": verdict, "search": search},
        file_name=f"{safe_file_name(title)}{FIGURES[kind].suffix}",
    )


def request_question_export(*, person: Person, code: str, filters: dict[str, Any]) -> Export:
    """Questions of the bank; refused at once if there are none, or more than the format takes."""
    questions_asked_for(by=person, code=code, filters=filters)
    return _request(
        person,
        kind=QUESTIONS,
        title="试题",
        parameters={"code": code, "filters": filters},
        file_name=f"试题.{TARGETS[code].extension}",
    )


@transaction.atomic
def _request(person: Person, **fields: Any) -> Export:
    """Queue a file; one at a time for each person (S59)."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if Export.objects.filter(requested_by=person, state__in=UNFINISHED).exists():
        raise TooManyExports
    export = Export.objects.create(requested_by=person, **fields)
    _record("export.requested", export, kind=export.kind)
    return export


def _record(act: str, export: Export, **detail: Any) -> None:
    record(
        kind=act,
        actor=export.requested_by,
        subject=f"exam:{export.exam_id}" if export.exam_id else "question_bank",
        unit_path=export.unit.path if export.unit else "",
        detail={"export": export.pk, **detail},
    )


def make_export(*, export_id: int) -> None:
    """Make the file under the rights its person has now. Claimed by an UPDATE: a second delivery does nothing."""
    now = database_now()
    claimable = Q(state=Export.State.QUEUED) | Q(state=Export.State.RUNNING, heartbeat_at__lt=now - STALLED_AFTER)
    if not Export.objects.filter(claimable, pk=export_id).update(
        state=Export.State.RUNNING, heartbeat_at=now, runs=F("runs") + 1, processed=0
    ):
        return
    export = Export.objects.select_related("requested_by", "exam", "unit").get(pk=export_id)
    _remove_files(export)
    if export.runs > RUNS_ALLOWED:
        _fail(export, "worker_died", "生成文件的进程两次中断，已停止。请缩小范围后重试。")
        return
    try:
        made = KINDS[export.kind].make(export, path_of(export), lambda done, total: _progress(export, done, total))
    except Http404:
        _fail(export, "not_permitted", "您的权限已变更，文件未生成。")
        return
    except Refusal as refusal:
        _fail(export, refusal.default_code, str(refusal.detail))
        return
    except (OSError, FileCreateError):
        logger.exception("export %s could not be written", export_id)
        _fail(export, "disk_full", "文件未能写入服务器磁盘，磁盘可能已满。请联系运维人员后重试。")
        return
    if made is None or not _run(export).update(
        state=Export.State.DONE,
        rights=made.rights,
        notes=made.notes,
        expires_at=database_now() + KEPT,
        processed=F("total"),
    ):
        path_of(export).unlink(missing_ok=True)


def _run(export: Export) -> QuerySet[Export]:
    """The row as long as this run is the one that makes it: not cancelled, nor taken over by another."""
    return Export.objects.filter(pk=export.pk, state=Export.State.RUNNING, runs=export.runs)


def _progress(export: Export, done: int, total: int) -> bool:
    """Write down how far it is; False once it has been cancelled or taken over."""
    return bool(_run(export).update(processed=done, total=total, heartbeat_at=database_now()))


def _fail(export: Export, code: str, detail: str) -> None:
    _run(export).update(state=Export.State.FAILED, error={"code": code, "detail": detail})
    path_of(export).unlink(missing_ok=True)


def stalled_exports() -> list[int]:
    """Queued without a message, or running without a sign of life."""
    before = database_now() - STALLED_AFTER
    waiting = Q(state=Export.State.QUEUED, requested_at__lt=before)
    silent = Q(state=Export.State.RUNNING, heartbeat_at__lt=before)
    return list(Export.objects.filter(waiting | silent).order_by("pk").values_list("pk", flat=True)[:20])


def cancel_export(*, export: Export) -> None:
    """Stop an unfinished export, or remove a finished one's file."""
    if Export.objects.filter(pk=export.pk, state__in=UNFINISHED).update(state=Export.State.CANCELLED):
        _remove_files(export)
        return
    if export.state != Export.State.DONE:
        raise ExportFinished
    Export.objects.filter(pk=export.pk).update(state=Export.State.CANCELLED)
    _remove_files(export)


def issue_link(*, export: Export) -> str:
    """A token for one download within ten minutes; only its digest is kept."""
    _require_file(export)
    KINDS[export.kind].require(export)
    token = secrets.token_urlsafe(24)
    Export.objects.filter(pk=export.pk).update(
        download_token=_digest(token), download_token_until=database_now() + LINK_LIVES
    )
    return token


@transaction.atomic
def spend_link(*, export: Export, token: str) -> Path:
    """The file of a link that is fresh and unspent; 404 otherwise. Audited."""
    _require_file(export)
    KINDS[export.kind].require(export)
    if not hmac.compare_digest(export.download_token, _digest(token)):
        raise Http404
    if not Export.objects.filter(
        pk=export.pk, download_token=export.download_token, download_token_until__gt=database_now()
    ).update(download_token=""):
        raise Http404
    _record("export.downloaded", export)
    return path_of(export)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _require_file(export: Export) -> None:
    if export.state in UNFINISHED:
        raise ExportNotReady
    if export.state != Export.State.DONE or not path_of(export).exists():
        raise ExportExpired


def expire_exports() -> None:
    for export in Export.objects.filter(state=Export.State.DONE, expires_at__lt=database_now())[:100]:
        _remove_files(export)
        Export.objects.filter(pk=export.pk).update(state=Export.State.CANCELLED)
