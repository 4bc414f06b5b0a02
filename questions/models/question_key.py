from django.db import models

from questions.models.question import Revision


class Key(models.Model):
    """标准答案: the right answer of a revision, in the shape of an answer (`["B"]`, `["A", "C"]`, `["T"]`).

    For a blank that takes several wordings they are joined by `;` (`["北京;北京市"]`).
    Apart from the revision, so that no query for what a candidate sees can carry it along.
    """

    revision = models.OneToOneField(Revision, models.CASCADE, primary_key=True, related_name="key")
    answer = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.revision_id}"
