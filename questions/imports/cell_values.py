"""Numbers of an xlsx cell as the text a reader would call them: dates and percents by their format. Pure."""

import re
import zipfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

from questions.imports.grid import CellKind
from questions.imports.xml_events import elements

# the built-in formats that show a date, those of East Asian locales among them
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENT_FORMATS = {9, 10}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 (a spreadsheet's dates have no zone)
_LAST_SERIAL = 2_958_466


@dataclass(slots=True)
class Styles:
    """Which cell formats (the `s` of a cell) show dates or percents."""

    dates: set[str] = field(default_factory=set)
    percents: set[str] = field(default_factory=set)
    date1904: bool = False


def read_styles(archive: zipfile.ZipFile, *, date1904: bool) -> Styles:
    styles = Styles(date1904=date1904)
    if "xl/styles.xml" not in archive.namelist():
        return styles
    codes: dict[str, str] = {}
    in_cell_formats, index = False, 0
    for event in elements(archive, "xl/styles.xml"):
        if event.name == "numFmt" and event.opens:
            codes[event.attributes.get("numFmtId", "")] = event.attributes.get("formatCode", "")
        elif event.name == "cellXfs":
            in_cell_formats = event.opens
        elif event.name == "xf" and event.opens and in_cell_formats:
            number = event.attributes.get("numFmtId", "0")
            code = _QUOTED.sub("", codes.get(number, "")).lower()
            builtin = int(number) if number.isdigit() else 0
            if builtin in _DATE_FORMATS or re.search(r"[ymdhs]", code.replace("general", "")):
                styles.dates.add(str(index))
            elif builtin in _PERCENT_FORMATS or "%" in code:
                styles.percents.add(str(index))
            index += 1
    return styles


def display_text(stored: str, style: str, styles: Styles) -> tuple[CellKind, str]:
    try:
        value = Decimal(stored.strip())
    except InvalidOperation:
        return "error", stored
    if not value.is_finite() or abs(value.adjusted()) > 300:
        return "error", stored
    if style in styles.dates:
        return _date(value, styles)
    if style in styles.percents:
        return "number", f"{_plain(value * 100)}%"
    return "number", _plain(value)


def _plain(value: Decimal) -> str:
    """15 significant digits, as Excel shows them: 2.0 → 2, 0.30000000000000004 → 0.3."""
    if value == value.to_integral_value() and value.adjusted() < 20:
        return str(int(value))
    return f"{float(value):.15g}"


def _date(value: Decimal, styles: Styles) -> tuple[CellKind, str]:
    if not 0 <= value < _LAST_SERIAL:
        return "error", str(value)
    moment = (_EPOCH_1904 if styles.date1904 else _EPOCH) + timedelta(seconds=round(float(value) * 86_400))
    return "date", moment.date().isoformat() if moment.time() == datetime.min.time() else str(moment)
