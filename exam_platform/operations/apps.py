from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "exam_platform.operations"
    label = "operations"
    verbose_name = "运维"

    def ready(self) -> None:
        # Tasks are sent through Celery's app from every process, not only from Celery's own;
        # the extension of the schema registers itself.
        import exam_platform.celery
        import exam_platform.operations.openapi  # noqa: F401 (registering is the imports' purpose)
