"""`exam-platform rehearse` at the size of an office, on a stack of its own that is started for it and gone afterwards.

    python -m tests.rehearsal.at_size sqlite|postgresql [options of rehearse]

Reports go to DATA_DIR/rehearsals/<stack>-<scenario>.json. Exit status: the rehearsal's.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.faults.stacks import POSTGRESQL, SQLITE, running
from tests.live import ROOT

CANDIDATES = ["--candidates", "2010"]


def rehearse(stack_name: str, options: list[str]) -> int:
    scenario = options[options.index("--scenario") + 1] if "--scenario" in options else "office"
    reports = Path(os.environ.get("DATA_DIR", "var")).resolve() / "rehearsals"
    reports.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder, running(stack_name, Path(folder)) as stack:
        results = Path(folder) / "results"
        done = subprocess.run(
            [sys.executable, "-m", "exam_platform", "rehearse", "--folder", str(results), *CANDIDATES, *options],
            cwd=ROOT,
            env=stack.platform.settings,
            check=False,
        )
        shutil.copy(results / "report.json", reports / f"{stack_name}-{scenario}.json")
    return done.returncode


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in (SQLITE, POSTGRESQL):
        sys.exit(f"usage: python -m tests.rehearsal.at_size {SQLITE}|{POSTGRESQL} [options of rehearse]")
    sys.exit(rehearse(sys.argv[1], sys.argv[2:]))
