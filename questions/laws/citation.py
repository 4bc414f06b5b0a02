"""The citation grammar: `《…法》第三条第一款第二项;《…》第十条、第十二条至第十四条` ↔ provisions. Pure.

A part without a law's name means the law named before it. Numerals are Chinese or Arabic.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from questions.laws.numerals import LARGEST, NUMERAL, number_of, numeral_of

MAX_PROVISIONS = 30
_PARTS = re.compile(r"[;\n]")
_LAW = re.compile(r"^(?:依据|根据|参见|见)?《(?P<law>[^《》]{2,200})》(?P<rest>.*)$")
REFERENCE = re.compile(
    rf"第(?P<article>{NUMERAL})条(?:之(?P<branch>{NUMERAL}))?"
    rf"(?:第(?P<paragraph>{NUMERAL})款)?(?:第?[(]?(?P<item>{NUMERAL})[)]?项)?"
)
_CONTINUED = re.compile(rf"第(?P<number>{NUMERAL})(?P<unit>[款项])")
_LINKS = {"、": "and", ",": "and", "和": "and", "及": "and", "至": "to", "到": "to", "-": "to"}
_TAIL = re.compile(r"(?:的)?(?:规定)?[。.]?$")


@dataclass(frozen=True, slots=True)
class Provision:
    """`text` is the part of the citation it comes from; `branch` the 一 of 第一百二十条之一."""

    text: str
    law: str
    article: int | None = None
    branch: int | None = None
    paragraph: int | None = None
    item: int | None = None


class CitationUnreadable(ValueError):
    """The text does not follow the grammar; carries the part that does not."""


def parse_citations(text: str) -> list[Provision]:
    """The provisions that a citation names, in order, a range written out. Raises CitationUnreadable."""
    provisions: list[Provision] = []
    law = ""
    for part in _PARTS.split(unicodedata.normalize("NFKC", text)):
        plain = "".join(part.split())
        if not plain:
            continue
        named = _LAW.match(plain)
        law, rest = (named["law"], named["rest"]) if named else (law, plain)
        if not law:
            raise CitationUnreadable(part.strip())
        provisions.extend(_provisions(part.strip(), law, _TAIL.sub("", rest)))
    if not provisions or len(provisions) > MAX_PROVISIONS:
        raise CitationUnreadable(text.strip())
    return provisions


def place_of(
    article: int | None, branch: int | None = None, paragraph: int | None = None, item: int | None = None
) -> str:
    """第三十三条第一款第二项, 第一百二十条之一; empty for a law as a whole."""
    if article is None:
        return ""
    written = f"第{numeral_of(article)}条" + (f"之{numeral_of(branch)}" if branch else "")
    if paragraph:
        written += f"第{numeral_of(paragraph)}款"
    return written + (f"第{numeral_of(item)}项" if item else "")


def cite(provision: Provision) -> str:
    """The other way round: 《中华人民共和国行政处罚法》第三十三条第一款第二项."""
    return f"《{provision.law}》" + place_of(provision.article, provision.branch, provision.paragraph, provision.item)


def _provisions(text: str, law: str, references: str) -> Iterator[Provision]:
    if not references:
        yield Provision(text, law)
        return
    position, link = 0, ""
    last: Provision | None = None
    while position < len(references):
        found = REFERENCE.match(references, position) or _CONTINUED.match(references, position)
        if not found or (last and not link):
            raise CitationUnreadable(text)
        current = _read(found, text, law, last)
        if link == "to" and last:
            yield from _between(last, current)
        yield current
        position, last = found.end(), current
        link = _LINKS.get(references[position : position + 1], "")
        position += bool(link)
    if link:
        raise CitationUnreadable(text)


def _read(found: re.Match[str], text: str, law: str, last: Provision | None) -> Provision:
    groups = found.groupdict()
    if "unit" in groups:
        if last is None or last.article is None:
            raise CitationUnreadable(text)
        number = _sound(groups["number"], text)
        if groups["unit"] == "款":
            return Provision(text, law, last.article, last.branch, number)
        return Provision(text, law, last.article, last.branch, last.paragraph, number)
    numbers = {name: _sound(value, text) if value else None for name, value in groups.items()}
    return Provision(text, law, **numbers)


def _sound(numeral: str, text: str) -> int:
    """A number that something in a statute can have."""
    number = number_of(numeral)
    if not 1 <= number <= LARGEST:
        raise CitationUnreadable(text)
    return number


def _between(first: Provision, last: Provision) -> Iterator[Provision]:
    """The articles between the ends of a range of whole articles."""
    if first.article is None or last.article is None or first.paragraph or last.paragraph:
        return
    if last.article - first.article > MAX_PROVISIONS:
        raise CitationUnreadable(first.text)
    for article in range(first.article + 1, last.article):
        yield Provision(first.text, first.law, article)
