"""What has to work before this installation may be given work: one function per part, each True or False."""

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from kombu import Connection
from kombu.exceptions import OperationalError

from exam_platform.api import database_now
from exam_platform.celery import app, broker
from exam_platform.operations.actions import WORKER
from exam_platform.operations.models import Heartbeat

STALE_AFTER = dt.timedelta(seconds=60)


def database_answers() -> bool:
    database_now()
    return True


def broker_answers() -> bool:
    """Folders that can be written, or a Redis that can be reached within two seconds."""
    if not settings.REDIS_URL:
        return (settings.DATA_DIR / "broker" / "queue").is_dir()
    with Connection(
        broker()["broker_url"], connect_timeout=2, transport_options=app.conf.broker_transport_options
    ) as link:
        try:
            link.ensure_connection(max_retries=1, timeout=2)
        except (OperationalError, OSError):
            return False
    return True


@functools.cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Those of the installed code, which cannot change while this process runs; reading them imports every module."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def migrations_are_applied() -> bool:
    """One query; what the database has is asked anew each time, for another process migrates it."""
    return known_migrations() <= set(MigrationRecorder(connection).applied_migrations())


def worker_is_alive() -> bool:
    return Heartbeat.objects.filter(name=WORKER, at__gte=database_now() - STALE_AFTER).exists()


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "broker": broker_answers,
    "migrations": migrations_are_applied,
    "worker": worker_is_alive,
}


def check_all() -> dict[str, Any]:
    """`{"ready": bool, "checks": {name: bool}}`; a database that is down fails what asks it, and nothing is raised."""
    checks = {}
    for name, check in CHECKS.items():
        try:
            checks[name] = check()
        except DatabaseError:
            checks[name] = False
    return {"ready": all(checks.values()), "checks": checks}
