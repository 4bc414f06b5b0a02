"""Log lines as JSON, each with the ids of the request and the person it belongs to, none with personal data.

The rule is that nobody logs an ID number or a phone. The mask here is the last guard, for what a library or an
exception's text carries along; it works on the finished line, so no field can escape it.
"""

import logging
import re

from pythonjsonlogger.json import JsonFormatter

from exam_platform.audit import context

# 15 and 18 digits of an ID number, 11 of a mobile phone, also with separators that people put in.
ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:[0-9]{9}|[0-9]{11}[0-9Xx])(?![0-9A-Za-z])")
PHONE = re.compile(r"(?:(?<=\+86)|(?<![0-9A-Za-z]))1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9A-Za-z])")


def mask(line: str) -> str:
    """The line with whatever looks like an ID number or a mobile phone made unreadable."""
    return PHONE.sub("[phone]", ID_NUMBER.sub("[id-number]", line))


class Formatter(JsonFormatter):
    def format(self, record: logging.LogRecord) -> str:
        known = context.current()
        if known.request_id:
            record.request_id = known.request_id
        if known.person_id:
            record.person = known.person_id
        return mask(super().format(record))
