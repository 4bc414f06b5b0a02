"""F10 and F11, without a kill: everybody hands in within the last three seconds; nobody hands in at all."""

import pytest

from tests.faults.effects import assert_each_once


@pytest.mark.parametrize(("fault", "scenario"), [("F10", "last-seconds"), ("F11", "nobody-submits")])
def test_f10_f11_the_end(stack, rehearse, fault, scenario):
    with rehearse(stack, fault, seconds=40, scenario=scenario) as run:
        pass
    assert run.report["seconds_to_close_all"] <= 60
    assert run.report["seconds_to_grade_all"] <= 300
    assert run.answered_5xx() == 0
    assert_each_once(stack, run.load.candidates)
    run.check()
