import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now

from questions.laws.citation import place_of


class LawQuerySet(models.QuerySet["Law"]):
    def in_status(self, status: "Status", day: dt.date) -> Self:
        """Laws by the status of the version that they are shown by: the one in force on the day, else the newest.

        So none is amended: what amended it is shown.
        """
        repealed = Q(repealed_on__isnull=False, repealed_on__lte=day)
        versions = LawVersion.objects.filter(law=OuterRef("pk"))
        begun = Exists(versions.filter(in_force_on__lte=day))
        conditions = {
            Status.REPEALED: repealed & Q(Exists(versions)),
            Status.IN_FORCE: ~repealed & Q(begun),
            Status.NOT_YET: ~repealed & Q(Exists(versions)) & ~Q(begun),
        }
        return self.filter(conditions[status]) if status in conditions else self.none()


class Law(models.Model):
    """法律法规: one statute through all its versions. `short_title` is what it is found by (questions.laws.titles)."""

    title = models.CharField(max_length=200)
    short_title = models.CharField(max_length=200, unique=True)
    repealed_on = models.DateField(null=True)
    repeal_reason = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = LawQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"《{self.title}》"


class Status(models.TextChoices):
    """What a version is on a day; derived, never stored."""

    NOT_YET = "not_yet_in_force", "尚未施行"
    IN_FORCE = "in_force", "现行有效"
    AMENDED = "amended", "已被修改"
    REPEALED = "repealed", "已废止"


class LawVersionQuerySet(models.QuerySet["LawVersion"]):
    def in_force_on_day(self, day: dt.date) -> Self:
        """The law as of a day, one version of each law: the twin of `status_on`."""
        later = LawVersion.objects.filter(_after(OuterRef("in_force_on"), OuterRef("dated")), law=OuterRef("law"))
        return self.filter(
            ~Exists(later.filter(in_force_on__lte=day)),
            Q(law__repealed_on=None) | Q(law__repealed_on__gt=day),
            in_force_on__lte=day,
        )

    def with_end(self) -> Self:
        """Loads `superseded_on`: when the next version enters into force."""
        later = LawVersion.objects.filter(_after(OuterRef("in_force_on"), OuterRef("dated")), law=OuterRef("law"))
        return self.annotate(superseded_on=Subquery(later.order_by("in_force_on", "dated").values("in_force_on")[:1]))


def _after(in_force_on: OuterRef, dated: OuterRef) -> Q:
    return Q(in_force_on__gt=in_force_on) | Q(in_force_on=in_force_on, dated__gt=dated)


class LawVersion(models.Model):
    """A law as it was passed or last amended on a day. `dated` tells its versions apart.

    `in_force_on` is what the text says, or where it is silent (`in_force_stated` false) the day it is dated by.
    `parts` are the 编 that have been imported of a law that comes in several texts; empty where it came as a whole.
    """

    law = models.ForeignKey(Law, models.PROTECT, related_name="versions")
    dated = models.DateField()
    passed_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    in_force_on = models.DateField()
    in_force_stated = models.BooleanField(default=True)
    issuing_body = models.CharField(max_length=100, blank=True)
    document_number = models.CharField(max_length=100, blank=True)
    # 题注: the lines under the title as they stand
    history = models.TextField(blank=True)
    preamble = models.TextField(blank=True)
    annex = models.TextField(blank=True)
    parts = models.JSONField(default=list)
    # nobody where the operator's command did it
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # the same for all that came with one import
    imported_at = models.DateTimeField()

    # loaded by `with_end`
    superseded_on: dt.date | None

    objects = LawVersionQuerySet.as_manager()

    class Meta:
        ordering = ["law_id", "dated"]
        constraints = [models.UniqueConstraint(fields=["law", "dated"], name="law_version_dated_unique")]
        indexes = [
            # for the law as of a day
            models.Index(fields=["law", "in_force_on", "dated"], name="law_version_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.law_id}:{self.dated}"

    def status_on(self, day: dt.date) -> Status:
        """Reads `law` and, of what `with_end` loads, `superseded_on`."""
        repealed_on = self.law.repealed_on
        if repealed_on and repealed_on <= day:
            return Status.REPEALED
        if self.in_force_on > day:
            return Status.NOT_YET
        return Status.AMENDED if self.superseded_on and self.superseded_on <= day else Status.IN_FORCE


class Provision(models.Model):
    """条款: an article of a version; `branch` is the 一 of 第十六条之一, else 0.

    `text` is all of it in one column, a line for each paragraph or item; paragraphs are read from it
    (`questions.laws.statute.paragraphs_of`). `path` are the headings above it.
    """

    version = models.ForeignKey(LawVersion, models.CASCADE, related_name="provisions")
    article = models.PositiveIntegerField()
    branch = models.PositiveIntegerField(default=0)
    path = models.JSONField(default=list)
    text = models.TextField()

    class Meta:
        ordering = ["version_id", "article", "branch"]
        constraints = [models.UniqueConstraint(fields=["version", "article", "branch"], name="provision_place_unique")]

    def __str__(self) -> str:
        return f"{self.version_id}:{self.label}"

    @property
    def label(self) -> str:
        return place_of(self.article, self.branch or None)
