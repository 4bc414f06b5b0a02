"""The door by which articles are found. As the law library's others, for whoever is signed in."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from questions import provision_serializers as shapes
from questions.laws.finding import Sought, read_search
from questions.library import provisions_found
from questions.models import LawVersion, Provision
from questions.views import PagedViews


class ProvisionViews(PagedViews):
    queryset = Provision.objects.none()
    sought = Sought(())

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "words": self.sought.words}

    @extend_schema(parameters=[shapes.FindingQuery], responses=shapes.FoundProvisionSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Articles by a law's name, a number (第三十三条, 33) or words, of the versions in force on a day or of one."""
        asked = shapes.FindingQuery.read(request)
        versions = LawVersion.objects.in_force_on_day(asked.get("on") or timezone.localdate())
        if version := asked.get("version"):
            versions = LawVersion.objects.filter(pk=version)
        self.sought = read_search(asked["search"])
        found = provisions_found(self.sought, versions).select_related("version__law")
        return self.page_of(found, shapes.FoundProvisionSerializer, "id")
