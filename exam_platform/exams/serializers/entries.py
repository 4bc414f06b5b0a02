"""The audience and the lines of the frozen roster."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from exam_platform.exams.access import sees_score
from exam_platform.exams.models import Entry, Status, Window
from exam_platform.people.models import Category
from exam_platform.people.serializers.named import NamedSerializer


class RuleSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    unit = NamedSerializer()
    category = serializers.ChoiceField(choices=Category.choices)
    include_subtree = serializers.BooleanField()
    persons = serializers.IntegerField()


class FrozenSerializer(serializers.Serializer[Any]):
    entries = serializers.IntegerField()


# Of an entry annotated with `id_tail`: the rest of the person stays in the database.
class EntryPersonSerializer(serializers.Serializer[Entry]):
    id = serializers.IntegerField(source="person_id")
    name = serializers.CharField(source="person_name")
    id_tail = serializers.CharField()


class EntryUnitSerializer(serializers.Serializer[Entry]):
    id = serializers.IntegerField(source="unit_id")
    name = serializers.CharField(source="unit_name")


class ExemptionSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    reason = serializers.CharField()
    document = serializers.CharField()


class NewestAttemptSerializer(serializers.Serializer[Any]):
    """What an officer acts on: the attempt of the highest number; `kind` is that of its window."""

    id = serializers.IntegerField()
    number = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Window.Kind.choices)
    state = serializers.ChoiceField(choices=["open", "submitted", "graded", "voided"])
    started_at = serializers.DateTimeField()
    deadline = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(source="closed_at", allow_null=True)


class EntrySerializer(serializers.ModelSerializer[Entry]):
    """Wants `person` and `exam` in the context, and the annotations of `views.entries.described_entries`."""

    person = EntryPersonSerializer(source="*")
    unit = EntryUnitSerializer(source="*")
    status = serializers.ChoiceField(choices=Status.choices)
    exemption = serializers.SerializerMethodField()
    attempts = serializers.IntegerField(source="attempt_count")
    attempt = serializers.SerializerMethodField()
    score = serializers.SerializerMethodField()
    verdict = serializers.SerializerMethodField()

    class Meta:
        model = Entry
        fields = [
            "id", "person", "unit", "office", "title", "category", "rank", "is_leading", "status", "exemption",
            "result_cancelled", "score", "verdict", "attempts", "attempt",
        ]  # fmt: skip

    @extend_schema_field(ExemptionSerializer(allow_null=True))
    def get_exemption(self, entry: Entry) -> dict[str, str] | None:
        if entry.standing == Entry.Standing.DUE:
            return None
        change = [change for change in entry.changes.all() if change.act == entry.standing][-1]
        return {"kind": entry.standing, "reason": change.reason, "document": change.document}

    @extend_schema_field(NewestAttemptSerializer(allow_null=True))
    def get_attempt(self, entry: Any) -> dict[str, Any] | None:
        attempts = entry.attempts.all()
        return NewestAttemptSerializer(attempts[len(attempts) - 1]).data if attempts else None

    def get_score(self, entry: Entry) -> int | None:
        return entry.score if self._sees_score(entry) else None

    def get_verdict(self, entry: Entry) -> str:
        hidden = entry.verdict == Entry.Verdict.EXCELLENT and not self._sees_score(entry)
        return Entry.Verdict.PASSED.value if hidden else entry.verdict

    def _sees_score(self, entry: Entry) -> bool:
        return sees_score(self.context["person"], self.context["exam"], entry)
