"""docs/security.md names a test for every number: the tests are there, and no number is forgotten."""

import re

import pytest

from tests.live import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| ([NS][0-9]+a?) \|.*\| (`tests/.*) \|$", TEXT, re.M))
# What RELIABILITY's tables have, and what the page says is shown elsewhere.
SECURITY = {*range(14, 40), 41, 42, 43, 44, 46, 47, 49, 50, 64}
BAD_INPUTS = {
    *(1, 4, 5, *range(7, 16), *range(17, 28), *range(29, 34), *range(35, 41), *range(42, 46), 47),
    *(*range(48, 59), *range(60, 68), *range(69, 82), *range(83, 88), *range(91, 94), *range(95, 102)),
}


def test_every_number_has_a_test():
    wanted = {f"S{number}" for number in SECURITY} | {f"N{number}" for number in BAD_INPUTS} | {"N19a"}
    assert wanted - ROWS.keys() == set()


@pytest.mark.parametrize("number", ROWS)
def test_the_tests_it_names_are_there(number):
    for path, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", ROWS[number]):
        assert re.search(rf"^\s*(def|class) {name}\b", (ROOT / path).read_text(encoding="utf-8"), re.M), (path, name)
