from django.db import models

from questions.imports.models import FileImport, ImportRow


class QuestionImport(FileImport):
    """A file of questions on its way into the bank."""

    # What its creator decided on rows that are like another question: row number → keep, skip or overwrite.
    decisions = models.JSONField(default=dict)


class QuestionImportRow(ImportRow):
    job = models.ForeignKey(QuestionImport, models.CASCADE, related_name="rows")
