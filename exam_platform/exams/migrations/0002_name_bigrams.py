"""The index of names in frozen rosters."""

from django.db import migrations

from questions.text_index import IndexText


class Migration(migrations.Migration):
    dependencies = [("exams", "0001_initial"), ("questions", "0003_bigrams")]
    operations = [IndexText("exams_entry", "person_name")]
