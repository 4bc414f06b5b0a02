"""What a candidate answers: at random from what the paper offers, sometimes changed, taken back, or marked. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

EVENTS = ("blur", "focus")
SHARE_EVENTS, SHARE_CHANGED, SHARE_CLEARED, SHARE_FLAGGED = 0.1, 0.2, 0.05, 0.1
# What can be written into a blank of the rehearsal's own questions.
WORDS = ("公平", "公正", "公开")


@dataclass(frozen=True)
class Asked:
    position: int
    kind: str
    letters: str
    blanks: int


@dataclass
class Paper:
    questions: list[Asked]
    answered: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, content: dict[str, Any]) -> "Paper":
        return cls(
            [
                Asked(
                    question["position"],
                    question["kind"],
                    "".join(option["letter"] for option in question["options"]),
                    question["blanks"],
                )
                for question in content["questions"]
            ]
        )

    def draw(self, random: Random) -> Iterator[tuple[int | None, Any, bool]]:
        """One to three changes, as (position, answer, flagged); an event has no position."""
        if random.random() < SHARE_EVENTS:
            yield None, random.choice(EVENTS), False
        for _ in range(random.randint(1, 3)):
            question = self._next(random)
            cleared = question.position in self.answered and random.random() < SHARE_CLEARED / SHARE_CHANGED
            self.answered.add(question.position)
            yield question.position, [] if cleared else answer_to(question, random), random.random() < SHARE_FLAGGED

    def _next(self, random: Random) -> Asked:
        fresh = [question for question in self.questions if question.position not in self.answered]
        if not fresh or (self.answered and random.random() < SHARE_CHANGED):
            return random.choice([question for question in self.questions if question.position in self.answered])
        return fresh[0]


def answer_to(question: Asked, random: Random) -> list[str]:
    if question.kind == "true_false":
        return [random.choice("TF")]
    if question.kind == "fill_in":
        return [random.choice(WORDS) for _ in range(question.blanks)]
    if question.kind == "multiple":
        return sorted(random.sample(question.letters, random.randint(1, len(question.letters))))
    return [random.choice(question.letters)]
