"""docker-compose.yml without an engine: its commands are run as they stand there, on servers set up as it says."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest
import yaml

from tests.live import ROOT
from tests.servers import Postgresql, Redis, die_with_parent, free_port, program, server_folder

pytestmark = [pytest.mark.live, pytest.mark.timeout(400)]

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = ["migrate", "web", "worker", "beat", "backup"]
PASSWORDS = {
    "OWNER_PASSWORD": "owner-secret",
    "APP_PASSWORD": "app-secret",
    "BACKUP_PASSWORD": "backup-secret",
    "REDIS_PASSWORD": "redis-secret",
}
GIVEN = {**PASSWORDS, "PUBLIC_URL": "http://127.0.0.1/"}


def filled_in(text: str) -> str:
    """`${NAME:-default}`, `${NAME:?complaint}` and `$$` as compose reads them."""

    def value(found: re.Match[str]) -> str:
        return GIVEN.get(found[1]) or (found[2][1:] if (found[2] or "").startswith("-") else "")

    return re.sub(r"\$\{([A-Z_]+)(?::([^}]*))?\}", value, text).replace("$$", "$")


class ComposeRedis(Redis):
    """Redis with the arguments that its service has."""

    def command(self) -> list[str]:
        line = filled_in(COMPOSE["services"]["redis"]["command"][-1]).replace(
            "$REDIS_PASSWORD", GIVEN["REDIS_PASSWORD"]
        )
        words = shlex.split(line)
        assert words[:2] == ["exec", "redis-server"]
        own = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        return [program("redis-server", "redis-server"), *own, *words[2:]]

    def answers(self) -> bool:
        cli = program("redis-cli", "redis-server")
        login = ["--user", "exam", "--pass", GIVEN["REDIS_PASSWORD"], "--no-auth-warning"]
        done = subprocess.run([cli, "-p", str(self.port), *login, "ping"], capture_output=True, text=True, check=False)
        return "PONG" in done.stdout


def test_every_service_waits_for_what_it_needs_and_can_be_asked_for_its_health():
    for name, service in COMPOSE["services"].items():
        if name not in ("migrate", "restore"):
            assert "healthcheck" in service, name
    for name in ("web", "worker", "beat"):
        needed = COMPOSE["services"][name]["depends_on"]
        assert needed["migrate"]["condition"] == "service_completed_successfully"
        assert needed["redis"]["condition"] == "service_healthy"


def test_no_service_of_ours_runs_as_root_or_may_gain_rights():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "\nUSER exam\n" in dockerfile
    for name in OURS:
        service = COMPOSE["services"][name]
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True


@pytest.fixture(scope="module")
def servers():
    with Postgresql(server_folder("compose-pg")) as database, ComposeRedis(server_folder("compose-redis")) as redis:
        administrator = database.url.rpartition("/")[0] + "/postgres"
        with psycopg.connect(administrator, autocommit=True) as connection:
            # as the image makes POSTGRES_USER
            connection.execute("CREATE ROLE exam_owner LOGIN SUPERUSER")
            connection.execute("ALTER DATABASE exam OWNER TO exam_owner")
        psql = Path(program("psql", "postgresql")).parent
        given = {"POSTGRES_USER": "exam_owner", "POSTGRES_DB": "exam", **PASSWORDS}
        where = {"PGHOST": "127.0.0.1", "PGPORT": str(database.port), "PATH": f"{psql}:/usr/bin:/bin"}
        with psycopg.connect(database.url, autocommit=True) as connection:
            connection.execute("ALTER SCHEMA public OWNER TO exam_owner")
        subprocess.run([ROOT / "deploy/postgres-roles.sh"], env={**given, **where}, check=True)
        yield database, redis


@pytest.fixture(scope="module")
def service(servers, tmp_path_factory):
    """Gives (arguments, environment) of a service, with host names and ports of this machine."""
    database, redis = servers
    data_dir = tmp_path_factory.mktemp("compose")

    def of(name: str) -> tuple[list[str], dict[str, str]]:
        described = COMPOSE["services"][name]
        environment = {key: filled_in(value) for key, value in described["environment"].items()}
        for key in ("DATABASE_URL", "REDIS_URL", "BACKUP_DATABASE_URL"):
            if key not in environment:
                continue
            here = environment[key].replace("@postgres:5432", f"@127.0.0.1:{database.port}")
            environment[key] = here.replace("@redis:6379", f"@127.0.0.1:{redis.port}")
        arguments = [sys.executable, "-m", "exam_platform", *described["command"]]
        return arguments, {"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir), **environment}

    return of


@pytest.fixture(scope="module")
def migrated(service):
    arguments, environment = service("migrate")
    subprocess.run(arguments, env=environment, cwd=ROOT, check=True, capture_output=True)


def test_web_worker_and_beat_become_ready_with_the_commands_that_stand_there(service, migrated, tmp_path):
    port = free_port()
    processes = []
    try:
        for name in ("web", "worker", "beat"):
            arguments, environment = service(name)
            arguments = [
                str(port) if each == "8000" else "127.0.0.1" if each == "0.0.0.0" else each for each in arguments
            ]
            output = (tmp_path / name).open("wb")
            started = subprocess.Popen(
                arguments,
                env=environment,
                cwd=ROOT,
                stdout=output,
                stderr=output,
                preexec_fn=die_with_parent,  # noqa: PLW1509 (no threads run here)
            )
            processes.append(started)
        _, environment = service("worker")
        health = COMPOSE["services"]["worker"]["healthcheck"]["test"][2:]
        deadline = time.monotonic() + 180
        while subprocess.run(
            [sys.executable, *health], env=environment, cwd=ROOT, check=False, capture_output=True
        ).returncode:
            logs = "\n".join((tmp_path / name).read_text() for name in ("web", "worker", "beat"))
            assert time.monotonic() < deadline, logs
            time.sleep(1)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
            assert answer.status == 200
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(30)


def test_the_applications_role_cannot_open_the_audit_log(service, migrated):
    _, environment = service("web")
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        for act in (
            "ALTER TABLE audit_auditrecord DISABLE TRIGGER ALL",
            "DROP TABLE audit_auditrecord",
            "TRUNCATE audit_auditrecord",
            "CREATE TABLE public.mine (id int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(act)


def test_the_backup_service_makes_backups_and_receives_the_log(service, migrated, servers, tmp_path):
    database, _ = servers
    assert "host replication exam_backup all scram-sha-256" in (database.data / "pg_hba.conf").read_text()
    here = {"/backups": str(tmp_path / "backups")}
    arguments, environment = service("backup")
    health = [here.get(word, word) for word in COMPOSE["services"]["backup"]["healthcheck"]["test"][2:]]
    with (tmp_path / "output").open("wb") as output:
        started = subprocess.Popen(
            [here.get(word, word) for word in arguments],
            env=environment,
            cwd=ROOT,
            stdout=output,
            stderr=output,
            preexec_fn=die_with_parent,  # noqa: PLW1509 (no threads run here)
        )
    try:
        deadline = time.monotonic() + 120
        while subprocess.run([sys.executable, *health], env=environment, cwd=ROOT, check=False).returncode:
            assert time.monotonic() < deadline, (tmp_path / "output").read_text()
            assert started.poll() is None, (tmp_path / "output").read_text()
            time.sleep(1)
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(30)


def test_only_a_restore_runs_as_root_and_only_when_asked_for():
    restore = COMPOSE["services"]["restore"]
    assert restore["profiles"] == ["restore"]
    assert [name for name, each in COMPOSE["services"].items() if each.get("user") == "root"] == ["restore"]
    assert restore["cap_drop"] == ["ALL"]


def test_the_restore_service_starts_the_command(service, migrated):
    described = COMPOSE["services"]["restore"]
    arguments = [sys.executable, *described["entrypoint"][1:], *described["command"]]
    _, environment = service("migrate")
    done = subprocess.run(arguments, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "--database-into" in done.stdout
    assert "database:/var/lib/postgresql/data" in described["volumes"]
