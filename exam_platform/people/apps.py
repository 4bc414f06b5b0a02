from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "exam_platform.people"
    label = "people"
