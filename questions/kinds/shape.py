"""What of a question its answers are checked against, as a short text: `single4`, `matching3x4`, `case(fill_in2)`.

The token of an attempt carries the shapes of its paper, so that a save is checked without reading the paper. Pure.
"""

import re
from functools import lru_cache

from questions.kinds.contract import Content, Delivered, Details, Option, Part
from questions.kinds.wording import LETTERS

_SHAPE = re.compile(r"([a-z_]+)(?:([0-9]+)(?:x([0-9]+))?|\((.+)\))")


def shape_of(delivered: Delivered) -> str:
    """Kind, number of options or of blanks, number of matches; for a case with sub-questions, theirs."""
    if delivered["parts"]:
        return f"{delivered['kind']}({','.join(map(shape_of, delivered['parts']))})"
    size = f"{delivered['kind']}{len(delivered['options']) or delivered['blanks']}"
    return f"{size}x{len(delivered['matches'])}" if delivered["matches"] else size


@lru_cache(maxsize=512)
def content_of_shape(shape: str) -> tuple[str, Content]:
    """The kind, and a question of that shape without words. ValueError for what is no shape."""
    found = _SHAPE.fullmatch(shape)
    if not found:
        raise ValueError(shape)
    kind, size, matches, parts = found.groups()
    details: Details = {}
    if matches:
        details["matches"] = [str(number) for number in range(1, int(matches) + 1)]
    if parts:
        details["parts"] = [_part(part) for part in parts.split(",")]
    count = int(size or 0)
    options: list[Option] = [{"letter": letter, "text": letter} for letter in LETTERS[:count]]
    return kind, {"stem": "____ " * count, "options": options, "details": details}


def _part(shape: str) -> Part:
    kind, content = content_of_shape(shape)
    return {**content, "kind": kind, "share": 1}
