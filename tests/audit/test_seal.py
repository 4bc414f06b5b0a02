import threading

import pytest
from django.db import connection, transaction

from exam_platform.audit import actions
from exam_platform.audit.models import AuditRecord, AuditSeal
from exam_platform.audit.tasks import seal
from exam_platform.audit.verification import verify_chain


def in_thread(run):
    """`run` in a thread with a database connection of its own, closed at the end."""

    def wrapped():
        try:
            run()
        finally:
            connection.close()

    thread = threading.Thread(target=wrapped)
    thread.start()
    return thread


@pytest.mark.django_db
def test_it_seals_in_batches_and_running_twice_changes_nothing(monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 4)
    for _ in range(10):
        actions.record(kind="test.done", actor=None)
    seal()
    seal()
    assert [row.count for row in AuditSeal.objects.order_by("id")] == [4, 4, 2]
    assert verify_chain().faults == []


@pytest.mark.django_db
def test_it_names_the_head_in_the_log(caplog, django_capture_on_commit_callbacks):
    actions.record(kind="test.done", actor=None)
    with caplog.at_level("INFO"), django_capture_on_commit_callbacks(execute=True):
        actions.seal_records()
    assert [line.digest for line in caplog.records if line.message == "audit chain head"] == [
        AuditSeal.objects.get().digest
    ]


@pytest.mark.django_db(transaction=True)
def test_two_sealers_never_fork_the_chain():
    for _ in range(200):
        actions.record(kind="test.done", actor=None)
    threads = [in_thread(actions.seal_records) for _ in range(4)]
    for thread in threads:
        thread.join()
    actions.seal_records()
    assert verify_chain().faults == []
    assert sum(AuditSeal.objects.values_list("count", flat=True)) == AuditRecord.objects.count() == 200


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_record_that_commits_late_is_not_left_out():
    """Its id is lower than that of one already visible: sealing has to wait for it, and must not make others wait."""
    written, finish = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            actions.record(kind="test.slow", actor=None)
            written.set()
            finish.wait(30)

    thread = in_thread(slow)
    assert written.wait(30)
    actions.record(kind="test.quick", actor=None)
    assert actions.seal_records() == 0
    actions.record(kind="test.quick", actor=None)
    assert thread.is_alive(), "somebody waited for it"
    finish.set()
    thread.join()
    assert actions.seal_records() == 3
    assert verify_chain().faults == []
