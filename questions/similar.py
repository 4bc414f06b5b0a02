"""Questions whose stems are alike: one stem's by the index of bigrams, a whole file's by reading the bank once."""

from typing import NamedTuple

from questions.models import Question, QuestionQuerySet
from questions.similarity import LIKE, StemIndex, leads, likeness, pairs, plain_stem
from questions.text_index import TextIndex

# Of more that share so many pairs with a stem the first are compared.
MOST_CANDIDATES = 300
MOST_SHOWN = 5


class Similar(NamedTuple):
    question: int
    likeness: float


def similar_to(stem: str, questions: QuestionQuerySet) -> list[Similar]:
    """Those of `questions` that are most like a stem; two queries."""
    groups = leads(stem)
    if not groups:
        return []
    found = TextIndex.of(Question, "search_text").rows(groups, MOST_CANDIDATES)
    own = pairs(plain_stem(stem))
    rows = questions.filter(pk__in=found, retired_at=None).values_list("pk", "current__stem").order_by("pk")
    alike = [Similar(pk, likeness(own, pairs(plain_stem(other)))) for pk, other in rows]
    alike.sort(key=lambda one: -one.likeness)
    return [one for one in alike if one.likeness >= LIKE][:MOST_SHOWN]


def similar_in_bank(stems: StemIndex) -> dict[int, Similar]:
    """For each stem of a file that is like one of the bank, by its place, the likest. Reads every stem of the bank."""
    found: dict[int, Similar] = {}
    bank = Question.objects.of_the_bank().filter(retired_at=None).order_by()
    for pk, stem in bank.values_list("pk", "current__stem").iterator():
        for place, much in stems.like(stem or "").items():
            if place not in found or much > found[place].likeness:
                found[place] = Similar(pk, much)
    return found
