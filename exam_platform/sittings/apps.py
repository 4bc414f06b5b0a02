from django.apps import AppConfig


class SittingsConfig(AppConfig):
    name = "exam_platform.sittings"
    label = "sittings"
