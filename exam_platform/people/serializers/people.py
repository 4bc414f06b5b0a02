from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from exam_platform.api import StrictQuery, StrictSerializer
from exam_platform.people.models import Category, Person, Post, Role

from .named import NamedSerializer

STATUSES = {"active": "可用", "disabled": "停用", "activated": "已激活", "not_activated": "未激活"}


class PostSerializer(StrictSerializer):
    id = serializers.IntegerField()
    unit = NamedSerializer()
    office = serializers.CharField()
    title = serializers.CharField()
    rank = serializers.CharField()
    category = serializers.SerializerMethodField()
    is_leading = serializers.BooleanField()
    is_main = serializers.BooleanField()

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(Category.choices)))
    def get_category(self, post: Post) -> list[str]:
        return [held.category for held in post.categories.all()]


class HeldGrantSerializer(StrictSerializer):
    id = serializers.IntegerField()
    role = serializers.ChoiceField(Role.choices)
    unit = NamedSerializer(allow_null=True)


class PersonSerializer(StrictSerializer):
    """Of persons from `access.with_visible_relations`: posts and roles in sister units stay out of it."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    id_number_masked = serializers.CharField()
    phone_masked = serializers.CharField()
    sex = serializers.CharField()
    login_name = serializers.SerializerMethodField()
    employee_number = serializers.CharField(allow_null=True)
    is_active = serializers.BooleanField()
    activated = serializers.SerializerMethodField()
    posts = PostSerializer(many=True)
    roles = HeldGrantSerializer(many=True, source="role_grants")

    def get_login_name(self, person: Person) -> str:
        """The login that may be shown; empty for those who sign in by ID number or phone alone."""
        return person.user_name or person.employee_number or ""

    def get_activated(self, person: Person) -> bool:
        return person.activated_at is not None


class PersonQuery(StrictQuery):
    unit = serializers.IntegerField(min_value=1, required=False)
    category = serializers.ChoiceField(Category.choices, required=False, allow_blank=True)
    search = serializers.CharField(max_length=100, required=False, allow_blank=True)
    status = serializers.ChoiceField(list(STATUSES.items()), required=False, allow_blank=True)


class LookupSerializer(StrictSerializer):
    number = serializers.CharField(max_length=100, help_text="身份证号、手机号或工号的全部")


class RevealSerializer(StrictSerializer):
    reason = serializers.CharField(min_length=2, max_length=200)


class RevealedSerializer(StrictSerializer):
    id_number = serializers.CharField()
    phone = serializers.CharField()
