"""What a database holds, for the manifest and for the check after a restore."""

import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from exam_platform import __version__
from exam_platform.api import database_now
from exam_platform.audit.actions import record
from exam_platform.audit.verification import verify_chain
from exam_platform.operations.readiness import known_migrations
from exam_platform.people.sealed_values import counts_by_key, unreadable_keys

from .key_ring import KeyRing
from .manifest import Database, Manifest


def own_keys() -> KeyRing:
    """Of this installation."""
    return KeyRing(
        secret_key=settings.SECRET_KEY,
        field_keys=settings.FIELD_KEYS,
        blind_index_key=settings.BLIND_INDEX_KEY,
        audit_key=settings.AUDIT_KEY,
        audit_key_fallbacks=settings.AUDIT_KEY_FALLBACKS,
    )


def describe_database() -> Database:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            return Database("sqlite", str(cursor.fetchone()[0]))
        cursor.execute(
            "SELECT current_setting('server_version'), current_database(),"
            " (SELECT tableowner FROM pg_tables WHERE tablename = 'django_migrations' AND schemaname = 'public'),"
            " substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"
        )
        version, name, owner, timeline = cursor.fetchone()
        return Database("postgresql", version, name, owner, int(timeline, 16))


def describe() -> Manifest:
    """The manifest of this installation as it is now, without files."""
    return Manifest(
        platform=__version__,
        database=describe_database(),
        consistent_at=database_now(),
        migrations=sorted(".".join(key) for key in applied_migrations()),
        keys=own_keys().fingerprints(),
        sealed=counts_by_key(),
        counts=counts(),
    )


def applied_migrations() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())


def counts() -> dict[str, int]:
    own = (model for model in apps.get_models() if model.__module__.startswith(("exam_platform", "questions")))
    return {model._meta.label: model._default_manager.count() for model in own}


@dataclass
class Inspection:
    """Of a database that was just restored."""

    pending_migrations: list[str]
    unknown_migrations: list[str]
    audit_faults: int
    unreadable_keys: list[str]
    sealed: dict[str, dict[str, int]]
    counts: dict[str, int]
    newest_record: str
    open_attempts: int


def inspect(restored: dict[str, Any]) -> dict[str, Any]:
    """Look at everything, and put the restore on record."""
    applied, known = applied_migrations(), known_migrations()
    inspection = Inspection(
        pending_migrations=sorted(".".join(key) for key in known - applied),
        unknown_migrations=sorted(".".join(key) for key in applied - known),
        audit_faults=len(verify_chain().faults),
        unreadable_keys=unreadable_keys(),
        sealed=counts_by_key(),
        counts=counts(),
        newest_record=newest_record(),
        open_attempts=apps.get_model("sittings.Attempt")._default_manager.filter(state="open").count(),
    )
    if not inspection.pending_migrations:
        record(kind="platform.restored", actor=None, detail=restored)
    return asdict(inspection)


def newest_record() -> str:
    """The time of the last act that the database knows of."""
    newest = apps.get_model("audit.AuditRecord")._default_manager.values_list("at", flat=True).first()
    return newest.isoformat() if newest else ""


def run_here(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A command of the platform in another environment: this process is bound to its own database."""
    return subprocess.run(
        [sys.executable, "-m", "exam_platform", *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
