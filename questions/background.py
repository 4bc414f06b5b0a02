"""The one door to Celery, for both packages (`exam_platform.celery` passes it on).

A message is a nudge: the state in the database is the record of work to do, a sweeper finds what no
message came for. So a message goes out only after the commit, and a broker that is down is logged, never an error.
"""

import functools
import logging
import time
from collections.abc import Callable
from typing import Any

from celery import Task, shared_task  # noqa: TID251 (this is the door the ban points to)
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# While a broker hangs, each message would keep a candidate's request waiting for the time-out.
PAUSE_SECONDS = 5.0
_pause = {"until": 0.0}


class Nudged(Task[..., Any]):
    """A task that takes ids by keyword, may run twice and may be lost."""

    def nudge(self, **ids: int | str) -> None:
        """Send the message once the transaction in progress has committed; a broker that is down costs only time."""
        transaction.on_commit(functools.partial(self._send, ids), robust=True)

    def _send(self, ids: dict[str, int | str]) -> None:
        if time.monotonic() < _pause["until"]:
            return
        try:
            self.apply_async(kwargs=ids, retry=False)
        except (OperationalError, OSError) as error:
            _pause["until"] = time.monotonic() + PAUSE_SECONDS
            logger.warning("broker unreachable, %s is left to the sweeper: %s", self.name, type(error).__name__)


def task(run: Callable[..., Any]) -> Nudged:
    """Make `run` a task: acknowledged late, rejected when its worker dies, no result kept."""
    decorate = shared_task(base=Nudged, acks_late=True, reject_on_worker_lost=True, ignore_result=True)
    return decorate(run)
