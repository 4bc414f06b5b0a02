"""Triggers that keep a published revision, its key and its citations as they were, on either database.

Deleting is left to the foreign keys of those who use a revision. A later migration that alters one of these tables on
SQLite makes the table anew, without its triggers: it has to run `protect` again.
"""

from django.db import migrations

PUBLISHED = "EXISTS (SELECT 1 FROM questions_revision WHERE id = OLD.revision_id AND published_at IS NOT NULL)"
CONDITIONS = {
    "questions_revision": "OLD.published_at IS NOT NULL",
    "questions_key": PUBLISHED,
    "questions_citation": PUBLISHED,
}
REFUSAL = "a published revision never changes"

POSTGRESQL_FUNCTION = """
CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {condition} THEN
        RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""


def protect(apps, schema_editor):
    for table, condition in CONDITIONS.items():
        if schema_editor.connection.vendor == "postgresql":
            function = POSTGRESQL_FUNCTION.format(table=table, condition=condition, refusal=REFUSAL)
            schema_editor.execute(function, params=None)
            schema_editor.execute(
                f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_frozen()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} WHEN {condition}"
                f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def unprotect(apps, schema_editor):
    for table in CONDITIONS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION {table}_frozen() CASCADE")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_frozen")


class Migration(migrations.Migration):
    dependencies = [("questions", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
