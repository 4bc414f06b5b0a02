"""What a line of a question paper begins with or holds: heads, numbers, letters, labels, ranges of answers. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from questions.formats.excel import COLUMNS, KIND_NAMES, OPTION_COLUMNS
from questions.imports.reading import plain_header
from questions.laws.numerals import number_of

SHARE = "占比"
_ANSWERED = "答"
_DIGITS = "[0-9０-９]"
_ORDINAL = "[一二三四五六七八九十百]{1,6}"
_HEAD = re.compile(
    rf"(?:第?(?P<ordinal>{_ORDINAL})(?:部分|大题)?\s*[、.．:：]?|[(（](?P<bracketed>{_ORDINAL})[)）]\s*、?)?\s*"
    r"(?P<name>[\u4e00-\u9fff]{2,8}?)(?P<called>试题|题)?(?P<rest>[(（\[【:：,，。;；].*|\s+(?=[每共本(（]).*)?"
)
# after a word that stands for itself, as in 案例:某市…
_GOES_ON = tuple(":：,，。;；")
_OTHER_HEAD = re.compile(rf"(?P<ordinal>{_ORDINAL})\s*[、.．].{{0,40}}")
_POINTS_EACH = re.compile(
    r"每\s?(?:小|道|个)?\s?(题|空)\s?(?:各|得|为)?\s?([0-9０-９.]{1,8}|[一二两三四五六七八九十]{1,3})\s?分"
)
_NUMBER = re.compile(
    rf"(?:(?P<plain>{_DIGITS}{{1,5}})\s?[.．、]|第\s?(?P<named>{_DIGITS}{{1,5}})\s?题\s?[.．、:：]?"
    rf"|[(（]\s?(?P<bracket>{_DIGITS}{{1,5}})\s?[)）]\s?[.．、]?|(?P<half>{_DIGITS}{{1,5}})\s?[)）])\s*"
)
_LETTER = r"[A-Za-zＡ-Ｚａ-ｚ]"
_OPTION = re.compile(rf"(?<!\S)(?:[(（]\s?({_LETTER})\s?[)）]|({_LETTER})\s?[.．、)）])\s*")
_BRACKET = re.compile(r"[(（]([^()（）\n]{1,30})[)）]")
_ANSWER_NAMED = re.compile(r"(?:正确|参考|标准)?答案(?:是|为)?:?")
_LETTERS = re.compile(r"[A-H](?:[、,;\s]?[A-H])*")
_TRUE_FALSE = frozenset("√×✓✔✗✘对错TF") | {"正确", "错误"}
_POINTS = re.compile(r"[(（]\s?(?:本题|共|满分)?\s?([0-9０-９.]{1,8})\s?分\s?[)）]")
_PHRASE = re.compile(r"(?:本题)?的?(?:正确|参考|标准)?答案应?[是为]\s*[:：]?\s*(?P<key>[^。.]{1,40})[。.]?")
_ANSWER_HEAD = re.compile(
    rf"(?:(?P<ordinal>{_ORDINAL})\s?[、.．]\s*)?(?P<name>[\u4e00-\u9fff]{{2,7}}题)?\s?(?:[(（][^()（）]{{0,40}}[)）])?\s?[:：]?\s*"
)
_TITLE = re.compile(
    rf"(?:{_ORDINAL}\s?[、.．]\s?)?(?:附[:：]?)?[【\[]?(?:试题|测试题)?(?:参考|标准|正确)?答案(?:[与及和]解析)?[】\]]?[:：]?"
)
_ENTRY = re.compile(
    rf"[(（]?({_DIGITS}{{1,5}})(?:\s?[-－—–~～至]{{1,2}}\s?({_DIGITS}{{1,5}}))?\s?[题)）]{{0,2}}\s?[.．、:：]?([^0-9０-９]+)"
)
_ENTRY_ANSWER = re.compile(r"[A-H√×✓✔✗✘对错正确误TF、,;.\s]+")
_LABELS = {
    plain_header(label): column
    for label, column in COLUMNS.by_header.items()
    if column not in (*OPTION_COLUMNS, "题干")
} | {SHARE: SHARE, _ANSWERED: "答案"}
_NAMES = "|".join(re.escape(name) for name in sorted(_LABELS, key=len, reverse=True))
_INNER_NAMES = "|".join(
    re.escape(name)
    for name in sorted(_LABELS, key=len, reverse=True)
    if _LABELS[name] in ("答案", "解析") and name != _ANSWERED
)
_LABEL = re.compile(
    rf"(?:^(?P<first>{_NAMES})\s?[:：]|【(?P<tagged>{_NAMES})】\s?[:：]?"
    rf"|(?<=[\s。;；])(?P<inner>{_INNER_NAMES})\s?[:：])\s*"
)


class Head(NamedTuple):
    """`kind` is "" for 选择题, which may be either, and for a head that names no kind; `points` as written."""

    ordinal: int
    kind: str
    points: str = ""
    per_blank: bool = False


class Number(NamedTuple):
    """`style` tells 1. from (1); `end` is where the text goes on."""

    style: str
    value: int
    end: int


class Option(NamedTuple):
    start: int
    letter: str
    text_start: int


class Said(NamedTuple):
    """A part of a line: `column` is that of its label, "" for what stands before any."""

    column: str
    start: int
    end: int


def head_of(text: str) -> Head | None:
    """一、单项选择题(每题2分)"""
    found = _HEAD.fullmatch(text.strip())
    if not found:
        return None
    name = found["name"]
    if name not in KIND_NAMES and name != "选择":
        return None
    numeral, rest = found["ordinal"] or found["bracketed"], found["rest"] or ""
    if not numeral and (not found["called"] or rest[:1] in _GOES_ON):
        return None
    points = _POINTS_EACH.search(rest)
    return Head(
        number_of(numeral) if numeral else 0,
        KIND_NAMES.get(name, ""),
        _points_text(points[2]) if points else "",
        bool(points and points[1] == "空"),
    )


def other_head_of(text: str) -> Head | None:
    """一、基础知识: what may be a head, and may be a point of an enumeration."""
    found = _OTHER_HEAD.fullmatch(text.strip())
    return Head(number_of(found["ordinal"]), "") if found else None


def number_of_line(text: str) -> Number | None:
    found = _NUMBER.match(text)
    if not found:
        return None
    plain = found["plain"] or found["named"]
    return Number("plain" if plain else "bracket", int(plain or found["bracket"] or found["half"]), found.end())


def options_in(text: str, expected: int) -> list[Option]:
    """The letters, in their order from the expected one, that stand at the start or after a space."""
    found: list[Option] = []
    for match in _OPTION.finditer(text):
        letter = unicodedata.normalize("NFKC", match[1] or match[2]).upper()
        if letter == _letter(expected + len(found)):
            found.append(Option(match.start(), letter, match.end()))
    return found


def begins_with_letter(text: str) -> bool:
    return bool(_OPTION.match(text))


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else "?"


def parts_of(text: str) -> list[Said]:
    """A line cut at its labels: 难度: at its start, 【解析】 anywhere, 答案: and 解析: after a space or 。 too."""
    phrase = _PHRASE.fullmatch(text)
    if phrase:
        return [Said("答案", phrase.start("key"), phrase.end("key"))]
    found = list(_LABEL.finditer(text))
    ends = [one.start() for one in found[1:]] + [len(text)] * bool(found)
    parts = [
        Said(_LABELS[one["first"] or one["tagged"] or one["inner"]], one.end(), end)
        for one, end in zip(found, ends, strict=True)
    ]
    first = found[0].start() if found else len(text)
    return [Said("", 0, first), *parts] if text[:first].strip() else parts


def is_answer_title(text: str) -> bool:
    """参考答案, 答案:, with nothing after it."""
    return bool(_TITLE.fullmatch(text.strip()))


def answer_head_of(text: str) -> tuple[Head, str] | None:
    """Within answers, a head and what follows it on its line: 一、单选题:1-5 ABCDE."""
    found = _ANSWER_HEAD.match(text)
    if not found or not (found["ordinal"] or found["name"]):
        return None
    name, rest = (found["name"] or "").removesuffix("题"), text[found.end() :]
    if name and name not in (*KIND_NAMES, "选择"):
        return None
    if not name and rest and not entries_of(rest, several=False):
        return None
    return Head(number_of(found["ordinal"]) if found["ordinal"] else 0, KIND_NAMES.get(name, "")), rest


def entries_of(text: str, *, several: bool) -> list[tuple[int, int, str]] | None:
    """`1-5 ABCDE 6. B`: first number, last number, letters; None unless the whole line is such.

    `several`: a single number with its letters is not enough, for it may be a question.
    """
    found = list(_ENTRY.finditer(text.strip()))
    if not found or found[0].start() or found[-1].end() != len(text.strip()):
        return None
    entries = []
    for one, following in zip(found, [*found[1:], None], strict=True):
        if following and one.end() != following.start():
            return None
        answer = unicodedata.normalize("NFKC", one[3]).strip(" \t\n、,;.(")
        if not _ENTRY_ANSWER.fullmatch(answer):
            return None
        entries.append((int(one[1]), int(one[2] or one[1]), answer))
    return None if several and len(entries) == 1 and not found[0][2] else entries


def spread(first: int, last: int, text: str, kind: str) -> list[str] | None:
    """The answers of a range one by one: `AB ACD B`, or `ABCDE` where each has one letter; None if they do not fit."""
    count = last - first + 1
    words = [word for word in re.split(r"[\s,、;]+", text) if word]
    if len(words) == count:
        return words
    joined = "".join(words).replace("正确", "√").replace("错误", "×")
    return list(joined) if kind != "multiple" and len(joined) == count else None


def bracketed_keys(stem: str, *, letters: bool) -> Iterator[tuple[re.Match[str], str, bool]]:
    """Brackets that hold nothing but an answer, the answer, and whether they say that it is one."""
    for found in _BRACKET.finditer(stem):
        inner = unicodedata.normalize("NFKC", found[1]).strip()
        named = _ANSWER_NAMED.match(inner)
        inner = inner[named.end() :].strip() if named else inner
        if _LETTERS.fullmatch(inner) if letters else inner in _TRUE_FALSE:
            yield found, inner, bool(named)


def without_points(stem: str) -> tuple[str, str]:
    """A stem without `(10分)` at its start or end, and the points."""
    for found in (_POINTS.match(stem), *_POINTS.finditer(stem[-30:])):
        if not found:
            continue
        offset = 0 if found.string == stem else len(stem) - len(found.string)
        start, end = found.start() + offset, found.end() + offset
        if start == 0 or not stem[end:].strip():
            return (stem[:start] + stem[end:]).strip(), _points_text(found[1])
    return stem, ""


def _points_text(written: str) -> str:
    plain = unicodedata.normalize("NFKC", written)
    return plain if plain[0].isdigit() or plain[0] == "." else str(number_of(plain))
