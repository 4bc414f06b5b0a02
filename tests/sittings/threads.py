"""Many at once, each with a database connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def at_once(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Run `act(0)` … `act(count - 1)` in as many threads, released together; their results in order."""
    # There are few in the pool, and whoever waits for the others needs none.
    connection.close()
    gate = threading.Barrier(count)
    results: list[Any] = [None] * count

    def run(place: int) -> None:
        try:
            gate.wait(60)
            results[place] = act(place)
        except BaseException as error:  # noqa: BLE001 (handed to the test as a result)
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
