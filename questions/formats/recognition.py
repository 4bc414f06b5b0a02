"""Which format a file is in, by its content first and its name second. Pure."""

import re
from types import ModuleType

from questions.formats import gift, json_, moodle_xml

# what an export may be asked for, and what is read beside tables
FORMATS: dict[str, ModuleType] = {"json": json_, "gift": gift, "moodle_xml": moodle_xml}
_GIFT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:::|//|\$CATEGORY:)")
_SPACE = re.compile(rb"(?:\xef\xbb\xbf)?\s*")


def format_of(data: bytes, file_name: str) -> str:
    """A code of FORMATS, or "" for a table (and for whatever its reader will refuse)."""
    name = file_name.lower()
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or name.endswith((".csv", ".xlsx")):
        return ""
    start = _SPACE.match(data)
    opening = data[start.end() : start.end() + 1] if start else b""
    if opening == b"{" or name.endswith(".json"):
        return "json"
    if opening == b"<" or name.endswith(".xml"):
        return "moodle_xml"
    if name.endswith(".gift") or _GIFT.match(data) or (name.endswith(".txt") and b"{" in data):
        return "gift"
    return ""
