"""Times leave in UTC, whatever TIME_ZONE people are shown."""

import datetime as dt

from rest_framework import serializers

from exam_platform.api import JSONRenderer


class Appointment(serializers.Serializer):
    at = serializers.DateTimeField()


def test_a_serialized_time_is_in_utc():
    at = dt.datetime(2026, 11, 23, 2, 31, tzinfo=dt.UTC)
    body = JSONRenderer().render(Appointment({"at": at}).data)
    assert body == b'{"at":"2026-11-23T02:31:00Z"}'
