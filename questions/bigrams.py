"""By what a text is found: its characters and the pairs of them that stand side by side.

Chinese is written without spaces, and no database here knows its words. A text that contains 合同法 has the pairs 合同
and 同法; a text that has both may contain it, which its reader then looks up. Pure.
"""

import re
from collections.abc import Sequence

# Not the punctuation of ASCII, nor its spaces: neither database could take those for part of a word.
_RUNS = re.compile("[0-9a-z\u0080-\U0010ffff]+")
_FOLDED = {ord(letter): ord(letter.lower()) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def bigrams(text: str) -> set[str]:
    """What an index keeps of a text."""
    kept = set[str]()
    for run in _runs(text):
        kept.update(run)
        kept.update(_pairs(run))
    return kept


def sought(part: str) -> list[str]:
    """The fewest bigrams that tell most: every text that contains `part` has all of them. Empty if none can tell.

    Also if the text has it in other letters: beyond ASCII, what has a large and a small form is not sought.
    """
    told = "".join(" " if not one.isascii() and one.lower() != one.upper() else one for one in part)
    return sorted({token for run in _runs(told) for token in (_pairs(run) or [run])})


def fts5_query(groups: Sequence[Sequence[str]]) -> str:
    """All tokens of one of the groups, for SQLite."""
    return " OR ".join("(" + " ".join(f'"{token}"' for token in tokens) + ")" for tokens in groups)


def tsquery(groups: Sequence[Sequence[str]]) -> str:
    """All tokens of one of the groups, for PostgreSQL."""
    return " | ".join(" & ".join(f"'{token}'" for token in tokens) for tokens in groups)


def _runs(text: str) -> list[str]:
    return _RUNS.findall(text.translate(_FOLDED))


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]
