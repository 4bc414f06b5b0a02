"""Grading 2,010 attempts of 80 answers ÷ one SQL statement that writes the same marks; 20,100 attempts ÷ 2,010."""

from statistics import median

from tests.bench.frame import Compared, Effort, Figure
from tests.bench.stage import Stage, stage

RATIO, GROWTH = 3.0, 11.0


def run(effort: Effort) -> list[Figure]:
    small, large = effort.of(2010, 60), effort.of(20_100, 600)
    figures = []
    for name in effort.stacks:
        with stage(name) as here:
            found = here.tell("marking_room.compared", attempts=small, pairs=effort.pairs, database=database(here))
        compared = Compared(found["product"], found["floor"])
        figures.append(compared.ratio(f"marking_ratio_{name}", RATIO, attempts=small, marks=found["marks"]))
        with stage(name) as here:
            times = max(1, effort.pairs // 3)
            many = here.tell("marking_room.seconds", attempts=large, times=times, database=database(here))
        few = median(compared.first)
        more = {"few_s": round(few, 3), "many_s": round(median(many), 3), "attempts": [small, large]}
        figures.append(Figure(f"marking_growth_{name}", median(many) / few, "×", GROWTH, must=True, more=more))
    return figures


def database(here: Stage) -> int:
    return here.postgresql.process.pid if here.postgresql and here.postgresql.process else 0
