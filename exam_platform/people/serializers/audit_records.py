"""The audit log on the wire. It lives here, not in audit, because who may read it is a matter of roles."""

from rest_framework import serializers

from exam_platform.api import InstantField, StrictQuery
from exam_platform.audit.models import AuditRecord

from .named import NamedSerializer


class AuditRecordQuery(StrictQuery):
    kind = serializers.CharField(max_length=60, required=False, help_text="完整的种类，或以 . 结尾的前缀，如 session.")
    actor = serializers.IntegerField(required=False, min_value=1)
    subject = serializers.CharField(max_length=60, required=False, help_text="例如 person:17")
    since = InstantField(required=False)
    until = InstantField(required=False)


class AuditRecordSerializer(serializers.ModelSerializer[AuditRecord]):
    actor = NamedSerializer(allow_null=True)

    class Meta:
        model = AuditRecord
        fields = ("id", "at", "kind", "actor", "subject", "unit_path", "address", "request_id", "detail")
