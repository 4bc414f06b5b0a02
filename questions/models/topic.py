from django.db import models


class Topic(models.Model):
    """知识点: a node of the syllabus tree."""

    name = models.CharField(max_length=100)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            # NULLs are distinct in a unique index, so that the roots need a constraint of their own.
            models.UniqueConstraint(fields=["parent", "name"], name="topic_name_unique_under_parent"),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(parent=None),
                name="topic_name_unique_at_root",
            ),
        ]

    def __str__(self) -> str:
        return self.name
