from django.urls import URLPattern, URLResolver, path
from drf_spectacular.views import SpectacularAPIView

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
]

handler400 = "exam_platform.api.bad_request"
handler403 = "exam_platform.api.permission_denied"
handler404 = "exam_platform.api.not_found"
handler500 = "exam_platform.api.server_error"
