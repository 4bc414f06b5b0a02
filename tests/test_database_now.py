import datetime as dt

import pytest
from django.utils import timezone

from exam_platform.api import database_now


@pytest.mark.django_db
def test_it_is_an_aware_utc_time_close_to_this_machines():
    before = timezone.now()
    now = database_now()
    assert now.utcoffset() == dt.timedelta(0)
    # SQLite tells milliseconds.
    tick = dt.timedelta(milliseconds=1)
    assert before - tick <= now <= timezone.now() + tick


@pytest.mark.django_db
def test_it_moves_within_one_transaction(transactional_db):
    assert database_now() <= database_now()
