from django.apps import AppConfig


class SittingsConfig(AppConfig):
    name = "exam_platform.sittings"
    label = "sittings"

    def ready(self) -> None:
        from exam_platform.sittings import receivers  # noqa: F401 (receivers need the models)
