from django.db import models


class Topic(models.Model):
    """知识点: a node of the syllabus tree. `path` is the names from the root down, `优化营商环境/总则`."""

    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=300, unique=True)

    class Meta:
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path
