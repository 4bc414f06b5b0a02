"""Triggers that keep what was published as a version, and its items, as it was, on either database.

Neither is changed or deleted, and no item comes in beyond `item_count`. A later migration that alters one of these
tables on SQLite makes the table anew, without its triggers: it has to run `protect` again.
"""

from django.db import migrations

# the versions, and the items of each
TABLES = {
    "questions_questionsetversion": "questions_questionsetversionitem",
    "questions_mustknowversion": "questions_mustknowitem",
}
BEYOND = "NEW.position NOT BETWEEN 1 AND (SELECT item_count FROM {versions} WHERE id = NEW.version_id)"
REFUSAL = "a published version never changes"

POSTGRESQL_FUNCTION = f"""
CREATE FUNCTION questions_version_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION questions_version_full() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    beyond boolean;
BEGIN
    EXECUTE format('SELECT $1.position NOT BETWEEN 1 AND item_count FROM %I WHERE id = $1.version_id', TG_ARGV[0])
        INTO beyond USING NEW;
    IF beyond THEN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""


def refusals():
    for versions, items in TABLES.items():
        for table in (versions, items):
            yield table, "update", versions
            yield table, "delete", versions
        yield items, "insert", versions


def protect(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
    for table, act, versions in refusals():
        head = f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table}"
        if postgresql:
            function = f"questions_version_full('{versions}')" if act == "insert" else "questions_version_closed()"
            schema_editor.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION {function}")
        else:
            condition = f"WHEN {BEYOND.format(versions=versions)}" if act == "insert" else ""
            schema_editor.execute(f"{head} {condition} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION questions_version_closed() CASCADE")
        schema_editor.execute("DROP FUNCTION questions_version_full() CASCADE")
        return
    for table, act, _ in refusals():
        schema_editor.execute(f"DROP TRIGGER {table}_no_{act}")


class Migration(migrations.Migration):
    dependencies = [("questions", "0003_bigrams")]
    operations = [migrations.RunPython(protect, unprotect)]
