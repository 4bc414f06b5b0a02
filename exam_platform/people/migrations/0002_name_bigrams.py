"""The index of names of persons."""

from django.db import migrations

from questions.text_index import IndexText


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("questions", "0003_bigrams")]
    operations = [IndexText("people_person", "name")]
