from django.db import models


class Heartbeat(models.Model):
    """When a kind of process last showed, by the database's clock, that it works."""

    name = models.CharField(max_length=32, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
