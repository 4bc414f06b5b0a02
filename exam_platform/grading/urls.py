from django.urls import path

from exam_platform.grading.views import Result

urlpatterns = [
    path("attempts/<int:attempt>/result/", Result.as_view(), name="result"),
]
