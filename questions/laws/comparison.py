"""Two versions of a law, article by article: what is the same, changed, new, gone, moved. Pure.

Articles belong together by what they say, not by their numbers: equal texts first, then the most alike of the rest.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from questions.laws.citation import place_of
from questions.plain_text import without_spaces

Kind = Literal["same", "changed", "new", "gone", "moved"]
PieceKind = Literal["same", "deleted", "inserted"]

# Below that two articles share little more than the words that every statute uses.
ALIKE = 0.4
# An article that kept its number is the same one sooner than a stranger that is worded as alike.
SAME_NUMBER = 0.15
# An article that kept its number and most of its words needs no search for another one.
NEARLY_EQUAL = 0.8
# What stands unchanged between two changes is shown as unchanged from this length on: 的 alone only disturbs.
SHORTEST_SAME = 2
# Of longer texts the whole is marked: comparing them word by word takes time that grows with the square.
MOST_COMPARED = 4_000_000


class Text(NamedTuple):
    """An article as it is compared; `branch` is 0 where it has none."""

    number: int
    branch: int
    text: str

    @property
    def place(self) -> tuple[int, int]:
        return self.number, self.branch

    @property
    def label(self) -> str:
        return place_of(self.number, self.branch or None)


class Piece(NamedTuple):
    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """`moved`: another number and the same words. `changed`: other words, whatever the number."""

    old: Text | None
    new: Text | None

    @property
    def kind(self) -> Kind:
        if self.old is None:
            return "new"
        if self.new is None:
            return "gone"
        if _plain(self.old.text) != _plain(self.new.text):
            return "changed"
        return "same" if self.old.place == self.new.place else "moved"

    @property
    def pieces(self) -> list[Piece]:
        """The words of both, in order: the old article is what is same or deleted, the new what is same or inserted."""
        return list(marked(self.old.text if self.old else "", self.new.text if self.new else ""))


def compare(old: Sequence[Text], new: Sequence[Text]) -> list[Difference]:
    """In the order of the new version; what is gone stands where it stood, after what came before it."""
    partner = _equal(old, new)
    for find in (_nearly_equal, _alike):
        partner.update(find(_left(old, partner.values()), _left(new, partner)))
    differences = [Difference(partner.get(one), one) for one in new]
    return list(_with_gone(differences, _left(old, partner.values())))


def changed_places(old: Sequence[Text], new: Sequence[Text]) -> dict[tuple[int, int], Difference]:
    """For who cites by number: the places of the old version where the new one says something else, or nothing."""
    now = {one.place: _plain(one.text) for one in new}
    return {
        difference.old.place: difference
        for difference in compare(old, new)
        if difference.old and now.get(difference.old.place) != _plain(difference.old.text)
    }


def marked(old: str, new: str) -> Iterator[Piece]:
    """The words of both, in order; what differs in width alone is the same, as the new version has it."""
    if len(old) * len(new) > MOST_COMPARED:
        blocks = [(0, 0, 0)] if old != new else [(0, 0, len(old))]
    else:
        matcher = SequenceMatcher(None, _folded(old), _folded(new), autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block[2] >= SHORTEST_SAME]
    at_old = at_new = 0
    for start_old, start_new, size in [*blocks, (len(old), len(new), 0)]:
        if deleted := old[at_old:start_old]:
            yield Piece("deleted", deleted)
        if inserted := new[at_new:start_new]:
            yield Piece("inserted", inserted)
        if size:
            yield Piece("same", new[start_new : start_new + size])
        at_old, at_new = start_old + size, start_new + size


def _equal(old: Sequence[Text], new: Sequence[Text]) -> dict[Text, Text]:
    """New → old, where the words are equal; the one with the same number first, else in their order."""
    waiting: dict[str, list[Text]] = defaultdict(list)
    for one in old:
        waiting[_plain(one.text)].append(one)
    partner = {}
    for wanted_same in (True, False):
        for one in new:
            candidates = waiting.get(_plain(one.text), [])
            found = next((each for each in candidates if not wanted_same or each.place == one.place), None)
            if found and one not in partner:
                candidates.remove(found)
                partner[one] = found
    return partner


def _left(articles: Sequence[Text], taken: Iterable[Text]) -> list[Text]:
    gone = set(taken)
    return [one for one in articles if one not in gone]


def _nearly_equal(old: Sequence[Text], new: Sequence[Text]) -> dict[Text, Text]:
    """New → old, of those with the same number."""
    by_place = {one.place: one for one in old}
    pairs = ((one, by_place[one.place]) for one in new if one.place in by_place)
    return {one: other for one, other in pairs if _likeness(_bigrams(one.text), _bigrams(other.text)) >= NEARLY_EQUAL}


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Dice's measure: the pairs of characters that both have, of all pairs."""
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)


def _alike(old: Sequence[Text], new: Sequence[Text]) -> dict[Text, Text]:
    """New → old among those with other words: the most alike pair first, each article once."""
    partner: dict[Text, Text] = {}
    taken: set[Text] = set()
    for _, one, other in sorted(_candidates(old, new), key=lambda pair: (-pair[0], pair[1].place, pair[2].place)):
        if one not in partner and other not in taken:
            partner[one] = other
            taken.add(other)
    return partner


def _candidates(old: Sequence[Text], new: Sequence[Text]) -> Iterator[tuple[float, Text, Text]]:
    """Pairs that are alike enough. Only those that share any pair of characters are looked at."""
    old_bigrams = [_bigrams(one.text) for one in old]
    holders: dict[str, list[int]] = defaultdict(list)
    for index, bigrams in enumerate(old_bigrams):
        for bigram in bigrams:
            holders[bigram].append(index)
    for one in new:
        bigrams = _bigrams(one.text)
        shared = Counter[int]()
        for bigram, count in bigrams.items():
            for index in holders.get(bigram, []):
                shared[index] += min(count, old_bigrams[index][bigram])
        for index, common in shared.items():
            likeness = 2 * common / (bigrams.total() + old_bigrams[index].total())
            if old[index].place == one.place:
                likeness += SAME_NUMBER
            if likeness >= ALIKE:
                yield likeness, one, old[index]


def _with_gone(differences: list[Difference], gone: list[Text]) -> Iterator[Difference]:
    rest = sorted(gone)
    for difference in differences:
        while rest and difference.old and rest[0].place < difference.old.place:
            yield Difference(rest.pop(0), None)
        yield difference
    yield from (Difference(one, None) for one in rest)


def _bigrams(text: str) -> Counter[str]:
    plain = _plain(text)
    return Counter(plain[index : index + 2] for index in range(len(plain) - 1))


def _folded(text: str) -> list[str]:
    return [unicodedata.normalize("NFKC", character) for character in text]


def _plain(text: str) -> str:
    """White space and the width of punctuation are the printer's, not the legislator's."""
    return without_spaces(text)
