"""Signing in and out, activating, changing the password."""

from django.contrib.auth import logout
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from exam_platform.people.access import signed_in
from exam_platform.people.actions.activation import activate
from exam_platform.people.actions.passwords import change_password
from exam_platform.people.actions.sign_in import sign_in, sign_out
from exam_platform.people.models import Person
from exam_platform.people.serializers.session import (
    ActivationSerializer,
    PasswordChangeSerializer,
    SessionSerializer,
    SignInSerializer,
)
from exam_platform.people.session_state import session_state
from exam_platform.people.sessions import KnownDevice, begin_session


def begin_and_tell(request: Request, person: Person, device: KnownDevice) -> Response:
    """A session for the person, and what it is, in one answer."""
    begin_session(request._request, person)
    response = Response(SessionSerializer(session_state(request._request)).data)
    device.remember(person.pk, response)
    return response


class SessionView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(responses=SessionSerializer)
    def get(self, request: Request) -> Response:
        return Response(SessionSerializer(session_state(request._request)).data)

    @extend_schema(request=SignInSerializer, responses=SessionSerializer)
    def post(self, request: Request) -> Response:
        body = SignInSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        device = KnownDevice.of(request._request)
        person = sign_in(**body.validated_data, device=device)
        return begin_and_tell(request, person, device)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        if isinstance(request.user, Person):
            sign_out(person=request.user)
        logout(request._request)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ActivationView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(request=ActivationSerializer, responses=SessionSerializer)
    def post(self, request: Request) -> Response:
        body = ActivationSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        device = KnownDevice.of(request._request)
        person = activate(**body.validated_data, device=device)
        return begin_and_tell(request, person, device)


class PasswordView(APIView):
    @extend_schema(request=PasswordChangeSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        body = PasswordChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        person = signed_in(request)
        change_password(person=person, device=KnownDevice.of(request._request), **body.validated_data)
        begin_session(request._request, person)
        return Response(status=status.HTTP_204_NO_CONTENT)
