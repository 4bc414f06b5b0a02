"""The append-only record of security-relevant acts (RELIABILITY.md, I21)."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class AuditRecord(models.Model):
    """One act. Rows are inserted and never changed: triggers refuse UPDATE and DELETE on both databases.

    A record joins a sealed batch later, by its id: sealing writes only to `AuditSeal`, so recording never waits
    for the chain.
    """

    at = models.DateTimeField(db_default=Now(), db_index=True)
    kind = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    # What was acted on: "person:17", "exam:3". Never a name, an ID number or a phone.
    subject = models.CharField(max_length=60, blank=True)
    unit_path = models.CharField(max_length=255, blank=True)
    address = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "-id"]), models.Index(fields=["subject", "-id"])]

    def __str__(self) -> str:
        return f"{self.id} {self.kind}"


class AuditSeal(models.Model):
    """A sealed batch: the HMAC over the previous seal and the batch's records, in order of id.

    It keeps a digest of each record too, so that a broken batch can be told apart: altered, missing, exchanged, added.
    Both neighbours of a seal are unique, so the chain cannot fork whoever seals.
    """

    first_record = models.BigIntegerField()
    last_record = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    # `id:digest` of each record, one to a line
    record_digests = models.TextField()
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64)
    key_id = models.CharField(max_length=20)
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.first_record}-{self.last_record}"
