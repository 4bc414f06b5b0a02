from django.apps import AppConfig


class GradingConfig(AppConfig):
    name = "exam_platform.grading"
    label = "grading"

    def ready(self) -> None:
        from exam_platform.grading import receivers  # noqa: F401 (receivers need the models)
