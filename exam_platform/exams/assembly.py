"""Drawing papers, and the order in which each candidate sees hers. Pure: ids and numbers in, ids and numbers out.

A paper is a set of questions in which every row of the blueprint gets its count and no question stands twice (N73).
The sets of questions that can be placed so are the independent sets of a transversal matroid, in which taking the
cheapest element first is optimal. The price of a question is how often earlier papers used it, so each paper uses the
least used questions that the rows allow, and papers repeat a question only when the pool is too small not to.
"""

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Protocol

LETTERS = "ABCDEFGHIJ"
# All orders of none, one, two … five letters.
ARRANGEMENTS = [["".join(order) for order in permutations(LETTERS[:options])] for options in range(6)]


class Row(Protocol):
    @property
    def count(self) -> int: ...


@dataclass(frozen=True)
class Shortage:
    """A row that cannot be filled: `row` is its index, `wanted` its count, `found` what was left for it."""

    row: int
    wanted: int
    found: int

    @property
    def lacking(self) -> int:
        return self.wanted - self.found


class PoolTooSmall(ValueError):
    """Not even one paper can be drawn (N72)."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        super().__init__(", ".join(f"row {short.row}: {short.found} of {short.wanted}" for short in shortages))
        self.shortages = list(shortages)


class Placement:
    """Questions placed in rows, each at most once; moves earlier ones aside when that makes room."""

    def __init__(self, wanted: Sequence[int], rows_of: Mapping[int, Sequence[int]]) -> None:
        self.wanted = wanted
        self.rows_of = rows_of
        self.taken: list[set[int]] = [set() for _ in wanted]
        # Rows that are full and cannot pass a question on. That never changes again, so they are not searched twice.
        self.tight: set[int] = set()

    def place(self, question: int) -> bool:
        visited: set[int] = set()
        if self._make_room(question, visited):
            return True
        self.tight |= visited
        return False

    def _make_room(self, question: int, visited: set[int]) -> bool:
        for row in self.rows_of[question]:
            if row in visited or row in self.tight:
                continue
            visited.add(row)
            if len(self.taken[row]) < self.wanted[row] or self._pass_on(row, visited):
                self.taken[row].add(question)
                return True
        return False

    def _pass_on(self, row: int, visited: set[int]) -> bool:
        """Move one question of a full row to another row that can take it."""
        for settled in sorted(self.taken[row]):
            if len(self.rows_of[settled]) > 1 and self._make_room(settled, visited):
                self.taken[row].remove(settled)
                return True
        return False


def find_shortages(rows: Sequence[Row], pools: Sequence[Collection[int]]) -> list[Shortage]:
    """Which rows lack how many, when every row draws from its own pool and no question is drawn twice."""
    placement = Placement([row.count for row in rows], rows_by_question(pools))
    # The rarest first: what one row alone can use does not take the place of what several can.
    for question in sorted(placement.rows_of, key=lambda question: (len(placement.rows_of[question]), question)):
        placement.place(question)
    return shortages_of(placement)


def draw_forms(rows: Sequence[Row], pools: Sequence[Collection[int]], count: int, seed: int) -> list[list[list[int]]]:
    """`count` papers; a paper is, for each row, the questions drawn for it, in random order.

    `pools[i]` holds what row i may draw. The same arguments give the same papers. Raises PoolTooSmall.
    """
    chance = random.Random(seed)
    rows_of = rows_by_question(pools)
    wanted = [row.count for row in rows]
    uses: Counter[int] = Counter()
    forms = []
    for _ in range(count):
        placement = Placement(wanted, rows_of)
        # First shuffled, then sorted by use alone: chance decides among equally used ones.
        deck = sorted(rows_of)
        chance.shuffle(deck)
        for question in sorted(deck, key=lambda question: uses[question]):
            placement.place(question)
        if shortages_of(placement):
            raise PoolTooSmall(find_shortages(rows, pools))
        form = [sorted(questions) for questions in placement.taken]
        for questions in form:
            chance.shuffle(questions)
            uses.update(questions)
        forms.append(form)
    return forms


def rows_by_question(pools: Sequence[Collection[int]]) -> dict[int, list[int]]:
    rows_of: dict[int, list[int]] = {}
    for index, pool in enumerate(pools):
        for question in sorted(set(pool)):
            rows_of.setdefault(question, []).append(index)
    return rows_of


def shortages_of(placement: Placement) -> list[Shortage]:
    return [
        Shortage(row=index, wanted=wanted, found=len(placement.taken[index]))
        for index, wanted in enumerate(placement.wanted)
        if len(placement.taken[index]) < wanted
    ]


def overlaps(pools: Sequence[Collection[int]]) -> list[list[int]]:
    """For each row the indexes of the other rows that draw from some of the same questions."""
    sets = [set(pool) for pool in pools]
    return [
        [other for other in range(len(sets)) if other != index and sets[index] & sets[other]]
        for index in range(len(sets))
    ]


def order_for(
    outline: Sequence[tuple[int, str, int] | list[int | str]], seed: int | str, shuffle_options: bool
) -> list[tuple[int, str]]:
    """One candidate's order of a form: `[(position, "BDAC"), …]`.

    `outline` is `Form.outline`: position, kind, number of options. Questions are shuffled within their section (kind);
    sections keep their order. The letters are the form's own, in the order she sees them: "" for kinds without options
    (true/false, fill-in).
    """
    chance = random.Random(seed)
    sections: dict[str, list[tuple[int, int]]] = {}
    for position, kind, options in outline:
        sections.setdefault(str(kind), []).append((int(position), int(options)))
    order = []
    for items in sections.values():
        chance.shuffle(items)
        for position, options in items:
            order.append((position, _shuffled(options, chance) if shuffle_options else LETTERS[:options]))
    return order


def _shuffled(options: int, chance: random.Random) -> str:
    """So many letters in random order. Nearly all questions have few, and one draw does it."""
    if options < len(ARRANGEMENTS):
        return chance.choice(ARRANGEMENTS[options])
    letters = list(LETTERS[:options])
    chance.shuffle(letters)
    return "".join(letters)


def paper_for(is_leading: bool, papers: Collection[str]) -> str | None:
    """Which of an examination's papers (`Blueprint.paper`) a candidate of this rank is given; None: there is none."""
    own = "leading" if is_leading else "others"
    return next((paper for paper in (own, "all") if paper in papers), None)
