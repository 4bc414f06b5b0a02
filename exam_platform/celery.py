"""Celery: JSON only, late acknowledgement, no ETA. `task` is the only way to make a task."""

import os
import warnings
from typing import Any

import orjson
from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import setup_logging, worker_init
from django.conf import settings
from kombu import Queue

from questions.background import Nudged, task

__all__ = ["Nudged", "app", "task"]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exam_platform.settings")


def broker() -> dict[str, Any]:
    """Redis, or folders in DATA_DIR where there is none: then nothing has to be installed."""
    if settings.REDIS_URL:
        return {
            "broker_url": settings.REDIS_URL,
            "broker_transport_options": {
                "visibility_timeout": 3600,
                "socket_timeout": 2,
                "socket_connect_timeout": 1,
                # Of sending; the worker keeps trying by broker_connection_max_retries.
                "max_retries": 1,
                "interval_start": 0,
            },
        }
    folder = settings.DATA_DIR / "broker"
    for name in ("queue", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return {
        "broker_url": "filesystem://localhost",
        "broker_transport_options": {
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "control_folder": str(folder / "control"),
            "store_processed": False,
            # Kombu looks once a second, and then takes only as many messages as there are free hands.
            "polling_interval": 0.05,
        },
    }


# What nudges ask for, and what the clock asks for; a worker takes from both in turn.
NUDGES, CLOCK = "celery", "clock"


def every(seconds: float, name: str) -> dict[str, Any]:
    """A nudge that expires before the next one, so that none pile up while no worker runs.

    In a queue of its own: behind two thousand nudges of hand-ins it would expire before anybody took it.
    """
    return {"task": name, "schedule": seconds, "options": {"expires": seconds, "queue": CLOCK}}


# Eight lines at each start for whoever tries the platform as root; containers run it as an ordinary user.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("exam_platform")
app.conf.update(
    **broker(),
    accept_content=["json"],
    task_serializer="json",
    result_backend=None,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_default_queue=NUDGES,
    task_queues=[Queue(NUDGES), Queue(CLOCK)],
    worker_send_task_events=False,
    worker_enable_remote_control=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    enable_utc=True,
    timezone="UTC",
    # In memory: a file of last runs would stop the clock with the disk, and each sweep comes within seconds anyway.
    beat_scheduler="celery.beat:Scheduler",
    beat_schedule={
        "close and grade what is due": every(10, "exam_platform.sittings.tasks.sweep"),
        "grade what no message came for": every(10, "exam_platform.grading.tasks.sweep"),
        "tally what is graded": every(10, "exam_platform.results.tasks.sweep"),
        "resume what stopped half-way": every(15, "exam_platform.exams.tasks.sweep"),
        "resume imports of people": every(15, "exam_platform.people.tasks.sweep"),
        "resume imports of questions": every(15, "questions.tasks.sweep"),
        "forget old guesses and sessions": every(3600, "exam_platform.people.tasks.forget"),
        "seal the audit log": every(5, "exam_platform.audit.tasks.seal"),
        "show that a worker lives": every(10, "exam_platform.operations.tasks.beat"),
    },
)
app.autodiscover_tasks()


@setup_logging.connect
def keep_djangos_logging(**_: object) -> None:
    """Celery replaces the root logger's handlers unless someone listens here."""


@worker_init.connect
def forget_torn_messages(**_: object) -> None:
    """What a full disk left of messages in folders: each would end the worker that reads it (F17)."""
    if settings.REDIS_URL:
        return
    for file in (settings.DATA_DIR / "broker").glob("*/*"):
        try:
            orjson.loads(file.read_bytes())
        except orjson.JSONDecodeError:
            file.unlink(missing_ok=True)
        except FileNotFoundError:
            continue
