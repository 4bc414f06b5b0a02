"""The backend that settings.DATABASES names: Django looks for `DatabaseWrapper` in a module of this name."""

import sys
import time
from collections.abc import Callable
from typing import Any, TypeVar

import psycopg
from django.conf import settings
from django.db import OperationalError
from django.db.backends.postgresql import base
from psycopg import errors
from psycopg.abc import RV, PQGen
from psycopg_pool import PoolTimeout

from exam_platform.postgresql.outage import outage

# Together with a statement's ten seconds less than a browser waits.
PATIENCE_SECONDS = 6

Connection = TypeVar("Connection")


def patiently(get: Callable[[], Connection]) -> Connection:
    """Wait longer for a connection of the pool while the server answers those who have one: then it is the machine that
    is busy, not the server that is away."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return get()
        except PoolTimeout:
            if not outage.heard_lately or time.monotonic() > give_up:
                raise


class BoundedConnection(psycopg.Connection[Any]):
    """No wait longer than STATEMENT_SECONDS. The server's own time-out comes first, unless the server is stopped: then
    neither that nor TCP notices anything, because the kernel goes on answering for it."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        try:
            answer = super().wait(gen, interval, settings.STATEMENT_SECONDS if timeout is None else timeout)
            outage.heard()
            return answer
        except errors._WaitTimeout as error:
            # Nothing more can be asked of it: a rollback would wait as long again.
            self.pgconn.finish()
            outage.begin()
            raise psycopg.OperationalError("the database did not answer in time") from error


class DatabaseWrapper(base.DatabaseWrapper):
    _connection_pools: dict[str, Any]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if pool := self.settings_dict["OPTIONS"].get("pool"):
            pool["connection_class"] = BoundedConnection

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        with outage.attempt() as after_failure:
            if after_failure and self.pool:
                self._renew_pool(conn_params)
            return patiently(lambda: super(DatabaseWrapper, self).get_new_connection(conn_params))

    def get_connection_params(self) -> dict[str, Any]:
        """Nothing is prepared but what asks for it: one plan for all parameters would serve a list badly."""
        return {**super().get_connection_params(), "prepare_threshold": sys.maxsize}

    def fetch_prepared(self, sql: str, parameters: list[Any]) -> Any:
        """The first row of a statement that is parsed and planned once for each connection; values come in binary.

        Without Django's layers around a cursor, unless somebody looks at the queries.
        """
        if self.queries_logged:
            with self.cursor() as cursor:
                cursor.execute(sql, parameters)
                return cursor.fetchone()
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor = self.connection.cursor(binary=True)
            cursor.execute(sql, parameters, prepare=True)
            return cursor.fetchone()

    def borrow(self) -> bool:
        """A connection for one statement outside of Django's requests; True if it has to be given back by `close()`.

        Django's own way to a connection and back takes nearly as long as the statement of a save. What that sets up on
        this object is left from the first time; while the server is away it is taken again.
        """
        if self.connection is not None:
            return False
        if outage.is_on or not self.autocommit:
            self.ensure_connection()
            return True
        try:
            self.connection = patiently(self._connection_pools[self.alias].getconn)
        except psycopg.OperationalError as error:
            outage.begin()
            raise OperationalError(str(error)) from error
        return True

    def _renew_pool(self, conn_params: dict[str, Any]) -> None:
        """Once the server answers again: the old pool waits longer and longer between its tries, and may hold
        connections that are broken."""
        psycopg.connect(**conn_params).close()
        old = self._connection_pools.pop(self.alias)
        old.close(timeout=0)
