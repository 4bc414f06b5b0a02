from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "exam_platform.operations"
    label = "operations"
    verbose_name = "运维"

    def ready(self) -> None:
        # Tasks are sent through this app from every process, not only from Celery's own.
        import exam_platform.celery  # noqa: F401, PLC0415
