from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from exam_platform.api import Pages
from exam_platform.audit.models import AuditRecord
from exam_platform.people.access import READERS_OF_AUDIT, has_role, signed_in, visible_audit_records
from exam_platform.people.serializers.audit_records import AuditRecordQuery, AuditRecordSerializer

CONDITIONS = {"actor": "actor", "subject": "subject", "since": "at__gte", "until": "at__lt"}


class NewestFirst(Pages):
    ordering = "-id"


class AuditRecordsView(generics.ListAPIView[AuditRecord]):
    serializer_class = AuditRecordSerializer
    pagination_class = NewestFirst

    @extend_schema(parameters=[AuditRecordQuery])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[AuditRecord]:
        person, query = signed_in(self.request), AuditRecordQuery.read(self.request)
        if not has_role(person, *READERS_OF_AUDIT):
            raise PermissionDenied
        kind = query.pop("kind", "")
        conditions = {CONDITIONS[name]: value for name, value in query.items()}
        if kind:
            conditions["kind__startswith" if kind.endswith(".") else "kind"] = kind
        records = visible_audit_records(person).filter(**conditions)
        return records.select_related("actor").only(*AUDIT_FIELDS)


# Nothing of the actor but the name: the rest of a person is sealed, and opening it costs.
AUDIT_FIELDS = (*(field.name for field in AuditRecord._meta.fields), "actor__name")
