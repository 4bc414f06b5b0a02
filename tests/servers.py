"""A real PostgreSQL and a real Redis on free loopback ports, and the environment that points to them."""

import atexit
import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self, TypeVar

DEBIAN_POSTGRESQL = Path("/usr/lib/postgresql")
PR_SET_PDEATHSIG = 1
ServerType = TypeVar("ServerType", bound="Server")


class MissingProgram(RuntimeError):
    """A system package that the tests need is not installed."""


def program(name: str, package: str) -> str:
    """Where `name` is; Debian keeps PostgreSQL's programs off the PATH."""
    beside = sorted(DEBIAN_POSTGRESQL.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = shutil.which(name) or (str(beside[-1]) if beside else None)
    if not found:
        raise MissingProgram(f"{name} is missing: install the system package {package}")
    return found


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def die_with_parent() -> None:
    """Runs in the child before it becomes the server: a killed test run leaves none behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Server:
    """A server process with a folder of its own. Usable as a context manager; can be killed and started again."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def start(self, seconds: float = 30) -> Self:
        self.process = subprocess.Popen(
            self.command(),
            stdout=(self.folder / "output.txt").open("ab"),
            stderr=subprocess.STDOUT,
            preexec_fn=die_with_parent,  # noqa: PLW1509 (no threads run yet when a server is started)
            **server_user(),
        )
        deadline = time.monotonic() + seconds
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.command()[0]} did not start:\n{(self.folder / 'output.txt').read_text()}")
            time.sleep(0.05)
        return self

    def kill(self, how: int = signal.SIGKILL) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(30)

    def stop(self) -> None:
        self.kill(signal.SIGINT)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class Postgresql(Server):
    def __init__(self, folder: Path, port: int | None = None, *, durable: bool = False) -> None:
        """`durable` writes through to the disk, as a test that kills the server needs."""
        super().__init__(folder, port)
        self.durable = durable

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"postgresql://exam@127.0.0.1:{self.port}/exam"

    def command(self) -> list[str]:
        fast = [] if self.durable else ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]
        return [
            *(program("postgres", "postgresql"), "-D", str(self.data), "-p", str(self.port), "-h", "127.0.0.1"),
            *(
                "-c",
                f"unix_socket_directories={self.folder}",
                "-c",
                "max_connections=200",
                "-c",
                "shared_buffers=128MB",
            ),
            *fast,
        ]

    def answers(self) -> bool:
        ready = [program("pg_isready", "postgresql"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ready, check=False).returncode == 0

    def start(self, seconds: float = 30) -> Self:
        new = not self.data.exists()
        if new:
            initdb = [program("initdb", "postgresql"), "-D", str(self.data), "-U", "exam", "-A", "trust", "-E", "UTF8"]
            subprocess.run([*initdb, "--locale=C.UTF-8", "-N"], check=True, stdout=subprocess.DEVNULL, **server_user())
        super().start(seconds)
        if new:
            createdb = [
                program("createdb", "postgresql"),
                "-h",
                "127.0.0.1",
                "-p",
                str(self.port),
                "-U",
                "exam",
                "exam",
            ]
            subprocess.run(createdb, check=True)
        return self


class Redis(Server):
    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        return [
            *(program("redis-server", "redis-server"), "--port", str(self.port), "--bind", "127.0.0.1"),
            *("--dir", str(self.folder), "--save", "", "--appendonly", "no"),
        ]

    def answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        return False


def server_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then both servers run as the user that its package made."""
    if os.geteuid() != 0:
        return {}
    try:
        account = pwd.getpwnam("postgres")
    except KeyError:
        account = pwd.getpwnam("nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "cwd": "/"}


def server_folder(prefix: str) -> Path:
    """A new folder that the servers' user may write, removed when the run ends."""
    folder = Path(tempfile.mkdtemp(prefix=f"exam-{prefix}-"))
    if user := server_user():
        os.chown(folder, user["user"], user["group"])
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def until_exit(server: ServerType) -> ServerType:
    server.start()
    atexit.register(server.stop)
    return server
