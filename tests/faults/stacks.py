"""The two stacks that faults are tried on, each of real processes in folders of its own."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.live import LivePlatform
from tests.servers import Postgresql, Redis, server_folder

SQLITE, POSTGRESQL = "sqlite", "postgresql"
# A rehearsal ends sooner with a short grace; the rule is the same.
GRACE_SECONDS = 10


@dataclass
class Stack:
    name: str
    platform: LivePlatform
    database: Postgresql | None = None
    redis: Redis | None = None


@dataclass
class Places:
    """Where a stack keeps what: a fault may put a part on a disk of its own. None: in the stack's folder."""

    data_dir: Path | None = None
    database: Path | None = None
    log: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)


@contextlib.contextmanager
def running(name: str, folder: Path, places: Places | None = None) -> Iterator[Stack]:
    """The platform empty but for its first administrator, with its servers on PostgreSQL."""
    places = places or Places()
    data_dir = places.data_dir or folder / "data"
    settings = {"GRACE_SECONDS": str(GRACE_SECONDS), **places.environment}
    with contextlib.ExitStack() as parts:
        stack = Stack(name, LivePlatform(data_dir, settings, log_file=places.log))
        if name == POSTGRESQL:
            home = places.database or server_folder("postgresql")
            stack.database = parts.enter_context(Postgresql(home, durable=True))
            stack.redis = parts.enter_context(Redis(server_folder("redis")))
            settings |= {"DATABASE_URL": stack.database.url, "REDIS_URL": stack.redis.url}
        elif places.database:
            settings["DATABASE_URL"] = f"sqlite:///{places.database / 'db.sqlite3'}"
        data_dir.mkdir(parents=True, exist_ok=True)
        stack.platform.command("prepare", "--empty")
        parts.enter_context(stack.platform)
        yield stack
