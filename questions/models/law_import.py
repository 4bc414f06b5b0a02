from django.db import models

from questions.imports.models import FileImport, ImportRow


class LawImport(FileImport):
    """A statute's text, or an archive of several, on its way into the library; its rows are the texts."""


class LawImportRow(ImportRow):
    job = models.ForeignKey(LawImport, models.CASCADE, related_name="rows")
