from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from questions.laws.citation import place_of
from questions.models.law import Law


class MustKnowList(models.Model):
    """应知应会清单: what a group of people must know of the law. All that it says is in its versions."""

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"应知应会清单 {self.pk}"


class MustKnowVersionQuerySet(models.QuerySet["MustKnowVersion"]):
    def newest(self) -> Self:
        """One of each list."""
        later = MustKnowVersion.objects.filter(must_know_list=OuterRef("must_know_list"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))


class MustKnowVersion(models.Model):
    """A list as it was published for an audience. Triggers refuse to change it or its items (migration 0004)."""

    must_know_list = models.ForeignKey(MustKnowList, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    audience = models.CharField(max_length=100)
    # no item is ever added beyond these
    item_count = models.PositiveIntegerField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(db_default=Now())

    objects = MustKnowVersionQuerySet.as_manager()

    class Meta:
        ordering = ["must_know_list_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["must_know_list", "number"], name="must_know_version_number_unique")
        ]

    def __str__(self) -> str:
        return f"{self.title} 第 {self.number} 版"


class MustKnowItem(models.Model):
    """A law as a whole, where `first_article` is null, or its articles from the first to the last, both included."""

    version = models.ForeignKey(MustKnowVersion, models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    law = models.ForeignKey(Law, models.PROTECT, related_name="+")
    first_article = models.PositiveIntegerField(null=True)
    first_branch = models.PositiveIntegerField(default=0)
    last_article = models.PositiveIntegerField(null=True)
    last_branch = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "position"], name="must_know_item_position_once")]

    def __str__(self) -> str:
        return f"《{self.law.title}》{self.articles}"

    @property
    def articles(self) -> str:
        """第三条至第十条; empty for the whole law."""
        first, last = place_of(self.first_article, self.first_branch), place_of(self.last_article, self.last_branch)
        return first if first == last else f"{first}至{last}"

    def holds(self, article: int, branch: int) -> bool:
        if self.first_article is None or self.last_article is None:
            return True
        first, last = (self.first_article, self.first_branch), (self.last_article, self.last_branch)
        return first <= (article, branch) <= last
