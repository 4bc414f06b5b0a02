from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "exam_platform.audit"
    label = "audit"
