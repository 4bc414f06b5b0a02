"""Files of units and of persons on their way into the platform. What they hold at rest is sealed."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from exam_platform.people.sealing import seal_bytes, unseal_bytes
from questions.imports.models import FileImport, ImportRow

from .unit import Unit


class SealedImport(FileImport):
    """The file and the rows' payloads carry ID numbers and phones."""

    class Meta(FileImport.Meta):
        abstract = True

    @classmethod
    def seal(cls, plain: bytes) -> bytes:
        return seal_bytes(plain)

    @classmethod
    def unseal(cls, sealed: bytes) -> bytes:
        return unseal_bytes(sealed)


class UnitImport(SealedImport):
    """A file of units."""


class UnitImportRow(ImportRow):
    job = models.ForeignKey(UnitImport, models.CASCADE, related_name="rows")


class RosterImport(SealedImport):
    """A file of persons and their posts."""


class RosterImportRow(ImportRow):
    job = models.ForeignKey(RosterImport, models.CASCADE, related_name="rows")


class PostRequest(models.Model):
    """A unit asks for a post of a person whom it cannot see; one of her own units or the district decides (N13)."""

    class State(models.TextChoices):
        PENDING = "pending", "待确认"
        CONFIRMED = "confirmed", "已同意"
        DECLINED = "declined", "未同意"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="post_requests")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="post_requests")
    # The post as the file has it: the fields of Post by name, and `categories`.
    content = models.JSONField()
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    # Why it was declined; may be empty for a request that was granted.
    decision_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit"], condition=models.Q(state="pending"), name="post_request_pending_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.unit_id} ({self.get_state_display()})"
