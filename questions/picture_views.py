"""Pictures of questions, for who writes and who reads the bank."""

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from questions.access import bank_access
from questions.actions import keep_picture
from questions.errors import PictureRefused
from questions.imports.views import UploadParser
from questions.models import Picture, PictureUpload, RevisionPicture
from questions.pictures import JPEG, PNG, too_large
from questions.refusals import Refusal
from questions.serializers import PictureSerializer, PictureUploadSerializer
from questions.views import BankViews, read, require

# Asked for anew each time, because who may see a question changes; the bytes are sent once.
ASK_AGAIN = "private, no-cache"


class PictureParser(UploadParser):
    def too_large(self) -> Refusal:
        return PictureRefused(too_large())


class QuestionPictureViews(BankViews):
    parser_classes = [PictureParser]
    queryset = Picture.objects.none()
    lookup_value_regex = "[0-9a-f]{64}"

    @extend_schema(request=PictureUploadSerializer, responses={201: PictureSerializer})
    def create(self, request: Request) -> Response:
        """Keeps a picture, drawn anew, for a day or until a question of the bank shows it."""
        require(bank_access().may_write, request)
        file = read(PictureUploadSerializer, request).validated_data["file"]
        return Response(PictureSerializer(keep_picture(data=file.read(), by=request.user)).data, status=201)

    @extend_schema(responses={(200, PNG): OpenApiTypes.BINARY, (200, JPEG): OpenApiTypes.BINARY})
    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        """The bytes: of her own upload, or of what a question that she may see shows or has shown."""
        own = PictureUpload.objects.filter(picture=OuterRef("pk"), by=request.user.pk)
        visible = bank_access().visible_questions(request.user)
        shown = RevisionPicture.objects.filter(picture=OuterRef("pk"), revision__question__in=visible)
        picture = get_object_or_404(Picture.objects.filter(Exists(own) | Exists(shown)), pk=pk)
        return picture_response(
            bytes(picture.content), picture.media_type, pk, ASK_AGAIN, request.META.get("HTTP_IF_NONE_MATCH")
        )


def picture_response(content: bytes, media_type: str, sha256: str, kept: str, known: str | None) -> HttpResponse:
    """`known`: the entity tag that the browser has; `kept`: how long it may keep the picture."""
    headers = {"ETag": f'"{sha256}"', "Cache-Control": kept, "X-Content-Type-Options": "nosniff"}
    if known == headers["ETag"]:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(content, content_type=media_type, headers=headers)
