"""The files that can be ordered: each kind has its name, its suffix and what writes it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from .listings import write_results
from .making import Making
from .report import write_report
from .statistics_workbook import write_statistics


@dataclass(frozen=True)
class Kind:
    """`write` makes the file under the rights given; False if it was cancelled on the way."""

    name: str
    suffix: str
    write: Callable[[Making], bool]


KINDS = {
    "statistics": Kind("统计表", ".xlsx", write_statistics),
    "results": Kind("成绩名单", ".xlsx", write_results),
    "report": Kind("统计报告", ".pdf", write_report),
}


def safe_file_name(title: str) -> str:
    return re.sub(r'[\\/:*?"<>|\s]+', "_", title)[:80]
