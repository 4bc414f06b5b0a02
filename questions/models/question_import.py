from django.db import models

from questions.imports.models import FileImport, ImportRow


class QuestionImport(FileImport):
    """A file of questions on its way into the bank."""


class QuestionImportRow(ImportRow):
    job = models.ForeignKey(QuestionImport, models.CASCADE, related_name="rows")
