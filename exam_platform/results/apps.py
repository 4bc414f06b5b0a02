from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "exam_platform.results"
    label = "results"

    def ready(self) -> None:
        from . import receivers  # noqa: F401 (connecting the receivers is the import's purpose)
