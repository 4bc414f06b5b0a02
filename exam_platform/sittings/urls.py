from django.urls import path

from exam_platform.sittings.views import candidate, hot

urlpatterns = [
    path("exams/<int:exam>/attempts/", candidate.Attempts.as_view(), name="attempts"),
    path("attempts/<int:attempt>/responses/", hot.save, name="responses"),
    path("attempts/<int:attempt>/submission/", hot.submit, name="submission"),
    path("attempts/<int:attempt>/content/<int:form>/<str:content_hash>/<str:signature>/", hot.content, name="content"),
]
