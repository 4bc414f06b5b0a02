from django.db import models

from questions.models.question import Revision


class Citation(models.Model):
    """法条依据: a revision's reference to one provision, `branch` being the 一 of 第一百二十条之一."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="citations")
    text = models.CharField(max_length=300)
    law = models.CharField(max_length=200)
    article = models.PositiveIntegerField(null=True)
    branch = models.PositiveIntegerField(null=True)
    paragraph = models.PositiveIntegerField(null=True)
    item = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text
