"""A statute taken apart: headings, articles, paragraphs (款), items (项), and put together again. Pure.

An article's text is kept as lines, labels and all; its paragraphs and items are read from them when they are asked for,
so that the two can never say different things.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from questions.laws.citation import place_of
from questions.laws.numerals import NUMERAL, number_of

_ITEM = re.compile(rf"^[（(](?P<number>{NUMERAL})[）)]")
_SUB_ITEM = re.compile(r"^(?P<number>[0-9]{1,2})[.．、]")
_UNFINISHED = ("：", ":", "，", ",", "、", "；", ";")


@dataclass(frozen=True, slots=True)
class Heading:
    """`kind` is 编, 分编, 章, 节, 目, or empty for what has no number: 序言, 附则, a part's own title."""

    kind: str
    label: str
    title: str

    def __str__(self) -> str:
        return f"{self.label} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Prose:
    """A line outside the articles: of the preamble (序言) before them, or of an annex (附件) after them."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """项, or below it a sub-item. What a list has without numbers (宪法第六十五条) has number 0 and no label."""

    number: int
    label: str
    text: str
    items: "tuple[Item, ...]" = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """款: its opening words and its items."""

    text: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """条; `branch` is the 一 of 第十六条之一, else 0. `path` are the headings above it, from the outermost."""

    number: int
    branch: int
    label: str
    path: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Statute:
    """`history` are the lines under the title (题注) as they stand; what they say of dates is read into the fields.

    `dated` tells the versions of a law apart: when it was last passed, amended or promulgated. `part` names the 编 that
    the text is, where it is not the whole law. `in_force_on` is None where the text does not say it.
    """

    title: str
    part: str = ""
    history: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    body: tuple[Heading | Prose | Article, ...] = ()
    issuing_body: str = ""
    document_number: str = ""
    passed_on: dt.date | None = None
    published_on: dt.date | None = None
    in_force_on: dt.date | None = None
    dated: dt.date | None = None

    @property
    def articles(self) -> list[Article]:
        return [block for block in self.body if isinstance(block, Article)]

    @property
    def preamble(self) -> str:
        """What stands before the articles: headings without articles of their own, and prose."""
        return "\n".join(self._prose(before=True))

    @property
    def annex(self) -> str:
        return "\n".join(self._prose(before=False))

    def as_text(self) -> str:
        """All of it again; white space, Markdown's marks and characters without width aside, what was read."""
        lines = [self.title, self.part, *self.history, *self.contents]
        for block in self.body:
            if isinstance(block, Article):
                lines.append(f"{block.label}　{block.text}")
            else:
                lines.append(block.text if isinstance(block, Prose) else str(block))
        return "\n".join(line for line in lines if line)

    def gaps(self) -> list[str]:
        """The articles that are missing between the first and the last, as 第六条 or 第六条至第九条."""
        return gaps([article.number for article in self.articles], whole=not self.part)

    def _prose(self, *, before: bool) -> Iterator[str]:
        """Prose on one side of the articles, each piece under its heading."""
        seen, heading = False, ""
        for block in self.body:
            if isinstance(block, Article):
                seen = True
            elif isinstance(block, Heading):
                heading = str(block)
            elif seen != before:
                if heading:
                    yield heading
                yield block.text
                heading = ""


@dataclass(slots=True)
class _Open:
    """A paragraph that is being read."""

    text: str
    items: list[tuple[int, str, str, list[Item]]] = field(default_factory=list)

    def closed(self) -> Paragraph:
        return Paragraph(self.text, tuple(Item(n, label, text, tuple(subs)) for n, label, text, subs in self.items))


def gaps(numbers: list[int], *, whole: bool = True) -> list[str]:
    """What ascending numbers leave out; of a whole law also what is missing before the first."""
    found, expected = [], 1 if whole else min(numbers, default=1)
    for number in sorted(set(numbers)):
        if number == expected + 1:
            found.append(place_of(expected))
        elif number > expected:
            found.append(f"{place_of(expected)}至{place_of(number - 1)}")
        expected = number + 1
    return found


def contents_of(places: Iterable[tuple[int, int, Sequence[str]]]) -> Iterator[tuple[int, str, int, int]]:
    """The table of contents of articles with the headings above them: level from 0, title, first article, branch."""
    last: tuple[str, ...] = ()
    for article, branch, path in places:
        same = 0
        while same < min(len(last), len(path)) and last[same] == path[same]:
            same += 1
        for level in range(same, len(path)):
            yield level, path[level], article, branch
        last = tuple(path)


def paragraphs_of(text: str) -> list[Paragraph]:
    """An article's paragraphs with their items. A line after an item is a new paragraph, as 第二款 counts it."""
    paragraphs: list[_Open] = []
    for line in text.split("\n"):
        current = paragraphs[-1] if paragraphs else None
        item, sub = _ITEM.match(line), _SUB_ITEM.match(line)
        if item:
            current = current or _begin(paragraphs, "")
            current.items.append((number_of(item["number"]), item[0], line[item.end() :].strip(), []))
        elif sub and current and current.items:
            current.items[-1][3].append(Item(int(sub["number"]), sub[0], line[sub.end() :].strip()))
        elif current and _is_unfinished(current):
            current.items.append((0, "", line, []))
        else:
            _begin(paragraphs, line)
    return [paragraph.closed() for paragraph in paragraphs]


def _begin(paragraphs: list[_Open], text: str) -> _Open:
    paragraphs.append(_Open(text))
    return paragraphs[-1]


def _is_unfinished(paragraph: _Open) -> bool:
    """Whether the next line goes on with it: 「由下列人员组成:」 and then one line for each, without numbers."""
    if not paragraph.items:
        return paragraph.text.endswith(_UNFINISHED)
    number, _, text, _ = paragraph.items[-1]
    return number == 0 and text.endswith(_UNFINISHED)


def cited_text(text: str, paragraph: int | None = None, item: int | None = None) -> str | None:
    """The words of an article that a citation names; None where it has no such paragraph or item.

    An item that is named without its paragraph is that of the first paragraph that has items.
    """
    paragraphs = paragraphs_of(text)
    if paragraph is None and item is None:
        return text
    if paragraph is not None and not 1 <= paragraph <= len(paragraphs):
        return None
    if paragraph is not None:
        chosen = paragraphs[paragraph - 1]
    else:
        chosen = next((one for one in paragraphs if one.items), Paragraph(""))
    if item is None:
        return "\n".join([chosen.text, *_lines(chosen.items)])
    return next(("\n".join(_lines((one,))) for one in chosen.items if one.number == item), None)


def _lines(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        yield f"{item.label}{item.text}"
        yield from _lines(item.items)
