"""Signing in, and who is signed in (docs/api.md, Session)."""

from typing import Any

from rest_framework import serializers

from exam_platform.api import StrictSerializer
from exam_platform.people.activation_codes import LENGTH
from exam_platform.people.logins import LONGEST as LONGEST_LOGIN
from exam_platform.people.models import Role
from exam_platform.people.password_rules import LONGEST as LONGEST_PASSWORD

from .named import NamedSerializer


class PasswordField(serializers.CharField):
    """Taken as it was typed; the schema shows no example."""

    def __init__(self, **options: Any) -> None:
        # A little longer than allowed, so that the rules can say what is wrong.
        super().__init__(
            max_length=2 * LONGEST_PASSWORD, trim_whitespace=False, style={"input_type": "password"}, **options
        )


class SignInSerializer(StrictSerializer):
    login = serializers.CharField(max_length=LONGEST_LOGIN, help_text="登录名、工号、身份证号，或仅一人使用的手机号")
    password = PasswordField()


class ActivationSerializer(StrictSerializer):
    login = serializers.CharField(max_length=LONGEST_LOGIN)
    code = serializers.CharField(max_length=4 * LENGTH)
    password = PasswordField()


class PasswordChangeSerializer(StrictSerializer):
    old_password = PasswordField()
    new_password = PasswordField()


class SiteSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    support_phone = serializers.CharField()


class HeldRoleSerializer(serializers.Serializer[Any]):
    role = serializers.ChoiceField(Role.choices)
    unit = NamedSerializer(allow_null=True, help_text="null：全部单位")


class SignedInPersonSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    unit = serializers.CharField(help_text="主任职单位全称，自上而下以 / 分隔")
    roles = HeldRoleSerializer(many=True)
    candidate = serializers.BooleanField(help_text="有现任职，可以参加考试")
    must_change_password = serializers.BooleanField(help_text="按口令策略应当更换密码；考试进行中不要打断")


class SessionSerializer(serializers.Serializer[Any]):
    authenticated = serializers.BooleanField()
    csrf_token = serializers.CharField()
    server_time = serializers.DateTimeField()
    demo = serializers.BooleanField()
    site = SiteSerializer()
    person = SignedInPersonSerializer(allow_null=True)
