"""The command lines of the platform's processes, the same under the supervisor and in containers."""

import sys

from django.conf import settings

WORKER_AT_ONCE = 2

ENVIRONMENT: dict[str, dict[str, str]] = {
    "web": {"PROMETHEUS_MULTIPROC_DIR": str(settings.DATA_DIR / "metrics")},
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
        *("--blocking-threads", "4", "--blocking-threads-idle-timeout", "600"),
        *("--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "10"),
        *("--log-level", "warning", "exam_platform.wsgi:application"),
    ]


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
    folder = settings.DATA_DIR / "metrics"
    folder.mkdir(exist_ok=True)
    for file in folder.glob("*.db"):
        file.unlink()
