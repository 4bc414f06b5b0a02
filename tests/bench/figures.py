"""The statistics page of the top unit with 1,000,000 entries ÷ with 2,000."""

from tests.bench.frame import Effort, Figure
from tests.bench.growth import grow

PAGES = {"statistics": lambda facts: f"exams/{facts['exam']}/statistics/?unit={facts['district']}"}


def run(effort: Effort) -> list[Figure]:
    large, small = effort.of(1_000_000, 400), effort.of(2000, 200)
    unlisted = {"questions": 10, "listed": False}
    return grow("statistics_growth", PAGES, ({"persons": large, **unlisted}, {"persons": small, **unlisted}), effort)
