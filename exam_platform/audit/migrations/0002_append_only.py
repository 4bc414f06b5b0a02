"""Triggers that make both tables append-only, on either database, against whoever is connected.

A later migration that alters one of these tables on SQLite makes the table anew, without its triggers: it has to run
`protect` again.
"""

from django.db import migrations

TABLES = {"audit_auditrecord": "audit_record", "audit_auditseal": "audit_seal"}
# Shared, until the recording transaction ends: audit/actions.py says what for.
RECORDING_LOCK = 7_120_001

# REPLACE deletes without a delete trigger, so what it would replace is looked for.
SQLITE_TAKEN = {
    "audit_auditrecord": "id = NEW.id",
    "audit_auditseal": "id = NEW.id OR last_record = NEW.last_record OR previous = NEW.previous",
}

POSTGRESQL_FUNCTIONS = f"""
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only: % of % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE FUNCTION audit_mark_recording() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({RECORDING_LOCK});
    RETURN NULL;
END $$;
CREATE TRIGGER audit_record_recording BEFORE INSERT ON audit_auditrecord
    FOR EACH STATEMENT EXECUTE FUNCTION audit_mark_recording();
"""


def protect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTIONS, params=None)
        for table, name in TABLES.items():
            for act in ("update", "delete"):
                schema_editor.execute(
                    f"CREATE TRIGGER {name}_no_{act} BEFORE {act.upper()} ON {table}"
                    " FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
                )
            schema_editor.execute(
                f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
            )
        return
    for table, name in TABLES.items():
        refusals = dict.fromkeys(("update", "delete"), "")
        refusals["insert"] = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {SQLITE_TAKEN[table]})"
        for act, condition in refusals.items():
            schema_editor.execute(
                f"CREATE TRIGGER {name}_no_{act if act != 'insert' else 'replace'} BEFORE {act.upper()} ON {table} {condition}"
                f" BEGIN SELECT RAISE(ABORT, 'the audit log is append-only: {act} refused'); END"
            )


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION audit_refuse() CASCADE")
        schema_editor.execute("DROP FUNCTION audit_mark_recording() CASCADE")
        return
    for name in TABLES.values():
        for act in ("update", "delete", "replace"):
            schema_editor.execute(f"DROP TRIGGER {name}_no_{act}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]
