from django.apps import AppConfig
from django.db.backends.signals import connection_created


class QuestionsConfig(AppConfig):
    name = "questions"
    verbose_name = "题库"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from questions.text_index import offer_bigrams

        connection_created.connect(offer_bigrams)
