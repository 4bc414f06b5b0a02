from django.dispatch import receiver

from exam_platform.people.signals import access_ended
from exam_platform.sittings.actions import raise_leases


@receiver(access_ended)
def end_tokens(person_id: int, **_: object) -> None:
    """A token lives no longer than the right that it stands for (I23)."""
    raise_leases(person_id=person_id)
