"""docs/security.md and docs/reliability.md name a test for every number, and the tests that they name are there."""

import re

import pytest

from tests.live import ROOT

TEXT = "\n".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("security.md", "reliability.md"))
ROWS = dict(re.findall(r"^\| ([INS][0-9]+a?) \|.*\| (`tests/.*) \|$", TEXT, re.M))
INVARIANTS = range(1, 31)
# What RELIABILITY's tables have, and what the page says is shown elsewhere.
SECURITY = {*range(14, 40), 41, 42, 43, 44, 46, 47, 48, 49, 50, 64}
BAD_INPUTS = {
    *(1, 4, 5, *range(7, 16), *range(17, 28), *range(29, 34), *range(35, 41), *range(42, 46), 47),
    *(*range(48, 59), *range(60, 68), *range(69, 82), *range(83, 88), *range(91, 94), *range(95, 102)),
}


def test_every_number_has_a_test():
    wanted = {f"S{number}" for number in SECURITY} | {f"N{number}" for number in BAD_INPUTS} | {"N19a"}
    wanted |= {f"I{number}" for number in INVARIANTS}
    assert wanted - ROWS.keys() == set()


@pytest.mark.parametrize("number", ROWS)
def test_the_tests_it_names_are_there(number):
    for path, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", ROWS[number]):
        assert re.search(rf"^\s*(def|class) {name}\b", (ROOT / path).read_text(encoding="utf-8"), re.M), (path, name)
