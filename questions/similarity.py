"""How alike two stems are, whatever their spaces, punctuation and width: Dice's measure of their pairs of characters.

Of two stems that are alike, either has most pairs of the other. So one that is like a given stem has at least one of a
few of its pairs, whichever few are chosen, if they are more than may be missing: by that it is found. Pure.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from operator import add

from questions.bigrams import sought
from questions.drafts import search_form

LIKE = 0.9
LED_BY = 3
# Where a pair is more common than this in a file it leads to the first alone, and of more stems that may be alike the
# likeliest are compared: who has that many has been warned.
MOST_PLACES, MOST_COMPARED = 50, 8
# How many places of the index's answer may be taken by punctuation that stands within one stem and not the other.
_SLACK = 2


class _Folded(dict[int, str]):
    """For str.translate: NFKC and small letters, character by character; no spaces, punctuation, control characters."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).lower()
        self[code] = "".join(one for one in folded if unicodedata.category(one)[0] not in "ZPC")
        return self[code]


_FOLDED = _Folded()


def plain_stem(stem: str) -> str:
    return stem.translate(_FOLDED)


def pairs(plain: str) -> set[str]:
    """Of a plain stem."""
    return set(map(add, plain, islice(plain, 1, None))) or {plain}


def likeness(one: set[str], other: set[str]) -> float:
    """0 to 1: the pairs that both have, of all pairs."""
    return 2 * len(one & other) / (len(one) + len(other))


def may_be_missing(count: int) -> int:
    """So many of its pairs at most a stem of `count` pairs does not share with one that is like it."""
    return int(count * (1 - LIKE / (2 - LIKE)) + 1e-9)


def leads(stem: str) -> list[list[str]]:
    """Groups of the stem's own pairs: an index finds each stem that is like it by all the pairs of one of them.

    Empty for a stem that is too short to look for.
    """
    tokens = [token for token in sought(search_form(stem)) if plain_stem(token) == token]
    groups = min(may_be_missing(len(pairs(plain_stem(stem)))) + 1 + _SLACK, len(tokens))
    return [tokens[start::groups] for start in range(groups)]


class StemIndex:
    """Stems, looked up by what is like them: in time for those that share rare pairs, not for all.

    Two stems that are alike share LED_BY of so many of their rarest pairs as may be missing and LED_BY more.
    """

    def __init__(self, stems: Sequence[str]) -> None:
        self._plain = [plain_stem(stem) for stem in stems]
        common = Counter[str]()
        for plain in self._plain:
            common.update(pairs(plain))
        self._ranks = {pair: rank for rank, (pair, _) in enumerate(sorted(common.items(), key=lambda one: one[::-1]))}
        self._places: dict[str, list[int]] = {}
        for place, plain in enumerate(self._plain):
            for pair in self._rarest(pairs(plain)):
                places = self._places.setdefault(pair, [])
                if len(places) < MOST_PLACES:
                    places.append(place)

    def like(self, stem: str) -> dict[int, float]:
        """The places of stems that are like this one, with how much."""
        own = pairs(plain_stem(stem))
        shared = Counter[int]()
        for pair in self._rarest(own):
            shared.update(self._places.get(pair, ()))
        enough = min(LED_BY, len(own) - may_be_missing(len(own)))
        likely = [place for place, count in shared.items() if count >= enough]
        if len(likely) > MOST_COMPARED:
            likely = sorted(likely, key=lambda place: (-shared[place], place))[:MOST_COMPARED]
        found = {place: likeness(own, pairs(self._plain[place])) for place in likely}
        return {place: much for place, much in found.items() if much >= LIKE}

    def _rarest(self, own: set[str]) -> list[str]:
        """None where more is unknown here than may be missing: nothing is like it."""
        known = own & self._ranks.keys()
        most = may_be_missing(len(own)) - (len(own) - len(known))
        return sorted(known, key=self._ranks.__getitem__)[: most + LED_BY] if most >= 0 else []
