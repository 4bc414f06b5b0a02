"""Importing 20,000 questions ÷ reading the same file and one bulk insert of its rows."""

from statistics import median

from tests.bench.frame import Compared, Effort, Figure
from tests.bench.marking import database
from tests.bench.stage import stage

RATIO, MEMORY = 3.0, 512.0


def run(effort: Effort) -> list[Figure]:
    figures = []
    rows, pairs = effort.of(20_000, 40), min(effort.pairs, 3)
    for name in effort.stacks:
        with stage(name) as here:
            found = here.tell("import_room.compared", rows=rows, pairs=pairs, database=database(here))
        compared = Compared(found["product"], found["floor"])
        more = {"rows": rows, "steps_s": found["steps"], "product_s": round(median(compared.first), 2)}
        figures.append(compared.ratio(f"import_ratio_{name}", RATIO, **more))
        figures.append(Figure(f"import_memory_{name}", found["memory_mb"], "MB", MEMORY))
    return figures
