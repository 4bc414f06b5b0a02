from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from exam_platform.people.access import (
    READERS_OF_PEOPLE,
    may_reveal,
    scope_of,
    signed_in,
    visible_people,
    visible_posts,
    visible_units,
    with_visible_relations,
)
from exam_platform.people.actions.accounts import disable_person, enable_person
from exam_platform.people.actions.revealing import reveal_numbers
from exam_platform.people.errors import NumberInAddress
from exam_platform.people.models import Person
from exam_platform.people.searching import is_long_number, matching_number, matching_text
from exam_platform.people.serializers.accounts import AccountSerializer, AccountStateSerializer
from exam_platform.people.serializers.people import (
    LookupSerializer,
    PersonQuery,
    PersonSerializer,
    RevealedSerializer,
    RevealSerializer,
)

STATUS = {
    "active": Q(is_active=True),
    "disabled": Q(is_active=False),
    "activated": Q(activated_at__isnull=False),
    "not_activated": Q(activated_at=None),
}


class PersonViews(GenericViewSet[Any]):
    queryset = Person.objects.none()
    serializer_class = PersonSerializer
    lookup_value_regex = "[0-9]{1,18}"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not scope_of(request.user, *READERS_OF_PEOPLE):
            raise PermissionDenied

    def get_queryset(self) -> QuerySet[Person]:
        return with_visible_relations(visible_people(self.request.user), self.request.user)

    @extend_schema(parameters=[PersonQuery], responses=PersonSerializer(many=True))
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self._matching(PersonQuery.read(request)))
        return self.get_paginated_response(PersonSerializer(page, many=True).data)

    @extend_schema(responses=PersonSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(PersonSerializer(self.get_object()).data)

    @extend_schema(request=AccountStateSerializer, responses=AccountSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        person = get_object_or_404(visible_people(request.user), pk=pk)
        body = AccountStateSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        change = enable_person if body.validated_data["is_active"] else disable_person
        change(actor=signed_in(request), person=person)
        person.refresh_from_db(fields=["is_active"])
        return Response(AccountSerializer(person).data)

    @extend_schema(request=LookupSerializer, responses=PersonSerializer(many=True))
    @action(detail=False, methods=["post"])
    def lookup(self, request: Request) -> Response:
        """By a whole number, in the body: what identifies a person stays out of addresses."""
        asked = LookupSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        found = self.get_queryset().filter(matching_number(asked.validated_data["number"]))
        page = self.paginate_queryset(found)
        return self.get_paginated_response(PersonSerializer(page, many=True).data)

    @extend_schema(request=RevealSerializer, responses=RevealedSerializer)
    @action(detail=True, methods=["post"])
    def reveal(self, request: Request, pk: str) -> Response:
        person = get_object_or_404(visible_people(request.user), pk=pk)
        if not may_reveal(request.user, person):
            raise PermissionDenied
        asked = RevealSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        numbers = reveal_numbers(person=person, viewer=signed_in(request), **asked.validated_data)
        return Response(RevealedSerializer(numbers).data)

    def _matching(self, filters: dict[str, Any]) -> QuerySet[Person]:
        people = self.get_queryset()
        posts = visible_posts(self.request.user)
        if unit_id := filters.get("unit"):
            posts = posts.filter(
                unit__path__startswith=get_object_or_404(visible_units(self.request.user), pk=unit_id).path
            )
        if category := filters.get("category"):
            posts = posts.filter(categories__category=category)
        if unit_id or category:
            people = people.filter(pk__in=posts.values("person"))
        if search := filters.get("search"):
            if is_long_number(search):
                raise NumberInAddress
            people = people.filter(matching_text(search))
        if status := filters.get("status"):
            people = people.filter(STATUS[status])
        return people
