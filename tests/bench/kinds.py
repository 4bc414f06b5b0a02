"""Marking 100,000 responses of the starter bank's machine-marked questions ÷ looking the same answers up."""

import random
import time
from collections.abc import Callable
from typing import Any

from questions.drafts import Draft
from questions.kinds import kind_of
from questions.kinds.contract import PARTIAL
from questions.starter import starter_drafts
from tests.bench.frame import Effort, Figure, compare

POINTS = 200


def run(effort: Effort) -> list[Figure]:
    count = effort.of(100_000, 2_000)
    drafts = [draft for draft in starter_drafts() if draft.machine_marked]
    chance = random.Random(1)
    given = [(place, answer_to(drafts[place], chance)) for place in chance.choices(range(len(drafts)), k=count)]
    marks = {(place, "|".join(answer)): marked(drafts[place], answer) for place, answer in given}

    def by_kind() -> int:
        return sum(marked(drafts[place], answer) for place, answer in given)

    def by_look_up() -> int:
        return sum(marks[place, "|".join(answer)] for place, answer in given)

    assert by_kind() == by_look_up()
    compared = compare(lambda: cost(by_kind, count), lambda: cost(by_look_up, count), effort.pairs)
    ratio = compared.ratio("kinds_ratio", responses=count, rule=PARTIAL)
    return [ratio, Figure("kinds_per_cpu_second", 1e6 / ratio.more["product_us"], "/s")]


def marked(draft: Draft, answer: list[str]) -> int:
    return kind_of(draft.kind).mark(draft.content, draft.key, answer, POINTS, PARTIAL) or 0


def answer_to(draft: Draft, chance: random.Random) -> list[str]:
    """Right, or another that the question takes."""
    other: Any = {"true_false": chance.choice(["T", "F"]), "fill_in": "别的"}
    letters = [option["letter"] for option in draft.options]
    if chance.random() < 0.6:
        return draft.key
    if draft.kind == "multiple":
        return sorted(chance.sample(letters, k=chance.randint(1, len(letters))))
    return [chance.choice(letters)] if draft.kind == "single" else [other.get(draft.kind, "")] * len(draft.key)


def cost(act: Callable[[], int], count: int) -> float:
    before = time.process_time()
    act()
    return (time.process_time() - before) / count
