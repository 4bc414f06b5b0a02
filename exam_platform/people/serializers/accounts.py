"""Codes, slips, roles and the state of an account."""

from typing import Any

from rest_framework import serializers

from exam_platform.api import InstantField, StrictSerializer
from exam_platform.people.models import Role


class AccountStateSerializer(StrictSerializer):
    is_active = serializers.BooleanField()


class AccountSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    is_active = serializers.BooleanField()


class CodeRequestSerializer(StrictSerializer):
    valid_until = InstantField(required=False, allow_null=True, default=None, help_text="缺省为 30 天后，最长 180 天")


class IssuedCodeSerializer(serializers.Serializer[Any]):
    login = serializers.CharField(help_text="告诉本人用什么登录，不含完整号码")
    code = serializers.CharField()
    valid_until = serializers.DateTimeField()


class SlipRequestSerializer(CodeRequestSerializer):
    unit = serializers.IntegerField(min_value=1)
    only_not_activated = serializers.BooleanField(default=True)


class RoleRequestSerializer(StrictSerializer):
    role = serializers.ChoiceField(Role.choices)
    unit = serializers.IntegerField(min_value=1, allow_null=True, help_text="null：全部单位，仅区级管理员可授予")


class GrantSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    role = serializers.ChoiceField(Role.choices)
    unit = serializers.SerializerMethodField()
    granted_at = serializers.DateTimeField()

    def get_unit(self, grant: Any) -> dict[str, Any] | None:
        return {"id": grant.unit.pk, "name": grant.unit.name} if grant.unit else None
