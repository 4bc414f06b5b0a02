from django.db.models.functions import Now

from exam_platform.operations.models import Heartbeat

WORKER = "worker"


def record_heartbeat(*, name: str) -> None:
    """One upsert."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=Now())], update_conflicts=True, update_fields=["at"], unique_fields=["name"]
    )
