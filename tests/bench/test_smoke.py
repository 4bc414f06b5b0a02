"""Each bench still runs, with tiny numbers and no bar, on the stack under test; `start` and `paper` on PostgreSQL."""

import importlib
import json

import pytest

from tests.bench.__main__ import NAMES
from tests.bench.frame import QUICK, Compared, Figure, keep, table

STACK = QUICK.stacks[0]
EXPECTED = {
    "save": {f"save_cpu_ratio_{STACK}"},
    "start": {"start_cpu_ratio", "start_bank_ratio"},
    "paper": {"paper_cpu_ratio"},
    "marking": {f"marking_ratio_{STACK}", f"marking_growth_{STACK}"},
    "lists": {f"list_growth_{STACK}"},
    "figures": {f"statistics_growth_{STACK}"},
    "imports": {f"import_ratio_{STACK}", f"import_memory_{STACK}"},
    "kinds": {"kinds_ratio", "kinds_per_cpu_second"},
    "page": {"first_question_ratio"},
}


@pytest.mark.live
@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", NAMES)
def test_each_bench_runs(name, tmp_path):
    figures = importlib.import_module(f"tests.bench.{name}").run(QUICK)
    assert {figure.name for figure in figures} == EXPECTED[name]
    assert all(figure.value > 0 for figure in figures)
    keep(figures, tmp_path / "bench.json")
    rows = json.loads((tmp_path / "bench.json").read_text())
    assert {row["name"] for row in rows} == EXPECTED[name]


def test_the_median_of_the_pairs_is_judged():
    figure = Compared([3.0, 1.0, 100.0], [1.0, 1.0, 10.0]).ratio("x", bar=2.9, must=True)
    assert (figure.value, figure.met, figure.more["highest"]) == (3.0, False, 10.0)
    assert "MISSED" in table([figure])
    assert "met" in table([Figure("y", 1.0, "×", 2.0)])
