from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "exam_platform.training"
    label = "training"
