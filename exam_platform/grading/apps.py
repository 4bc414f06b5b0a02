from django.apps import AppConfig


class GradingConfig(AppConfig):
    name = "exam_platform.grading"
    label = "grading"
