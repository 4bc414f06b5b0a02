from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "exam_platform.operations"
    label = "operations"
    verbose_name = "运维"
