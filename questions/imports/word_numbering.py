"""Word's automatic numbering rebuilt: a paragraph's style and numPr, numbering.xml → 「1.」「A.」「一、」. Pure."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

from questions.imports.xml_events import Element, elements
from questions.laws.numerals import LARGEST, numeral_of

_STYLES, _NUMBERING = "word/styles.xml", "word/numbering.xml"
_PLACE = re.compile(r"%([1-9])")
# a style may be based on itself, by way of others
_MOST_BASES = 20
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


def _letters(number: int) -> str:
    """A … Z, AA, BB … ZZ, AAA, as Word goes on."""
    return chr(ord("A") + (number - 1) % 26) * min((number - 1) // 26 + 1, 10) if number > 0 else ""


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        written += sign * (number // value)
        number %= value
    return written


def _chinese(number: int) -> str:
    return numeral_of(number) if 1 <= number <= LARGEST else str(number)


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if 1 <= number <= 20 else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": lambda number: _roman(number % 10_000),
    "lowerRoman": lambda number: _roman(number % 10_000).lower(),
    "decimalZero": lambda number: f"{number:02}",
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "chineseLegalSimplified", "japaneseCounting", "ideographDigital",
         "taiwaneseCounting", "taiwaneseCountingThousand"), _chinese,
    ),
    **dict.fromkeys(("bullet", "none"), lambda _: ""),
}  # fmt: skip


@dataclass(slots=True)
class _Level:
    start: int = 0
    format: str = "decimal"
    text: str = ""
    style: str = ""
    restarts: bool = True


@dataclass(slots=True)
class _List:
    """An abstractNum: its levels, and the counters that all numbers that follow it share."""

    levels: dict[int, _Level] = field(default_factory=dict)
    link: str = ""
    counters: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Number:
    """A num: the list that it follows, with `levels` of its own; `starts` are those it begins anew at its first use."""

    list: str = ""
    levels: dict[int, _Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Style:
    based_on: str = ""
    number: str = ""
    level: str = ""


class Numbering:
    """Counts as Word does, in the order in which `label` is asked."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        names = set(archive.namelist())
        self.default_style = ""
        self.styles: dict[str, _Style] = {}
        self.lists: dict[str, _List] = {}
        self.numbers: dict[str, _Number] = {}
        if _NUMBERING in names:
            self._read_numbering(archive)
            if _STYLES in names:
                self._read_styles(archive)

    def label(self, style: str, number: str, level: str) -> str:
        """What Word shows before a paragraph with this style and numPr, "" for nothing. Counts it."""
        style = style or self.default_style
        inherited, its_level = self._of_style(style)
        number = number or inherited
        found = self.numbers.get(number)
        followed = self._followed(found)
        if not found or not followed:
            return ""
        levels = followed.levels | found.levels
        written = level or its_level
        depth = _whole(written) if written else _linked(levels, style)
        if depth not in levels:
            return ""
        _count(found, followed.counters, levels, depth)
        return _PLACE.sub(lambda place: _written(followed.counters, levels, int(place[1]) - 1), levels[depth].text)

    def _of_style(self, name: str) -> tuple[str, str]:
        """The number and level that a style gives, or those that it is based on."""
        number = level = ""
        for _ in range(_MOST_BASES):
            style = self.styles.get(name)
            if not style:
                break
            number, level = number or style.number, level or style.level
            name = style.based_on
        return number, level

    def _followed(self, number: _Number | None) -> _List | None:
        """The list of a number; one that stands for a style's list is that list."""
        for _ in range(_MOST_BASES):
            found = self.lists.get(number.list) if number else None
            if not found or not found.link:
                return found
            number = self.numbers.get(self._of_style(found.link)[0])
        return None

    def _read_numbering(self, archive: zipfile.ZipFile) -> None:
        listed, number, depth, level = _List(), _Number(), 0, _Level()
        levels = listed.levels
        for event in elements(archive, _NUMBERING):
            if not event.opens:
                continue
            value = event.attributes.get("val", "")
            if event.name == "abstractNum":
                listed = self.lists[event.attributes.get("abstractNumId", "")] = _List()
                levels = listed.levels
            elif event.name == "numStyleLink":
                listed.link = value
            elif event.name == "num":
                number = self.numbers[event.attributes.get("numId", "")] = _Number()
                levels = number.levels
            elif event.name == "abstractNumId":
                number.list = value
            elif event.name == "lvlOverride":
                depth = _whole(event.attributes.get("ilvl", ""))
            elif event.name == "startOverride":
                number.starts[depth] = _whole(value)
            elif event.name == "lvl":
                depth = _whole(event.attributes.get("ilvl", ""))
                level = levels[depth] = _Level()
            else:
                _take(level, event, value)

    def _read_styles(self, archive: zipfile.ZipFile) -> None:
        style = _Style()
        for event in elements(archive, _STYLES):
            if not event.opens:
                continue
            value = event.attributes.get("val", "")
            if event.name == "style":
                name = event.attributes.get("styleId", "")
                style = self.styles[name] = _Style()
                if event.attributes.get("type") == "paragraph" and event.attributes.get("default") in ("1", "true"):
                    self.default_style = name
            elif event.name == "basedOn":
                style.based_on = value
            elif event.name == "numId":
                style.number = value
            elif event.name == "ilvl":
                style.level = value


def _linked(levels: dict[int, _Level], style: str) -> int:
    """The level that names the style; else the first."""
    return next((depth for depth, level in levels.items() if level.style == style), 0)


def _count(number: _Number, counters: dict[int, int], levels: dict[int, _Level], depth: int) -> None:
    for begun, start in number.starts.items():
        counters[begun] = start - 1
    number.starts = {}
    counters[depth] = counters.get(depth, levels[depth].start - 1) + 1
    for deeper in [one for one in counters if one > depth and levels.get(one, _Level()).restarts]:
        del counters[deeper]


def _written(counters: dict[int, int], levels: dict[int, _Level], depth: int) -> str:
    level = levels.get(depth, _Level())
    return _FORMATS.get(level.format, str)(counters.get(depth, level.start))


def _take(level: _Level, event: Element, value: str) -> None:
    if event.name == "start":
        level.start = _whole(value)
    elif event.name == "numFmt":
        level.format = value
    elif event.name == "lvlText":
        level.text = value
    elif event.name == "pStyle":
        level.style = value
    elif event.name == "lvlRestart":
        level.restarts = value != "0"


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
