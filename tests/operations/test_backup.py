"""F20, I28: what was acknowledged before the moment is there after a restore; and what a backup must not hold (S53)."""

import pytest

from tests.operations.restore_drill import run_drill

pytestmark = [pytest.mark.live, pytest.mark.long, pytest.mark.timeout(400)]

CANDIDATES = 8


@pytest.mark.parametrize("stack", ["sqlite", "postgresql"])
def test_f20_nothing_acknowledged_before_the_moment_is_missing(stack, tmp_path):
    found = run_drill(stack, tmp_path, CANDIDATES, seconds=4)
    assert found.before_moment > 100
    assert found.missing == 0
    # RPO: of what the killed server had acknowledged, the log's receiver lacks what was on its way (I28).
    assert found.lost_seconds <= (60 if stack == "postgresql" else 10), found
    assert found.failures == 0, "a backup in progress made a save fail"
    assert found.longest_pause < 5
    assert found.clear_text == []
    assert found.states == {"graded": CANDIDATES}
    assert "审计链:完整" in found.said
    assert found.acknowledged > found.before_moment, "the moment was not before the end"
