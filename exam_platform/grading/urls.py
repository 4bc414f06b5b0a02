from django.urls import path

from exam_platform.grading.views import Evidence, LateAnswers, QuestionReports, Result

urlpatterns = [
    path("attempts/<int:attempt>/result/", Result.as_view(), name="result"),
    path("attempts/<int:attempt>/question-reports/", QuestionReports.as_view(), name="attempt-question-reports"),
    path("attempts/<int:attempt>/late-answers/", LateAnswers.as_view(), name="attempt-late-answers"),
    path("exams/<int:exam>/evidence/", Evidence.as_view(), name="evidence"),
]
