from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from exam_platform.people.access import scope_of_units, visible_posts, visible_units
from exam_platform.people.models import Unit
from exam_platform.people.serializers.units import UnitQuery, UnitSerializer, shape_units


class UnitViews(GenericViewSet[Any]):
    queryset = Unit.objects.none()
    serializer_class = UnitSerializer
    lookup_value_regex = "[0-9]{1,18}"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.scope = scope_of_units(request.user)
        if not self.scope:
            raise PermissionDenied

    def get_queryset(self) -> QuerySet[Any]:
        """Each with the persons who have a post in it or below it, counted once."""
        below = visible_posts(self.request.user).filter(unit__path__startswith=OuterRef("path"))
        count = below.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("person", distinct=True))
        counted = Coalesce(Subquery(count.values("n"), output_field=IntegerField()), 0)
        units: QuerySet[Any] = visible_units(self.request.user).annotate(person_count=counted)
        return units

    @extend_schema(parameters=[UnitQuery], responses=UnitSerializer(many=True))
    def list(self, request: Request) -> Response:
        filters = UnitQuery.read(request)
        self.paginator.ordering = "path"  # type: ignore[union-attr] # the project's cursor pages; the tree's order
        page = self.paginate_queryset(self._matching(filters.get("parent", ""), filters.get("search", "")))
        return self.get_paginated_response(shape_units(page or [], self.scope))

    @extend_schema(responses=UnitSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(shape_units([self.get_object()], self.scope)[0])

    def _matching(self, parent: str, search: str) -> QuerySet[Any]:
        units = self.get_queryset()
        if parent == "root":
            tops = Q(depth=1) if self.scope.everywhere else Q(path__in=self.scope.prefixes)
            units = units.filter(tops)
        elif parent:
            above = get_object_or_404(visible_units(self.request.user), pk=parent)
            units = units.filter(path__startswith=above.path, depth=above.depth + 1)
        if search:
            units = units.filter(Q(name__contains=search) | Q(code__startswith=search))
        return units
