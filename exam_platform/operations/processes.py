"""The command lines of the platform's processes, the same under the supervisor and in containers."""

import hashlib
import os
import sys
from pathlib import Path

from django.conf import settings

from exam_platform.operations.admission import THREADS

WORKER_AT_ONCE = 2
# Of one web process. Two thousand browsers keep theirs open; Granian's own bound would leave the last ones unheard.
MOST_CONNECTIONS = 16_384

MEMORY = Path("/dev/shm")


def metrics_folder() -> Path:
    """Counters are mapped into memory: on a full disk the first touch of a page would kill the web process (F17)."""
    if not os.access(MEMORY, os.W_OK):
        return settings.DATA_DIR / "metrics"
    return MEMORY / f"exam-platform-{hashlib.sha256(bytes(settings.DATA_DIR)).hexdigest()[:12]}-{os.getuid()}"


ENVIRONMENT: dict[str, dict[str, str]] = {
    "web": {"PROMETHEUS_MULTIPROC_DIR": str(metrics_folder())},
    # Work in the background may take longer than a page may.
    "worker": {"STATEMENT_SECONDS": "300"},
    "beat": {},
}


def web(host: str, port: int) -> list[str]:
    """Granian with blocking threads that keep their database connections; SQLite has one writer, so one worker."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--http", "1"),
        *("--host", host, "--port", str(port), "--backlog", "2048"),
        *("--workers", "1" if settings.SQLITE else str(settings.WEB_WORKERS)),
        *("--blocking-threads", str(THREADS), "--backpressure", str(MOST_CONNECTIONS)),
        *("--blocking-threads-idle-timeout", "600"),
        *("--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "10"),
        *("--log-level", "warning", "exam_platform.wsgi:application"),
    ]


def at_once() -> int:
    """Requests that a web process works on: one more than can hang in the database, to tell at once that it hangs."""
    return 4 if settings.SQLITE else settings.DATABASE_POOL + 1


def worker() -> list[str]:
    return [
        *(sys.executable, "-m", "celery", "--quiet", "--app", "exam_platform.celery", "worker"),
        *("--concurrency", str(WORKER_AT_ONCE), "--loglevel", settings.LOG_LEVEL),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def beat() -> list[str]:
    return [
        *(sys.executable, "-m", "celery", "--quiet", "--app", "exam_platform.celery", "beat"),
        *("--pidfile=", "--loglevel", "WARNING"),
    ]


def forget_old_metrics() -> None:
    """The files of web workers that are gone; the library makes one for each process and kind."""
    folder = metrics_folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    for file in folder.glob("*.db"):
        file.unlink()
