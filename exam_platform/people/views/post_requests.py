from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from exam_platform.people.access import decidable_post_requests, importing_scope, signed_in
from exam_platform.people.actions.post_requests import decide_post_request
from exam_platform.people.models import PostRequest
from exam_platform.people.serializers.post_requests import (
    DecisionSerializer,
    PostRequestQuery,
    PostRequestSerializer,
)


class PostRequestViews(GenericViewSet[Any]):
    """Requests of other units for persons of the viewer's own."""

    queryset = PostRequest.objects.none()
    serializer_class = PostRequestSerializer
    lookup_value_regex = "[0-9]{1,18}"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not importing_scope(request.user):
            raise PermissionDenied

    def get_queryset(self) -> QuerySet[PostRequest]:
        return decidable_post_requests(self.request.user).select_related("person", "unit", "requested_by", "decided_by")

    @extend_schema(parameters=[PostRequestQuery], responses=PostRequestSerializer(many=True))
    def list(self, request: Request) -> Response:
        requests = self.get_queryset()
        if state := PostRequestQuery.read(request).get("state"):
            requests = requests.filter(state=state)
        page = self.paginate_queryset(requests)
        return self.get_paginated_response(PostRequestSerializer(page, many=True).data)

    @extend_schema(request=DecisionSerializer, responses=PostRequestSerializer)
    @action(detail=True, methods=["post"])
    def decision(self, request: Request, pk: str) -> Response:
        asked = DecisionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        decided = decide_post_request(
            request=get_object_or_404(self.get_queryset(), pk=pk),
            decided_by=signed_in(request),
            confirm=asked.validated_data["decision"] == "confirm",
            reason=asked.validated_data["reason"],
        )
        return Response(PostRequestSerializer(decided).data)
