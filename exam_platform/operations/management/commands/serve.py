import contextlib
import errno
import fcntl
import os
import resource
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from exam_platform.operations import processes
from exam_platform.operations.supervisor import Service, Supervisor

OPEN_FILES = processes.MOST_CONNECTIONS + 1024


class Command(BaseCommand):
    help = "Runs the platform: web server, Celery worker and beat; or one of them alone, as containers do."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("process", nargs="?", choices=["web", "worker", "beat"], help="run this one alone")
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *, process: str | None, host: str, port: int, **_: Any) -> None:
        allow_open_files()
        if settings.DEMO:
            # The passwords of the demo accounts are public.
            host = "127.0.0.1"
        commands = {"web": processes.web(host, port), "worker": processes.worker(), "beat": processes.beat()}
        if process:
            if process == "web":
                processes.forget_old_metrics()
            os.execve(commands[process][0], commands[process], os.environ | processes.ENVIRONMENT[process])
        refuse_taken_port(host, port)
        with only_one(settings.DATA_DIR / "run" / "lock"):
            self._run_all(commands)

    def _run_all(self, commands: dict[str, list[str]]) -> None:
        processes.forget_old_metrics()
        call_command("migrate", verbosity=0)
        self.stdout.write(f"平台已启动:{settings.PUBLIC_URL}(按 Ctrl-C 停止)")
        self.stdout.flush()
        services = [Service(name, command, processes.ENVIRONMENT[name]) for name, command in commands.items()]
        try:
            Supervisor(services, settings.DATA_DIR / "run").run()
        finally:
            shutil.rmtree(processes.metrics_folder(), ignore_errors=True)


def allow_open_files() -> None:
    """A system's usual limit of 1,024 is below what one examination's connections take."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < enough:
        resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))


@contextlib.contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Two supervisors on one data folder would run two schedulers and read each other's messages."""
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError(f"数据目录 {settings.DATA_DIR} 正由另一个已启动的平台使用。") from error
        yield


def refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(f"端口 {port} 已被占用。请换一个端口,例如:PORT={port + 1} make run") from error
            raise CommandError(f"无法在 {host}:{port} 上监听:{error.strerror}") from error
