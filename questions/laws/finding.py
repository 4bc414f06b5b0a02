"""What somebody types to find an article: a law's name, a number (第三十三条, 33), words, in any mixture. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from questions.laws.citation import REFERENCE
from questions.laws.numerals import LARGEST, number_of
from questions.laws.titles import short_title

_BRACKETS = str.maketrans("《》〈〉", "    ")
# 33, 33条, 行政处罚法33
_NUMBER = re.compile(r"(?<![0-9])([0-9]{1,4})条?$")
BEFORE, LONGEST = 20, 120


@dataclass(frozen=True, slots=True)
class Sought:
    """`branch` is None where 第十六条 may also mean 第十六条之一."""

    words: tuple[str, ...]
    article: int | None = None
    branch: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    found: bool


def read_search(text: str) -> Sought:
    plain = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
    article = branch = None
    if (named := REFERENCE.search(plain)) and 1 <= number_of(named["article"]) <= LARGEST:
        article = number_of(named["article"])
        branch = number_of(named["branch"]) if named["branch"] else None
        plain = f"{plain[: named.start()]} {plain[named.end() :]}"
    words: list[str] = []
    for word in plain.split():
        if article is None and (numbered := _NUMBER.search(word)) and int(numbered[1]):
            article = int(numbered[1])
            words.append(short_title(word[: numbered.start()]))
        else:
            words.append(short_title(word))
    return Sought(tuple(dict.fromkeys(filter(None, words))), article, branch)


def snippet(text: str, words: Sequence[str]) -> list[Piece]:
    """A line or two of an article from shortly before the first of the words, cut up so that each can be marked."""
    line = " ".join(text.split())
    hits = _pattern(words)
    first = hits.search(line) if hits else None
    start = max(0, first.start() - BEFORE) if first else 0
    end = start + LONGEST
    shown = ("…" if start else "") + line[start:end] + ("…" if end < len(line) else "")
    return list(_pieces(shown, hits))


def _pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if words else None


def _pieces(text: str, hits: re.Pattern[str] | None) -> Iterator[Piece]:
    position = 0
    for hit in hits.finditer(text) if hits else ():
        if hit.start() > position:
            yield Piece(text[position : hit.start()], found=False)
        yield Piece(hit[0], found=True)
        position = hit.end()
    if position < len(text):
        yield Piece(text[position:], found=False)
