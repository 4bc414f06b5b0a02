from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "exam_platform.audit"
    label = "audit"

    def ready(self) -> None:
        from . import receivers  # noqa: F401 (importing connects them, and models must be loaded first)
