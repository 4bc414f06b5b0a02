"""Which format a file is in, by its content first and its name second. Pure."""

import re
from types import ModuleType

from questions.formats import json_

# what an export may be asked for, and what is read beside tables
FORMATS: dict[str, ModuleType] = {"json": json_}
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
    return ""
