"""While the server cannot be reached, who asks is refused at once instead of keeping a thread waiting with the rest."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import OperationalError

PAUSE_SECONDS = 0.3
# A server that answered so lately is there.
LATELY_SECONDS = 1.0


class Outage:
    """After a failure nobody tries for a moment; then one at a time may, until one succeeds."""

    def __init__(self) -> None:
        self._until: float | None = None
        self._survived = 0
        self._heard = 0.0
        self._trying = threading.Lock()

    @property
    def is_on(self) -> bool:
        return self._until is not None

    def begin(self) -> None:
        self._until = time.monotonic() + PAUSE_SECONDS

    def heard(self) -> None:
        """The server has just answered somebody."""
        self._heard = time.monotonic()

    @property
    def heard_lately(self) -> bool:
        return time.monotonic() - self._heard < LATELY_SECONDS

    @contextmanager
    def attempt(self) -> Iterator[bool]:
        """Around whatever reaches for the server; True for who tries first after a failure.

        Raises OperationalError at once while the server is known to be away.
        """
        if self._until is None:
            with self._noticing():
                yield False
            return
        if time.monotonic() < self._until or not self._trying.acquire(blocking=False):
            raise OperationalError("the database could not be reached a moment ago")
        try:
            with self._noticing():
                yield True
            self._survived += 1
            self._until = None
        finally:
            self._trying.release()

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        survived = self._survived
        try:
            yield
        except OperationalError:
            # Who has waited since before the last outage ended says nothing of now.
            if survived == self._survived:
                self.begin()
            raise


outage = Outage()
