"""Files made in the background: requested, made, taken by a one-use link, removed."""

import datetime as dt
import hashlib
import hmac
import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.http import Http404

from exam_platform.api import database_now
from exam_platform.audit.actions import record
from exam_platform.exams.models import Exam
from exam_platform.people.models import Person, Unit
from exam_platform.results import listings
from exam_platform.results.access import readable_exam, readable_unit
from exam_platform.results.errors import ExportExpired, ExportFinished, ExportNotReady, TooManyExports
from exam_platform.results.models import Export

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
    return folder() / f"{export.pk}.xlsx"


@transaction.atomic
def request_export(
    *, person: Person, kind: str, exam: Exam, unit: Unit, category: str, verdict: str, search: str = ""
) -> Export:
    """Queue a file; one at a time for each person (S59)."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if Export.objects.filter(requested_by=person, state__in=UNFINISHED).exists():
        raise TooManyExports
    title = f"{exam.title}_{unit.name}_{listings.KIND_NAMES[kind]}"
    export = Export.objects.create(
        kind=kind,
        title=title[:200],
        exam=exam,
        unit=unit,
        parameters={"category": category, "verdict": verdict, "search": search},
        requested_by=person,
        file_name=f"{listings.safe_file_name(title)}.xlsx",
    )
    record(
        kind="export.requested",
        actor=person,
        subject=f"exam:{exam.pk}",
        unit_path=unit.path,
        detail={"export": export.pk, "kind": kind},
    )
    return export


def make_export(*, export_id: int) -> None:
    """Make the file under the rights its person has now. Claimed by an UPDATE: a second delivery does nothing."""
    now = database_now()
    claimable = Q(state=Export.State.QUEUED) | Q(state=Export.State.RUNNING, heartbeat_at__lt=now - STALLED_AFTER)
    if not Export.objects.filter(claimable, pk=export_id).update(
        state=Export.State.RUNNING, heartbeat_at=now, runs=F("runs") + 1, processed=0
    ):
        return
    export = Export.objects.select_related("requested_by", "exam", "unit").get(pk=export_id)
    if export.runs > RUNS_ALLOWED:
        _fail(export, "worker_died", "生成文件的进程两次中断,已停止。请缩小范围后重试。")
        return
    try:
        finished = listings.write(export, path_of(export), lambda done, total: _progress(export, done, total))
    except Http404:
        _fail(export, "not_permitted", "您的权限已变更,文件未生成。")
        return
    if finished:
        Export.objects.filter(pk=export_id, state=Export.State.RUNNING).update(
            state=Export.State.DONE, expires_at=database_now() + KEPT, processed=F("total")
        )
    else:
        path_of(export).unlink(missing_ok=True)


def _progress(export: Export, done: int, total: int) -> bool:
    """Write down how far it is; False once it has been cancelled."""
    return bool(
        Export.objects.filter(pk=export.pk, state=Export.State.RUNNING).update(
            processed=done, total=total, heartbeat_at=database_now()
        )
    )


def _fail(export: Export, code: str, detail: str) -> None:
    Export.objects.filter(pk=export.pk).update(state=Export.State.FAILED, error={"code": code, "detail": detail})
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
        return
    if export.state != Export.State.DONE:
        raise ExportFinished
    Export.objects.filter(pk=export.pk).update(state=Export.State.CANCELLED)
    path_of(export).unlink(missing_ok=True)


def issue_link(*, export: Export) -> str:
    """A token for one download within ten minutes; only its digest is kept."""
    _require_right(export)
    _require_file(export)
    token = secrets.token_urlsafe(24)
    Export.objects.filter(pk=export.pk).update(
        download_token=_digest(token), download_token_until=database_now() + LINK_LIVES
    )
    return token


@transaction.atomic
def spend_link(*, export: Export, token: str) -> Path:
    """The file of a link that is fresh and unspent; 404 otherwise. Audited."""
    _require_right(export)
    _require_file(export)
    if not hmac.compare_digest(export.download_token, _digest(token)):
        raise Http404
    if not Export.objects.filter(
        pk=export.pk, download_token=export.download_token, download_token_until__gt=database_now()
    ).update(download_token=""):
        raise Http404
    record(
        kind="export.downloaded",
        actor=export.requested_by,
        subject=f"exam:{export.exam_id}",
        unit_path=export.unit.path,
        detail={"export": export.pk},
    )
    return path_of(export)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _require_right(export: Export) -> None:
    """The file is as old as its making, the right to it is not (I23): 404 once examination or unit is out of reach."""
    readable_exam(export.requested_by, export.exam_id)
    readable_unit(export.requested_by, export.unit_id)


def _require_file(export: Export) -> None:
    if export.state in UNFINISHED:
        raise ExportNotReady
    if export.state != Export.State.DONE or not path_of(export).exists():
        raise ExportExpired


def expire_exports() -> None:
    for export in Export.objects.filter(state=Export.State.DONE, expires_at__lt=database_now())[:100]:
        path_of(export).unlink(missing_ok=True)
        Export.objects.filter(pk=export.pk).update(state=Export.State.CANCELLED)
