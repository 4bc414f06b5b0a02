"""`exam_platform.celery.task`: the one way to make a task, and `nudge`, the one way to send one."""

import json
import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from exam_platform.celery import app, forget_torn_messages, task
from tests.live import LivePlatform

FOLDER = Path(settings.DATA_DIR) / "broker" / "queue"


@task
def note(*, number: int) -> None:
    pass


def waiting() -> list[dict]:
    """The messages in the queue, of the task above alone."""
    if settings.REDIS_URL:
        with app.connection_for_read() as connection:
            raw = connection.default_channel.client.lrange("celery", 0, -1)
        messages = [json.loads(each) for each in raw]
    else:
        messages = [json.loads(file.read_text()) for file in FOLDER.glob("*.msg")]
    return [each for each in messages if each["headers"]["task"] == f"{__name__}.note"]


@pytest.fixture(autouse=True)
def empty_queue():
    app.control.purge()
    yield
    app.control.purge()


@pytest.mark.django_db(transaction=True)
def test_it_sends_after_the_commit():
    with transaction.atomic():
        note.nudge(number=1)
        assert not waiting()
    assert len(waiting()) == 1


@pytest.mark.django_db(transaction=True)
def test_it_sends_nothing_when_the_transaction_fails():
    with transaction.atomic():
        note.nudge(number=1)
        transaction.set_rollback(True)
    assert not waiting()


@pytest.mark.parametrize("silent", [False, True], ids=["refusing", "hanging"])
def test_it_loses_messages_and_little_time_when_the_broker_is_down(tmp_path, silent):
    """A process of its own, whose Redis refuses connections, or takes them and never answers."""
    with socket.socket() as broker:
        broker.bind(("127.0.0.1", 0))
        if silent:
            broker.listen()
        platform = LivePlatform(tmp_path, {"REDIS_URL": f"redis://127.0.0.1:{broker.getsockname()[1]}/0"})
        printed = platform.python(
            "import time; from exam_platform.operations.tasks import beat; started = time.monotonic();"
            "[beat.nudge() for _ in range(20)]; print('seconds', time.monotonic() - started)"
        )
    assert float(printed.rpartition("seconds")[2]) < 15, "twenty time-outs would take more than twice as long"


def test_every_task_is_acknowledged_late_and_rejected_when_its_worker_dies():
    app.loader.import_default_modules()
    ours = [each for name, each in app.tasks.items() if name.startswith(("exam_platform.", "questions.", "tests."))]
    assert ours
    for each in ours:
        assert each.acks_late, each.name
        assert each.reject_on_worker_lost, each.name
        assert each.ignore_result, each.name


def test_beat_names_only_tasks_that_exist():
    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks, entry
        assert entry["options"]["expires"] == entry["schedule"]


def test_only_json_is_read():
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"


@pytest.mark.sqlite
def test_a_worker_forgets_what_a_full_disk_left_of_messages():
    queue = FOLDER
    sound, empty, torn = queue / "1_sound.celery.msg", queue / "2_empty.celery.msg", queue / "3_torn.celery.msg"
    sound.write_text('{"body": ""}')
    empty.write_text("")
    torn.write_text('{"body": "')
    forget_torn_messages()
    assert [file.exists() for file in (sound, empty, torn)] == [True, False, False]
    sound.unlink()
