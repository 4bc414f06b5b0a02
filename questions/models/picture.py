from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from questions.kinds.contract import ShownPicture
from questions.models.question import Revision


class Picture(models.Model):
    """A picture of a question, drawn anew from what was uploaded (`questions.pictures`); known by its bytes.

    The bytes lie in the database: whoever has the questions, by a backup or a copy, has their pictures.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=20)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"图片 {self.sha256[:8]}"

    def shown(self, alt: str = "") -> ShownPicture:
        """As a question's `details["pictures"]` has it."""
        return {"sha256": self.sha256, "width": self.width, "height": self.height, "alt": alt}


class PictureUpload(models.Model):
    """Who brought a picture: she may see and use it before a question shows it, and until then it is kept for her."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="uploads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kept_until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["picture", "by"], name="picture_upload_unique")]

    def __str__(self) -> str:
        return f"{self.picture_id[:8]}:{self.by_id}"


class RevisionPicture(models.Model):
    """That a revision shows a picture: written with it, and reason enough that the picture is never deleted."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="pictures")
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="revisions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "picture"], name="revision_picture_unique")]

    def __str__(self) -> str:
        return f"{self.revision_id}:{self.picture_id[:8]}"
