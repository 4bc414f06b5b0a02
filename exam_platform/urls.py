from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularJSONAPIView

api: list[URLPattern | URLResolver] = [
    # First, and its busiest door first in it: patterns are tried in their order.
    path("", include("exam_platform.sittings.urls")),
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("", include("exam_platform.people.urls")),
    path("", include("exam_platform.results.urls")),
    path("", include("exam_platform.exams.urls")),
    path("", include("questions.urls")),
    path("", include("exam_platform.grading.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include(api)),
    path("", include("exam_platform.operations.urls")),
]

handler400 = "exam_platform.api.bad_request"
handler403 = "exam_platform.api.permission_denied"
handler404 = "exam_platform.api.not_found"
handler500 = "exam_platform.api.server_error"
