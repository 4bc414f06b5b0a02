import pytest
from django.db import transaction

from exam_platform.audit.actions import record
from exam_platform.audit.models import AuditRecord

pytestmark = pytest.mark.django_db


def test_it_takes_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        record(kind="test.done", actor=None)


def test_it_is_gone_when_the_act_is_rolled_back():
    with transaction.atomic():
        record(kind="test.done", actor=None)
        transaction.set_rollback(True)
    assert not AuditRecord.objects.exists()


def test_it_spells_out_what_could_forge_a_line_of_a_log():
    record(kind="test.done", actor=None, detail={"reason": "a\r\n2026 ok\x1b[2K\u202egnp", "list": ["\0"]})
    detail = AuditRecord.objects.get().detail
    assert detail == {"reason": "a\\u000d\\u000a2026 ok\\u001b[2K\\u202egnp", "list": ["\\u0000"]}


def test_it_masks_an_id_number_or_phone_that_slipped_in():
    record(kind="test.done", actor=None, detail={"reason": "张三 110101199003077510 13800138000"})
    assert AuditRecord.objects.get().detail["reason"] == "张三 1101*************0 138****8000"
