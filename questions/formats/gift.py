"""GIFT, Moodle's plain text: `::title:: stem { =right ~wrong }`, questions between blank lines. Pure.

What GIFT has no place for stands in comments before the question, `// 法条依据: …`, which others pass over.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from questions.drafts import Draft
from questions.formats.answers import (
    BLANK,
    Answer,
    choose,
    fill,
    labels,
    left_whole,
    pair,
    pairs_of,
    points_text,
    take_label,
    weights,
    wordings,
)
from questions.formats.blocks import NO_PICTURES, Block, Left, Unreadable, Written, block, check_count, refused
from questions.formats.excel import FIELD_COLUMNS
from questions.formats.pictures import LEFT_OUT
from questions.formats.rich_text import RICH, plain_text, remark
from questions.imports.delimited import decoded
from questions.kinds import Problem

MEDIA_TYPE, EXTENSION = "text/plain", "gift.txt"
PLACE = "这是 GIFT 文件,编号是试题在文件中开始的行。试题的标题(::…::)不导入。"
HOLDS_PICTURES = False

_SPECIAL = re.compile(r"[\\~=#{}:\n]")
_ESCAPED = re.compile(r"\\([\\~=#{}:n])")
_LABEL = re.compile(r"//\s*([^::]{1,12})[::]\s?(.*)")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]+)?)%")
_CATEGORY = re.compile(r"\$CATEGORY:\s*(?:\$\w+\$/?)?(?:top(?:/|$))?(.*)")
_TRUE_FALSE = {"T": "T", "TRUE": "T", "F": "F", "FALSE": "F"}
# an unescaped one; a backslash takes the next character with it
_TOKENS = re.compile(r"\\.|####|->|[~=#{}]|[^\\~=#{}\-]+|-", re.DOTALL)


class _Paragraph(NamedTuple):
    number: int
    topic: str
    labels: list[tuple[str, str]]
    text: str


def write(drafts: Sequence[Draft], pictures: Mapping[str, bytes] = NO_PICTURES) -> Written:
    left, paragraphs, topic = [], ["// 试题,GIFT 格式;以 // 开头的行是题目的其他内容,请勿删除。"], ""
    for place, draft in enumerate(drafts):
        if why := _left_whole(draft):
            left.append(Left(place, True, why))
            continue
        if draft.topic != topic:
            topic = draft.topic
            paragraphs.append(f"$CATEGORY: {topic or 'top'}")
        paragraphs.append("\n".join(_lines(draft)))
    return Written(("\n\n".join(paragraphs) + "\n").encode(), left)


def _left_whole(draft: Draft) -> str:
    texts = [*draft.key, *(option["text"] for option in draft.options), *draft.details.get("matches", [])]
    if draft.kind in ("fill_in", "matching") and any("->" in text for text in texts):
        return "答案中的“->”"
    return left_whole(draft) or (LEFT_OUT if draft.pictures else "")


def _lines(draft: Draft) -> Iterator[str]:
    for label, text in labels(draft):
        yield f"// {label}: {_escape(text)}"
    if draft.points is not None:
        yield f"// {FIELD_COLUMNS['points']}: {points_text(draft.points)}"
    if draft.kind in ("short_answer", "case"):
        yield f"// {FIELD_COLUMNS['key']}: {_escape(draft.key[0])}"
    yield f"[plain]{_escape(draft.stem)} {{"
    yield from _answer_lines(draft)
    if draft.explanation:
        yield "####" + _entry(draft.explanation)
    yield "}"


def _answer_lines(draft: Draft) -> Iterator[str]:
    if draft.kind in ("single", "multiple"):
        for text, weight in weights(draft):
            mark = "=" if weight == 100 and draft.kind == "single" else "~"
            shown = "" if draft.kind == "single" else f"%{weight:.5f}".rstrip("0").rstrip(".") + "%"
            yield mark + shown + _entry(text)
    elif draft.kind == "true_false":
        yield draft.key[0]
    elif draft.kind == "matching":
        for one, other in pairs_of(draft):
            yield f"={_entry(one) if one else ''} -> {_escape(other)}"
    elif draft.kind == "fill_in":
        for text in wordings(draft.key[0]):
            yield "=" + _entry(text)


def _escape(text: str) -> str:
    folded = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SPECIAL.sub(lambda found: r"\n" if found[0] == "\n" else "\\" + found[0], folded)


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text).strip()


def _entry(text: str) -> str:
    """What would be read as a weight or a format is marked as plain."""
    return ("[plain]" if text.startswith(("[", "%")) else "") + _escape(text)


def read(data: bytes) -> list[Block]:
    paragraphs = list(_paragraphs(decoded(data)))
    check_count(len(paragraphs))
    return [_block(one) for one in paragraphs]


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    topic, found, lines, start = "", list[tuple[str, str]](), list[str](), 0
    folded = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate([*folded.split("\n"), ""], start=1):
        plain = line.strip()
        if category := _CATEGORY.match(plain):
            topic = category[1].strip()
        elif plain.startswith("//"):
            label = _LABEL.match(plain)
            found += [(label[1].strip(), _unescape(label[2]))] if label else []
        elif plain:
            start = start or number
            lines.append(line)
        else:
            if lines:
                yield _Paragraph(start, topic, found, "\n".join(lines).strip())
            found, lines, start = [], [], 0


def _block(paragraph: _Paragraph) -> Block:
    draft = Draft(kind="", stem="", topic=paragraph.topic)
    remarks: list[str] = []
    try:
        problems = _read(paragraph.text, draft, remarks)
    except Unreadable as wrong:
        return refused(paragraph.number, wrong.code, wrong.message, paragraph.text)
    for label, text in paragraph.labels:
        problems += take_label(draft, label, text)
    return block(paragraph.number, draft, problems, remarks)


def _read(text: str, draft: Draft, remarks: list[str]) -> list[Problem]:
    if text.startswith("::"):
        _, closing, text = text[2:].partition("::")
        if not closing:
            raise Unreadable("title_unclosed", "题目标题的 :: 没有成对。")
    before, body, after = _braces(text)
    markup = _FORMAT.match(before.strip())
    html = bool(markup) and markup[1] == "html" if markup else False
    stem = _said(before, html, remarks)
    draft.stem = f"{stem}{BLANK}{_said(after, html, remarks)}" if after.strip() else stem
    answers, _, explanation = _cut(body, "####")
    draft.explanation = _said(explanation, html, remarks)
    return _answers(answers.strip(), draft, html, remarks)


def _braces(text: str) -> tuple[str, str, str]:
    """Before, inside and after the one pair of braces that are not escaped."""
    parts = ["", "", ""]
    place = 0
    for token in _TOKENS.findall(text):
        if token in "{}":
            if token != ("{", "}", "")[place]:
                raise Unreadable("brace_unescaped", "答案的 { } 没有成对,或文字中的大括号没有写成 \\{ \\}。")
            place += 1
        else:
            parts[place] += token
    if place == 0:
        raise Unreadable("no_answer", "没有用 { } 写出的答案。")
    if place == 1:
        raise Unreadable("brace_unclosed", "答案的 { 没有对应的 }。")
    return parts[0], parts[1], parts[2]


def _cut(text: str, mark: str) -> tuple[str, str, str]:
    """As str.partition, at the first mark that is not escaped."""
    tokens = _TOKENS.findall(text)
    place = tokens.index(mark) if mark in tokens else len(tokens)
    return "".join(tokens[:place]), mark, "".join(tokens[place + 1 :])


def _said(text: str, html: bool, remarks: list[str]) -> str:
    """A text without its format and escapes; markup as plain text."""
    markup = _FORMAT.match(text.strip())
    plain = _unescape(text.strip()[markup.end() :] if markup else text)
    if not (markup[1] == "html" if markup else html):
        return plain
    read = plain_text(plain)
    if read.more_than_text:
        raise Unreadable("media", f"含有{read.more_than_text},GIFT 文件不能带它,不能导入。")
    if read.text != plain:
        remark(remarks, RICH)
    return read.text


def _answers(body: str, draft: Draft, html: bool, remarks: list[str]) -> list[Problem]:
    """In the order in which Moodle decides what kind a question is."""
    tokens = _TOKENS.findall(body)
    if not body:
        draft.kind = "short_answer"
        return []
    if tokens[0] == "#":
        raise Unreadable("kind_unsupported", "数值题不能导入。")
    if "~" not in tokens and "=" not in tokens:
        return _true_false(body, draft, remarks)
    entries = list(_entries(tokens))
    if "~" in tokens:
        given = [_answer(mark, text, html, remarks) for mark, text in entries]
        return choose(draft, given, single="=" in tokens)
    if "->" in tokens:
        cut = [_cut(text, "->") for _, text in entries]
        return pair(draft, [(_said(one, html, remarks), _said(other, html, remarks)) for one, _, other in cut])
    return fill(draft, [_answer(mark, text, html, remarks) for mark, text in entries])


def _true_false(body: str, draft: Draft, remarks: list[str]) -> list[Problem]:
    word, _, feedback = _cut(body, "#")
    key = _TRUE_FALSE.get(word.strip().upper())
    if key is None:
        raise Unreadable("answer_unreadable", "答案中缺少 = 或 ~,也不是 T 或 F。")
    _remark_feedback(feedback, remarks)
    draft.kind, draft.key = "true_false", [key]
    return []


def _entries(tokens: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each mark with the text up to the next."""
    marks = [place for place, token in enumerate(tokens) if token in "=~"]
    if "".join(tokens[: marks[0]]).strip():
        raise Unreadable("answer_unreadable", "答案应以 = 或 ~ 开头,文字中的 = ~ # 要写成 \\= \\~ \\#。")
    for start, end in zip(marks, [*marks[1:], len(tokens)], strict=True):
        yield tokens[start], "".join(tokens[start + 1 : end])


def _answer(mark: str, text: str, html: bool, remarks: list[str]) -> Answer:
    text, _, feedback = _cut(text, "#")
    _remark_feedback(feedback, remarks)
    weight = _WEIGHT.match(text.strip())
    if weight:
        text = text.strip()[weight.end() :]
    return Answer(_said(text, html, remarks), float(weight[1]) if weight else 100.0 * (mark == "="))


def _remark_feedback(feedback: str, remarks: list[str]) -> None:
    remark = "各选项的反馈没有导入。"
    if feedback.strip() and remark not in remarks:
        remarks.append(remark)
