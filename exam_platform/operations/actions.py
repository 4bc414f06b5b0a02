from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models.functions import Now

from exam_platform.operations.models import Heartbeat
from exam_platform.people.models import Person, Role

WORKER = "worker"


def record_heartbeat(*, name: str) -> None:
    """One upsert."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=Now())], update_conflicts=True, update_fields=["at"], unique_fields=["name"]
    )


@transaction.atomic
def create_administrator(*, user_name: str, password: str) -> Person:
    """A district administrator over everything, for a platform that has no unit yet."""
    person = Person.objects.create(
        name="区级管理员", user_name=user_name, password=make_password(password), activated_at=Now()
    )
    person.role_grants.create(role=Role.DISTRICT_ADMINISTRATOR)
    return person
