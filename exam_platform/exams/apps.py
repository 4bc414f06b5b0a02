from django.apps import AppConfig


class ExamsConfig(AppConfig):
    name = "exam_platform.exams"
    label = "exams"
