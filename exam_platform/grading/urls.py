from django.urls import path

from exam_platform.grading.views import Evidence, LateAnswers, Result

urlpatterns = [
    path("attempts/<int:attempt>/result/", Result.as_view(), name="result"),
    path("attempts/<int:attempt>/late-answers/", LateAnswers.as_view(), name="attempt-late-answers"),
    path("exams/<int:exam>/evidence/", Evidence.as_view(), name="evidence"),
]
