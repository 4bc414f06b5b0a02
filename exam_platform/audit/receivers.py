"""The question bank knows no audit log; what it tells is recorded here."""

from typing import Any

from django.dispatch import receiver

from questions.signals import bank_event

from .actions import record


@receiver(bank_event)
def record_bank_event(*, kind: str, actor_id: int | None, subject: str, detail: dict[str, Any], **_: Any) -> None:
    """In the transaction of the act."""
    record(kind=kind, actor=actor_id, subject=subject, detail=detail)
