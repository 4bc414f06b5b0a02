"""任职: person × unit × category × rank × from–to."""

from django.conf import settings
from django.db import models

from .unit import Unit


class Category(models.TextChoices):
    """What a person is examined as (人员类别)."""

    CIVIL_SERVANT = "civil_servant", "国家工作人员"
    LAW_ENFORCEMENT_OFFICER = "law_enforcement_officer", "行政执法人员"
    LEGAL_LITERATE_VILLAGER = "legal_literate_villager", "法律明白人"
    RULE_OF_LAW_LEADER = "rule_of_law_leader", "法治带头人"
    VILLAGE_LEGAL_ADVISER = "village_legal_adviser", "村法律顾问"
    MEDIATOR = "mediator", "人民调解员"


class Post(models.Model):
    """A person's place in one unit. The categories of one line of a roster are kept together: one post, one line."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    # 科室 that is no unit of the tree.
    office = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=80, blank=True)
    rank = models.CharField(max_length=80, blank=True)
    is_leading = models.BooleanField(default=False)
    is_main = models.BooleanField(default=True)
    # Of the office, not of the person: no login, not masked.
    office_phone = models.CharField(max_length=30, blank=True)
    remark = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit"], condition=models.Q(valid_to=None), name="post_once_per_person_and_unit"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(is_main=True, valid_to=None), name="post_one_main_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.unit_id}"


class PostCategory(models.Model):
    """One category of a post; several per post (国家工作人员、行政执法人员)."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="categories")
    category = models.CharField(max_length=40, choices=Category)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "category"], name="post_category_once")]
        indexes = [models.Index(fields=["category", "post"])]

    def __str__(self) -> str:
        return self.category
