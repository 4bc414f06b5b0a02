from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "exam_platform.results"
    label = "results"
