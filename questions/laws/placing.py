"""Where an imported statute belongs among what the library has: a new law, another version, further articles. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from questions.laws.citation import place_of
from questions.laws.statute import Statute
from questions.laws.titles import short_title
from questions.plain_text import without_spaces

Kind = Literal["new_law", "new_version", "more_articles", "stored", "differs"]
Place = tuple[int, int]
_MOST_NAMED = 5


@dataclass(slots=True)
class Known:
    """A law as the library has it: the texts of each version by the day it is dated, the days that were stated."""

    versions: dict[dt.date, dict[Place, str]] = field(default_factory=dict)
    in_force_stated: set[dt.date] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Placing:
    """`others` are the days of the law's other versions; `differing` the articles that are stored with other words."""

    kind: Kind
    stored: int = 0
    added: int = 0
    others: tuple[dt.date, ...] = ()
    differing: tuple[str, ...] = ()
    in_force_known: bool = True

    @property
    def is_taken(self) -> bool:
        return self.kind not in ("stored", "differs")


class Shelf:
    """What is known by short title, and what the texts of one import add to it, in their order."""

    def __init__(self, known: Mapping[str, Known]) -> None:
        self._known = dict(known)

    def place(self, statute: Statute, dated: dt.date) -> Placing:
        """A text of the same day adds articles to what is stored (民法典 comes in eight), and never changes one."""
        law = self._known.get(short_title(statute.title))
        in_force_known = bool(statute.in_force_on or (law and dated in law.in_force_stated))
        if law is None:
            return Placing("new_law", added=len(statute.articles), in_force_known=in_force_known)
        others = tuple(sorted(law.versions.keys() - {dated}))
        stored = law.versions.get(dated)
        if stored is None:
            return Placing("new_version", added=len(statute.articles), others=others, in_force_known=in_force_known)
        texts = places_of(statute)
        differing = [place for place in texts if place in stored and not _equal(texts[place], stored[place])]
        added = len(texts.keys() - stored.keys())
        kind: Kind = "differs" if differing else "more_articles" if added else "stored"
        named = tuple(place_of(*place) for place in differing[:_MOST_NAMED])
        return Placing(kind, len(stored), added, others, named, in_force_known)

    def take(self, statute: Statute, dated: dt.date) -> None:
        law = self._known.setdefault(short_title(statute.title), Known())
        law.versions.setdefault(dated, {}).update(places_of(statute))
        if statute.in_force_on:
            law.in_force_stated.add(dated)


def places_of(statute: Statute) -> dict[Place, str]:
    return {(article.number, article.branch): article.text for article in statute.articles}


def titles_of(statutes: Iterable[Statute]) -> set[str]:
    return {short_title(statute.title) for statute in statutes}


def _equal(one: str, other: str) -> bool:
    return without_spaces(one) == without_spaces(other)
