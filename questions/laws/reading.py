"""The text of a statute, in Markdown or plain, → Statute. Pure.

What is no statute is refused with a code, the line and a sentence that says what to do; nothing is guessed or left out.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from questions.laws.citation import place_of
from questions.laws.history import closing_date, read_history
from questions.laws.numerals import LARGEST, NUMERAL, number_of
from questions.laws.statute import Article, Heading, Prose, Statute

LONGEST_TITLE = 100
LONGEST_HEADING = 50
# Lines under the title without a date: more of them is a text that only quotes a statute.
MOST_UNDATED = 8
RANKS = {"编": 1, "分编": 2, "章": 3, "节": 4, "目": 5}
_HASHES = re.compile(r"^#{1,6}(?=\s|$)")
_NUMBERED = re.compile(rf"^(?P<label>第{NUMERAL}(?P<kind>分编|编|章|节|目))(?P<title>(?:\s.*|[^。；]*))$")
_ARTICLE = re.compile(rf"^第(?P<number>{NUMERAL})条(?:之(?P<branch>{NUMERAL}))?(?P<space>\s+|$)?")
_UNNUMBERED = re.compile(r"^(序言|序|前言|附则)$")
_ANNEX = re.compile(rf"^附(件|录|表)?{NUMERAL}?$|^附(件|录|表)?(?:{NUMERAL})?[:：].{{0,60}}$")
_SENTENCE_END = re.compile(r"[。！？；]")
_DECREE = re.compile(r"(令|公告|通知|通报|说明)$")
_DRAFT = re.compile(r"草案|征求意见稿|送审稿|讨论稿")
_YEAR = re.compile(rf"[0-9〇零○一二三四五六七八九]{{4}}年|{NUMERAL}号")


class NotAStatute(ValueError):
    """`line` counts from 1 in the text as it was given, 0 for the text as a whole."""

    def __init__(self, code: str, line: int, detail: str) -> None:
        super().__init__(code, line, detail)
        self.code = code
        self.line = line
        self.detail = f"第 {line} 行:{detail}" if line else detail


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    is_marked: bool

    @property
    def plain(self) -> str:
        return "".join(self.text.split())


@dataclass(slots=True)
class _Reader:
    body: list[Heading | Prose | Article] = field(default_factory=list)
    path: list[tuple[int, Heading]] = field(default_factory=list)
    last: tuple[int, int] = (0, 0)
    lines: list[str] | None = None
    takes_prose: bool = False

    def heading(self, heading: Heading, *, takes_prose: bool = False) -> None:
        rank = RANKS.get(heading.kind) or min((rank for rank, _ in self.path), default=RANKS["章"])
        self.path = [(above, one) for above, one in self.path if above < rank]
        self.path.append((rank, heading))
        self.body.append(heading)
        self.lines, self.takes_prose = None, takes_prose

    def article(self, line: _Line, found: re.Match[str]) -> None:
        number, branch = _position(line, found)
        if (number, branch) <= self.last:
            raise NotAStatute("article_order", line.number, _disorder(number, branch, self.last))
        self.last = (number, branch)
        self.lines = [rest] if (rest := line.text[found.end() :].strip()) else []
        label = found[0].strip()
        path = tuple(str(heading) for _, heading in self.path)
        # the lines that follow are added until the next heading or article
        self.body.append(Article(number, branch, label, path, ()))

    def text(self, line: _Line) -> None:
        if self.lines is not None:
            self.lines.append(line.text)
        elif self.takes_prose:
            self.body.append(Prose(line.text))
        else:
            detail = f"这段文字不在任何一条之内:“{line.text[:20]}”。请检查是否缺少“第…条”。"
            raise NotAStatute("text_outside_articles", line.number, detail)

    def close_article(self) -> None:
        last = self.body[-1] if self.body else None
        if isinstance(last, Article) and self.lines is not None and not last.lines:
            self.body[-1] = Article(last.number, last.branch, last.label, last.path, tuple(self.lines))
            self.lines = None


def read_statute(text: str, *, published_on: dt.date | None = None, in_force_on: dt.date | None = None) -> Statute:
    """The days are what is known from elsewhere (a file's name, a person): the first counts only where the text
    has none, the second before the text. Raises NotAStatute."""
    lines = list(_lines(text))
    if not lines:
        raise NotAStatute("empty_text", 0, "文件里没有文字。")
    title, part, head, rest = _head(lines)
    contents, rest = _contents(rest)
    reader = _read_body(rest, part)
    articles = [block for block in reader.body if isinstance(block, Article)]
    for article in articles:
        if not article.lines:
            raise NotAStatute("empty_article", 0, f"{article.label}没有内容。")
    _check_title(title, lines[0].number)
    history = read_history([line.text for line in head])
    dated = history.dated or published_on
    stated = history.in_force_on or closing_date([one.text for one in articles], history, dated)
    in_force_on = in_force_on or stated
    return Statute(
        title=title,
        part=part,
        history=tuple(line.text for line in head),
        contents=tuple(line.text for line in contents),
        body=tuple(reader.body),
        issuing_body=history.issuing_body,
        document_number=history.document_number,
        passed_on=history.passed_on,
        published_on=history.published_on or (None if history.dated else published_on),
        in_force_on=in_force_on,
        dated=dated or stated,
    )


def plain_characters(text: str) -> str:
    """What a comparison of texts looks at: no white space, nothing without width, no Markdown marks."""
    lines = (_HASHES.sub("", _visible(line).strip()) for line in _without_comments(text).splitlines())
    return "".join("".join(line.split()) for line in lines)


def _visible(text: str) -> str:
    """Without what has no width (zero-width spaces, byte order marks, soft hyphens) and other control characters."""
    return "".join(one for one in text if one in "\t\u3000" or unicodedata.category(one) not in ("Cf", "Cc", "Cs"))


def _without_comments(text: str) -> str:
    """Markdown's comments go, their line breaks stay: lines are numbered as the text was given."""
    kept, rest = [], text
    while rest:
        before, opened, after = rest.partition("<!--")
        kept.append(before)
        comment, closed, rest = after.partition("-->")
        if not closed:
            kept.append(opened + comment)
            break
        kept.append("\n" * comment.count("\n"))
    return "".join(kept)


def _lines(text: str) -> Iterator[_Line]:
    for number, raw in enumerate(_without_comments(text).splitlines(), start=1):
        line = _visible(raw).strip().replace("**", "")
        marked = _HASHES.match(line)
        line = line[marked.end() :].strip() if marked else line
        if line:
            yield _Line(number, line, bool(marked))


def _head(lines: list[_Line]) -> tuple[str, str, list[_Line], list[_Line]]:
    """Title, part, the lines under them, and the rest from the contents, first heading or article on."""
    title = "".join(lines[0].text.split())
    if len(title) > LONGEST_TITLE or _SENTENCE_END.search(title) or _ARTICLE.match(title) or _heading(lines[0]):
        raise NotAStatute("no_title", lines[0].number, f"这一行不像法律法规的题名:“{title[:20]}”。题名应单独占第一行。")
    part, undated = "", 0
    head: list[_Line] = []
    for place, line in enumerate(lines[1:], start=1):
        if place == 1 and _is_part(line):
            part = line.plain
            continue
        if line.plain == "目录" or _ARTICLE.match(line.text) or _heading(line):
            return title, part, head, lines[place:]
        head.append(line)
        undated += not _YEAR.search(line.text)
        if undated > MOST_UNDATED:
            detail = f"到这里还没有“第一条”这样的条文:“{line.text[:20]}”。请只保留法律法规的题名、题注和正文。"
            raise NotAStatute("text_before_articles", line.number, detail)
    raise NotAStatute("no_articles", 0, "全文没有“第一条”这样的条文,不是法律法规的文本。")


def _check_title(title: str, line: int) -> None:
    """Of a text that has articles: that it is the law itself, and in force or to be."""
    if _DECREE.search(title):
        detail = f"“{title[:20]}”不是法律法规的题名。请删去题名之前的公布令、通知等,题名应占第一行。"
        raise NotAStatute("decree_before_title", line, detail)
    if _DRAFT.search(title):
        raise NotAStatute("draft_text", line, f"“{title[-20:]}”是草案,不是已经公布的法律法规。")


def _is_part(line: _Line) -> bool:
    """`# 合同编` under the title of 民法典: the text is one 编 of the law."""
    return (
        line.is_marked
        and len(line.plain) <= LONGEST_HEADING
        and line.plain not in ("序言", "目录")
        and not _NUMBERED.match(line.text)
    )


def _contents(lines: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """A table of contents ends where its first heading comes again."""
    if lines[0].plain != "目录":
        return [], lines
    first = lines[1].plain if len(lines) > 1 else ""
    for place, line in enumerate(lines[2:], start=2):
        if line.plain == first or _ARTICLE.match(line.text):
            return lines[:place], lines[place:]
    raise NotAStatute("no_articles", 0, "只有目录,没有条文。")


def _read_body(lines: list[_Line], part: str) -> _Reader:
    reader = _Reader()
    if part:
        reader.path.append((RANKS["编"], Heading("", "", part)))
    for line in lines:
        heading = _heading(line)
        article = None if heading else _ARTICLE.match(line.text)
        if article and not _is_article(line, article, reader.last):
            article = None
        if heading or article:
            reader.close_article()
        if heading:
            takes_prose = not heading.kind and heading.title != "附则"
            reader.heading(heading, takes_prose=takes_prose)
        elif article:
            reader.article(line, article)
        else:
            reader.text(line)
    reader.close_article()
    if reader.last == (0, 0):
        raise NotAStatute("no_articles", 0, "全文没有“第一条”这样的条文,不是法律法规的文本。")
    return reader


def _heading(line: _Line) -> Heading | None:
    plain = line.plain
    if len(plain) > LONGEST_HEADING:
        return None
    numbered = _NUMBERED.match(line.text)
    if numbered and not plain.endswith(("。", "；", "：")):
        return Heading(numbered["kind"], numbered["label"], "".join(numbered["title"].split()))
    if _UNNUMBERED.match(plain) or _ANNEX.match(plain):
        return Heading("", "", plain)
    return None


def _is_article(line: _Line, found: re.Match[str], last: tuple[int, int]) -> bool:
    """第三条 and a space; without one (第三条规定的…) only if it is the next in order."""
    if found["space"] is not None:
        return True
    try:
        position = _position(line, found)
    except NotAStatute:
        return False
    return position in ((last[0] + 1, 0), (last[0], last[1] + 1)) and not line.text[found.end() :].startswith(
        ("、", "，", "第", "至", "规定", "的", "和", "或")
    )


def _position(line: _Line, found: re.Match[str]) -> tuple[int, int]:
    number, branch = number_of(found["number"]), number_of(found["branch"]) if found["branch"] else 0
    if not 1 <= number <= LARGEST or not 0 <= branch <= LARGEST:
        raise NotAStatute("article_number", line.number, f"条文序号不合理:“{found[0].strip()[:20]}”。")
    return number, branch


def _disorder(number: int, branch: int, last: tuple[int, int]) -> str:
    here, before = place_of(number, branch), place_of(*last)
    if here == before:
        return f"{here}出现了两次。"
    return f"{here}排在{before}之后。一个文件只能有一部法律法规,条文须按顺序排列。"
