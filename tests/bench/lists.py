"""Pages of lists at 100,000 rows ÷ 1,000: the first page, one deep inside, a search for one line, a unit of
more than a page, and the question list by its filters, alone and in pairs."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from tests.bench.frame import Effort, Figure
from tests.bench.growth import grow

Address = Callable[[dict[str, Any]], str]


def cursor(position: object) -> str:
    return quote(b64encode(f"p={quote(str(position))}".encode()).decode())


PAGES: dict[str, Address] = {
    "persons": lambda facts: "people/",
    "persons, deep": lambda facts: f"people/?cursor={cursor(facts['last_person'])}",
    "persons, search": lambda facts: f"people/?search={quote('欧阳')}",
    "persons, unit": lambda facts: f"people/?unit={facts['unit']}",
    "entries": lambda facts: f"exams/{facts['exam']}/entries/",
    "entries, deep": lambda facts: f"exams/{facts['exam']}/entries/?cursor={cursor(facts['last_path'])}",
    "entries, search": lambda facts: f"exams/{facts['exam']}/entries/?search={quote('欧阳')}",
    "entries, unit": lambda facts: f"exams/{facts['exam']}/entries/?unit={facts['unit']}",
    "questions": lambda facts: "questions/",
    "questions, deep": lambda facts: f"questions/?cursor={cursor(facts['bank']['middle'])}",
    "questions, search": lambda facts: f"questions/?search={quote('罕见')}",
}

# Of the question list; what stands in braces is a fact of the bank (`bank.py`).
FILTERS = (
    "kind=single",
    "kind=matching",
    "topic={topic}",
    "topic={above}",
    "difficulty=hard",
    "state=published",
    "state=in_review",
    "mine=true",
    "stale=true",
    "stale=false",
    "law={law_third}",
    "law={law_together}",
    "law={law_few}&article=1",
    "kind=single&topic={topic}",
    "kind=single&topic={foreign_topic}",
    "kind=multiple&difficulty=hard",
    "kind=single&state=in_review",
    "kind=single&mine=true",
    "kind=single&stale=true",
    "kind=multiple&law={law_third}",
    "topic={above}&difficulty=easy&state=published",
    "state=published&mine=true",
    "difficulty=hard&law={law_together}",
    "kind=multiple&search=行政处罚",
    "mine=true&search=行政处罚",
    "law={law_few}&search=行政处罚",
)


def run(effort: Effort) -> list[Figure]:
    large, small = effort.of(100_000, 400), effort.of(1000, 200)
    sizes = ({"persons": large, "questions": large}, {"persons": small, "questions": small})
    return grow("list_growth", PAGES | {one: filtered(one) for one in FILTERS}, sizes, effort)


def filtered(filters: str) -> Address:
    return lambda facts: f"questions/?{quote(filters.format(**facts['bank']), safe='=&')}"
