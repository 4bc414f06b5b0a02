from django.db import models

from questions.laws.citation import Provision as Reference
from questions.models.question import Question, Revision


class Citation(models.Model):
    """法条依据: a revision's reference to one provision, `branch` being the 一 of 第一百二十条之一.

    `law` is the title as it was written, `short_title` what the law is found by: a citation meets its law whenever
    the law is imported, and the article it means is that of the version in force on the day one asks about.
    """

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="citations")
    # the revision's, beside it: by law and article the questions stand in the order of their list
    question = models.ForeignKey(Question, models.CASCADE, related_name="citations", db_index=False)
    text = models.CharField(max_length=300)
    law = models.CharField(max_length=200)
    short_title = models.CharField(max_length=200, blank=True)
    article = models.PositiveIntegerField(null=True)
    branch = models.PositiveIntegerField(null=True)
    paragraph = models.PositiveIntegerField(null=True)
    item = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["id"]
        # for the questions on an article
        indexes = [
            models.Index(fields=["short_title", "article", "branch", "question", "revision"], name="citation_place"),
            models.Index(fields=["short_title", "question", "revision"], name="citation_law"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def reference(self) -> Reference:
        return Reference(self.text, self.law, self.article, self.branch, self.paragraph, self.item)
