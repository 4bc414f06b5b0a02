from django.urls import path

from exam_platform.sittings.views import candidate, hot, officer

urlpatterns = [
    path("attempts/<int:attempt>/responses/", hot.save, name="responses"),
    path("my/exams/", candidate.OwnExams.as_view(), name="own-exams"),
    path("exams/<int:exam>/attempts/", candidate.Attempts.as_view(), name="attempts"),
    path("exams/<int:exam>/monitor/", officer.Monitor.as_view(), name="monitor"),
    path("exams/<int:exam>/late-answers/", officer.LateAnswers.as_view(), name="late-answers"),
    path("exams/<int:exam>/extensions/", officer.Extensions.as_view(), name="extensions"),
    path("attempts/<int:attempt>/collection/", officer.Collection.as_view(), name="collection"),
    path("attempts/<int:attempt>/voiding/", officer.Voiding.as_view(), name="voiding"),
    path("attempts/<int:attempt>/submission/", hot.submit, name="submission"),
    path("attempts/<int:attempt>/content/<int:form>/<str:content_hash>/<str:signature>/", hot.content, name="content"),
    path(
        "attempts/<int:attempt>/content/<int:form>/<str:content_hash>/<str:signature>/pictures/<str:sha256>/",
        hot.picture,
        name="content-picture",
    ),
]
