"""The figures of the screen as a report on paper: cover, tiles, definitions, charts with their tables (report.typ)."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from exam_platform.api import database_now
from exam_platform.people.models import Category
from exam_platform.typesetting import typeset

from .access import figures_scope
from .making import Making
from .overview import overview, unit_lines
from .statistics import percent

TEMPLATE = Path(__file__).with_name("report.typ")
# Two pages of bars: of more units the lowest are drawn, the table has all.
BARS = 72

COUNT_COLUMNS = (("应考", "due"), ("免考", "exempt"), ("实考", "sat"))
RATE_COLUMNS = (
    ("参考率", "participation_rate"),
    ("合格率（按实考）", "pass_rate"),
    ("合格率（按应考）", "pass_rate_of_due"),
    ("优秀率", "excellent_rate"),
)


def write_report(making: Making) -> bool:
    """Two steps, since Typst says nothing on its way: the figures, the paper."""
    page = overview(making.selection, scope=figures_scope(making.export.requested_by), with_items=making.rights.items)
    if not making.progress(1, 2):
        return False
    making.path.write_bytes(typeset(TEMPLATE, report_data(making, page)))
    return making.progress(2, 2)


def report_data(making: Making, page: dict[str, Any]) -> dict[str, Any]:
    """Everything as it will be read: the template lays out and computes nothing but lengths."""
    return {
        "site": settings.SITE_NAME,
        "title": making.exam.title,
        "unit": making.unit.name,
        "facts": _facts(making, page),
        "notes": _notes(page),
        "tiles": _tiles(page["totals"]),
        "further": _further(page["totals"], closed=page["closed"]),
        "definitions": page["definitions"],
        "bands": _bands(page["distribution"]),
        "units": _units(page),
        "bars": _bars(page["children"]),
        "items": _items(page) if making.rights.items else None,
    }


def _facts(making: Making, page: dict[str, Any]) -> list[tuple[str, str]]:
    category = making.selection.category
    return [
        ("统计单位", f"{making.unit.name}（含下级单位）"),
        ("人员类别", Category(category).label if category else "全部类别"),
        ("数据截至", _time(page["as_of"]) if page["as_of"] else "尚未统计"),
        ("制作时间", _time(database_now())),
        ("制作人", making.export.requested_by.name),
    ]


def _time(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y年%m月%d日 %H:%M}"


def _notes(page: dict[str, Any]) -> list[str]:
    """What a reader must know before she quotes a figure."""
    notes = []
    if not page["closed"]:
        notes.append("考试尚未结束，本报告为阶段性统计。")
    if page["is_due"]:
        notes.append("制作时有新的成绩正在计入，数字以再次生成的报告为准。")
    if any(shown["suppressed"] for _, shown in unit_lines(page)):
        notes.append(f"人数少于 {settings.SMALL_GROUP} 人的单位不显示成绩数字，以“—”表示。")
    return notes


def _count(number: int | None) -> str:
    return "—" if number is None else f"{number:,}"


def _points(hundredths: int | None) -> str:
    return "—" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"


def _rate(rate: dict[str, Any]) -> str:
    return _percent(rate["percent"])


def _percent(share: str | None) -> str:
    return "—" if share is None else f"{share}%"


def _made_of(rate: dict[str, Any], numerator: str, denominator: str) -> str:
    return f"{numerator} {_count(rate['numerator'])} ÷ {denominator} {_count(rate['denominator'])}"


def _tiles(totals: dict[str, Any]) -> list[dict[str, str]]:
    due = f"名册 {_count(totals['roster'])} − 免考 {_count(totals['exempt'])} − 核减 {_count(totals['reduced'])}"
    rates = {
        "participation_rate": ("实考", "应考"),
        "pass_rate": ("合格", "实考"),
        "pass_rate_of_due": ("合格", "应考"),
        "excellent_rate": ("优秀", "实考"),
    }
    shown = {name: (title, _rate(totals[name]), _made_of(totals[name], *rates[name])) for title, name in RATE_COLUMNS}
    tiles = [
        ("应考", _count(totals["due"]), due),
        ("免考", _count(totals["exempt"]), "不计入应考"),
        ("实考", _count(totals["sat"]), "至少交过一份有效答卷，白卷计入"),
        shown["participation_rate"],
        ("合格", _count(totals["passed"]), "最终成绩，含补考"),
        shown["pass_rate"],
        shown["pass_rate_of_due"],
        shown["excellent_rate"],
        ("平均分", _points(totals["average"]), "计入成绩的平均分"),
    ]
    return [{"label": label, "value": value, "note": note} for label, value, note in tiles]


def _further(totals: dict[str, Any], *, closed: bool) -> list[tuple[str, str]]:
    """What the tiles leave out: with it 应考 = 实考 + 请假 + 缺考, and 实考 = 合格 + 不合格 + 取消成绩."""
    first, second = totals["first_pass_rate"], totals["make_up_pass_rate"]
    return [
        ("核减", _count(totals["reduced"])),
        ("请假", _count(totals["leave"])),
        ("缺考", _count(totals["absent"])) if closed else ("未考", _count(totals["not_yet"])),
        ("不合格", _count(totals["failed"])),
        ("取消成绩", _count(totals["cancelled"])),
        ("优秀", _count(totals["excellent"])),
        ("首考合格率", f"{_rate(first)}（{_count(first['numerator'])} ÷ {_count(first['denominator'])}）"),
        ("补考合格率", f"{_rate(second)}（{_count(second['numerator'])} ÷ {_count(second['denominator'])}）"),
    ]


def _bands(distribution: list[dict[str, int]]) -> list[dict[str, Any]]:
    scored = sum(band["count"] for band in distribution)
    return [
        {
            "label": f"{band['from']}–{band['to']}",
            "count": band["count"],
            "text": _count(band["count"]),
            "share": _percent(percent(band["count"], scored)),
        }
        for band in distribution
    ]


def _units(page: dict[str, Any]) -> dict[str, Any]:
    missing = ("缺考", "absent") if page["closed"] else ("未考", "not_yet")
    counts = [*COUNT_COLUMNS, missing, ("合格", "passed"), ("不合格", "failed")]

    def line(name: str, shown: dict[str, Any]) -> list[str]:
        numbers = [_count(shown[key]) for _, key in counts]
        return [name, *numbers, *(_rate(shown[key]) for _, key in RATE_COLUMNS), _points(shown["average"])]

    return {
        "columns": ["单位", *(title for title, _ in counts), *(title for title, _ in RATE_COLUMNS), "平均分"],
        "lines": [line(name, shown) for name, shown in unit_lines(page) if shown["roster"]],
        "total": line("合计", page["totals"]),
    }


def _bars(children: list[dict[str, Any]]) -> dict[str, Any]:
    """As on the screen: by 合格率, the highest first; who has none is not drawn."""
    drawn = [child for child in children if child["pass_rate"]["percent"] is not None]
    drawn.sort(key=lambda child: float(child["pass_rate"]["percent"]), reverse=True)
    rates = RATE_COLUMNS[:2]
    return {
        "left_out": max(0, len(drawn) - BARS),
        "legend": [title for title, _ in rates],
        "lines": [
            {
                "name": child["unit"]["name"],
                "rates": [{"share": float(child[key]["percent"]), "text": _rate(child[key])} for _, key in rates],
            }
            for child in drawn[-BARS:]
        ],
    }


def _items(page: dict[str, Any]) -> dict[str, list[list[str]]]:
    return {
        "topics": _facilities(page["topics"], "topic"),
        "questions": _facilities(page["questions"], "stem"),
    }


def _facilities(rows: list[dict[str, Any]], subject: str) -> list[list[str]]:
    return [[row[subject], _percent(row["facility"]), _count(row["count"])] for row in rows]
