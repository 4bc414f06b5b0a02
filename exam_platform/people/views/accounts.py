"""Accounts of persons: their codes, slips and roles."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exam_platform.people.access import signed_in, visible_grants, visible_people
from exam_platform.people.actions.activation import issue_activation_code
from exam_platform.people.actions.roles import grant_role, revoke_role
from exam_platform.people.activation_codes import printed
from exam_platform.people.logins import login_hint
from exam_platform.people.models import Person, Role, Unit
from exam_platform.people.rights import administered_unit
from exam_platform.people.serializers.accounts import (
    CodeRequestSerializer,
    GrantSerializer,
    IssuedCodeSerializer,
    RoleRequestSerializer,
    SlipRequestSerializer,
)
from exam_platform.people.slips import print_slips


def visible_person(request: Request, person_id: int) -> Person:
    return get_object_or_404(visible_people(signed_in(request)), pk=person_id)


class ActivationCodesView(APIView):
    @extend_schema(request=CodeRequestSerializer, responses={201: IssuedCodeSerializer})
    def post(self, request: Request, person_id: int) -> Response:
        actor, person = signed_in(request), visible_person(request, person_id)
        body = CodeRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        code, until = issue_activation_code(actor=actor, person=person, **body.validated_data)
        issued = {"login": login_hint(person), "code": printed(code), "valid_until": until}
        return Response(IssuedCodeSerializer(issued).data, status=status.HTTP_201_CREATED)


class ActivationSlipsView(APIView):
    @extend_schema(
        request=SlipRequestSerializer, responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY)}
    )
    def post(self, request: Request) -> HttpResponse:
        actor = signed_in(request)
        body = SlipRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        unit = administered_unit(actor, asked.pop("unit"))
        pdf = print_slips(actor=actor, unit=unit, **asked)
        headers = {"Content-Disposition": 'attachment; filename="activation-slips.pdf"'}
        return HttpResponse(pdf, content_type="application/pdf", headers=headers)


class RolesView(APIView):
    @extend_schema(request=RoleRequestSerializer, responses={201: GrantSerializer})
    def post(self, request: Request, person_id: int) -> Response:
        actor, person = signed_in(request), visible_person(request, person_id)
        body = RoleRequestSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        unit_id = body.validated_data["unit"]
        unit: Unit | None = administered_unit(actor, unit_id) if unit_id else None
        grant = grant_role(actor=actor, person=person, role=Role(body.validated_data["role"]), unit=unit)
        return Response(GrantSerializer(grant).data, status=status.HTTP_201_CREATED)


class RoleView(APIView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, person_id: int, grant_id: int) -> Response:
        actor, person = signed_in(request), visible_person(request, person_id)
        grants = visible_grants(actor).filter(person=person).select_related("person", "unit")
        grant = get_object_or_404(grants, pk=grant_id)
        revoke_role(actor=actor, grant=grant)
        return Response(status=status.HTTP_204_NO_CONTENT)
