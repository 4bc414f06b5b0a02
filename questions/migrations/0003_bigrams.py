"""The indexes of what questions and articles are searched by."""

from django.db import migrations

from questions.text_index import DefineBigrams, IndexText


class Migration(migrations.Migration):
    dependencies = [("questions", "0002_frozen_revisions")]
    operations = [
        DefineBigrams(),
        IndexText("questions_question", "search_text"),
        # for who may not see explanations
        IndexText("questions_revision", "stem"),
        IndexText("questions_provision", "text"),
    ]
