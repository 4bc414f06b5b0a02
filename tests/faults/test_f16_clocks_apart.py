"""F16: the clock of every process of the platform is ten minutes off the database's, which alone decides."""

import subprocess
import sys
import urllib.request

import pytest

from tests.faults.clock import clock_off_by
from tests.faults.stacks import POSTGRESQL, Places, running
from tests.live import ROOT


@pytest.mark.parametrize("seconds", [600, -600])
def test_f16_clocks_apart(tmp_path, rehearse, seconds):
    places = Places(environment=clock_off_by(seconds, tmp_path))
    with running(POSTGRESQL, tmp_path, places) as stack:
        with rehearse(stack, f"F16 {seconds:+d} s", seconds=40, scenario="steady") as run:
            run.under_load()
            with urllib.request.urlopen(f"{stack.platform.url}metrics", timeout=10) as answer:
                metrics = answer.read().decode()
        (apart,) = [line.split()[1] for line in metrics.splitlines() if line.startswith("exam_clock_apart_seconds")]
        assert abs(float(apart) - seconds) < 2, "the alarm"
        doctor = subprocess.run(
            [sys.executable, "-m", "exam_platform", "doctor"],
            cwd=ROOT, env=stack.platform.settings, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert "时钟相差" in doctor.stdout + doctor.stderr
        run.check()
