"""What may stand in an audit record's detail: no control characters, no ID number, no phone, nothing long. Pure."""

import re
import unicodedata
from typing import Any

LONGEST = 500

# The last line of defence: whoever records an act passes ids, not numbers of persons (I22).
_ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])([0-9]{4})[0-9]{13}([0-9Xx])(?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])(1[3-9][0-9])[0-9]{4}([0-9]{4})(?![0-9A-Za-z])")


def plain(value: Any) -> Any:
    """`value` made of JSON's types, with each text in it made harmless."""
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, dict):
        return {plain_text(str(name)): plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(inner) for inner in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    return plain_text(str(value))


def plain_text(text: str) -> str:
    """Line breaks, terminal escapes and marks that turn the direction of writing are spelt out: `\\u001b`."""
    visible = "".join(
        f"\\u{ord(character):04x}" if _is_control(character) else character for character in text[:LONGEST]
    )
    return _MOBILE.sub(r"\1****\2", _ID_NUMBER.sub(r"\1*************\2", visible))


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
