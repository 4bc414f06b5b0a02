"""Handing in, once: whatever is repeated, from whatever device, gets the same receipt."""

from django.db import transaction

from exam_platform.api import database_now
from exam_platform.sittings import signals
from exam_platform.sittings.actions.save import Saved, save_responses
from exam_platform.sittings.changes import Batch
from exam_platform.sittings.clock import closing_time, is_late
from exam_platform.sittings.errors import Closed, LeaseLost, NoSuchAttempt
from exam_platform.sittings.life_cycle import Act, State, sources, target
from exam_platform.sittings.models import Attempt
from exam_platform.sittings.token import Token


@transaction.atomic
def submit_attempt(*, token: Token, batch: Batch) -> tuple[Attempt, Saved | None]:
    """Take what is still unsent, then close the attempt; what comes after the end is appended as late.

    Raises LeaseLost while another device holds the open attempt, and Closed for a voided one.
    """
    attempt = Attempt.objects.select_for_update().defer("order").filter(pk=token.attempt).first()
    if attempt is None:
        raise NoSuchAttempt
    if attempt.state == State.VOIDED:
        raise Closed("答卷已作废。", kept=[])
    if attempt.state == State.OPEN and attempt.lease != token.lease:
        raise LeaseLost
    saved = save_responses(token=token, batch=batch) if attempt.lease == token.lease else None
    if attempt.state == State.OPEN:
        _close(attempt)
    return attempt, saved


def _close(attempt: Attempt) -> None:
    """By the candidate; or by the clock, if its time was over before the sweeper came by."""
    now = database_now()
    late = is_late(now, attempt.accepted_until)
    act, closed_by = (Act.CLOSE, Attempt.ClosedBy.CLOCK) if late else (Act.SUBMIT, Attempt.ClosedBy.CANDIDATE)
    attempt.state, attempt.closed_by, attempt.closed_at = target(act), closed_by, closing_time(now, attempt.deadline)
    Attempt.objects.filter(pk=attempt.pk, state__in=sources(act)).update(
        state=attempt.state, closed_by=closed_by, closed_at=attempt.closed_at
    )
    announce([attempt.pk])


def announce(attempt_ids: list[int]) -> None:
    """Tell, once the transaction has committed, that these wait to be graded."""
    transaction.on_commit(lambda: signals.attempts_submitted.send(sender=Attempt, attempt_ids=attempt_ids), robust=True)
