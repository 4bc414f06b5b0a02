"""The statistics page of the top unit with 1,000,000 entries ÷ with 2,000."""

from tests.bench.frame import Effort, Figure
from tests.bench.growth import grow

PAGES = {"statistics": lambda facts: f"exams/{facts['exam']}/statistics/?unit={facts['district']}"}


def run(effort: Effort) -> list[Figure]:
    sizes = (
        {"persons": effort.of(1_000_000, 400), "questions": 10},
        {"persons": effort.of(2000, 200), "questions": 10},
    )
    return grow("statistics_growth", PAGES, sizes, effort)
