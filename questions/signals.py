"""What the bank tells whoever keeps a record."""

from typing import Any

from django.dispatch import Signal

# kind: str, actor_id: int (None for the operator's commands), subject: "question:7", detail: dict.
# Sent inside the transaction of the act.
bank_event = Signal()


def tell(kind: str, *, actor: Any, subject: str, **detail: Any) -> None:
    bank_event.send(sender=None, kind=kind, actor_id=actor.pk if actor else None, subject=subject, detail=detail)
