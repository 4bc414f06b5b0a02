"""The figures of the screen as a workbook."""

from collections.abc import Iterator

from . import workbooks
from .access import figures_scope
from .making import Making
from .overview import definitions, overview, unit_lines


def write_statistics(making: Making) -> bool:
    """Sheet 1: the unit itself and each unit below it, then the total: the rows add up to the tiles of the screen."""
    page = overview(making.selection, scope=figures_scope(making.export.requested_by), with_items=False)
    rows = [workbooks.figure_row(name, shown) for name, shown in unit_lines(page)]
    rows.append(workbooks.figure_row("合计", page["totals"]))
    spread = [[f"{band['from']}–{band['to']}%", band["count"]] for band in page["distribution"]]
    notes = [[item["term"], item["text"]] for item in definitions(making.selection)]
    notes.append(["统计时间", page["as_of"].astimezone().strftime("%Y-%m-%d %H:%M") if page["as_of"] else "尚未统计"])
    with workbooks.Workbook(making.path) as book:
        _run(book.add_table("统计", workbooks.figure_columns(), rows, [24] + [12] * 19))
        _run(book.add_table("分数段", ["得分占满分", "人数"], spread, [16, 10]))
        _run(book.add_table("说明", ["项目", "说明"], notes, [14, 90]))
    return making.progress(len(rows), len(rows))


def _run(rows: Iterator[int]) -> None:
    for _ in rows:
        pass
