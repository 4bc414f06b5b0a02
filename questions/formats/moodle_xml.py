"""Moodle XML: `<quiz>` of `<question type="…">`; what it has no place for stands in tags, `法条依据:…`. Pure.

Pictures lie beside the HTML that shows them, `<file name="…" encoding="base64">`, and go by `@@PLUGINFILE@@/name`.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.sax.saxutils import escape, quoteattr

from questions.drafts import Draft
from questions.formats.answers import (
    UNSAYABLE,
    Answer,
    choose,
    fill,
    labels,
    left_whole,
    pair,
    pairs_of,
    points_text,
    take_label,
    take_points,
    unsayable_in_xml,
    weights,
    wordings,
)
from questions.formats.blocks import (
    MAX_BLOCKS,
    NO_PICTURES,
    Block,
    Left,
    Unreadable,
    Written,
    block,
    check_count,
    refused,
)
from questions.formats.pictures import decoded, embedded, encoded, named
from questions.formats.rich_text import RICH, Image, plain_text, remark
from questions.imports.pictures import FilePicture
from questions.imports.problems import FileProblem
from questions.imports.xml_events import document_elements
from questions.kinds import Problem

MEDIA_TYPE, EXTENSION = "application/xml", "xml"
PLACE = "这是 Moodle XML 文件,编号是试题在文件中的序号。试题的名称(name)不导入。"
HOLDS_PICTURES = True

_WITH_TEXT = ("text", "single", "defaultgrade", "usecase", "file")
_TYPES = {
    "single": "multichoice",
    "multiple": "multichoice",
    "true_false": "truefalse",
    "fill_in": "shortanswer",
    "matching": "matching",
    "short_answer": "essay",
    "case": "essay",
}
_TRUE_FALSE = {"true": "T", "false": "F"}
_NAME = 60
_OUTSIDE_STEM = "选项、答案或解析里含有图片或其他文件,图片只能放在题干里,不能导入。"
_FILES = "@@PLUGINFILE@@/"
# so that a stem with pictures, which has to be HTML, keeps its spaces and line ends, here and in a browser
_VERBATIM = '<div style="white-space: pre-wrap">'
_KEPT = re.compile(re.escape(_VERBATIM) + "(.*?)</div>", re.DOTALL)


@dataclass(slots=True)
class _Node:
    name: str
    attributes: dict[str, str]
    text: str = ""
    children: "list[_Node]" = field(default_factory=list)

    def all(self, name: str) -> "list[_Node]":
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> "_Node":
        return next((child for child in self.children if child.name == name), _Node(name, {}))


def write(drafts: Sequence[Draft], pictures: Mapping[str, bytes] = NO_PICTURES) -> Written:
    left, parts, topic = [], ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"], ""
    for place, draft in enumerate(drafts):
        if why := _left_whole(draft):
            left.append(Left(place, True, why))
            continue
        if draft.topic != topic:
            topic = draft.topic
            path = "/".join(["top", topic]) if topic else "top"
            parts.append(f'<question type="category"><category>{_text(f"$course$/{path}")}</category></question>')
        parts.append("\n".join(_lines(draft, pictures)))
    return Written(("\n".join([*parts, "</quiz>"]) + "\n").encode(), left)


def _left_whole(draft: Draft) -> str:
    return UNSAYABLE if unsayable_in_xml(draft) else left_whole(draft)


def _lines(draft: Draft, pictures: Mapping[str, bytes]) -> Iterator[str]:
    yield f'<question type="{_TYPES[draft.kind]}">'
    yield f"<name>{_text(' '.join(draft.stem.split())[:_NAME])}</name>"
    yield _with_pictures(draft, pictures) if draft.pictures else _said("questiontext", draft.stem)
    yield _said("generalfeedback", draft.explanation)
    if draft.points is not None:
        yield f"<defaultgrade>{points_text(draft.points)}</defaultgrade>"
    yield from _answer_lines(draft)
    tags = [f"<tag>{_text(f'{label}:{text}')}</tag>" for label, text in labels(draft)]
    if tags:
        yield f"<tags>{''.join(tags)}</tags>"
    yield "</question>"


def _with_pictures(draft: Draft, pictures: Mapping[str, bytes]) -> str:
    names = [(named(one, pictures), one) for one in draft.pictures]
    images = (f"<p><img src={quoteattr(_FILES + name)} alt={quoteattr(one['alt'])}></p>" for name, one in names)
    files = (
        f'<file name="{name}" path="/" encoding="base64">{encoded(pictures[one["sha256"]])}</file>'
        for name, one in names
    )
    markup = f"{_VERBATIM}{escape(draft.stem)}</div>{''.join(images)}"
    return f'<questiontext format="html">{_text(markup)}{"".join(files)}</questiontext>'


def _answer_lines(draft: Draft) -> Iterator[str]:
    if draft.kind in ("single", "multiple"):
        yield f"<single>{str(draft.kind == 'single').lower()}</single>"
        for text, weight in weights(draft):
            yield _said("answer", text, f"{weight:.5f}".rstrip("0").rstrip("."))
    elif draft.kind == "true_false":
        for word, letter in _TRUE_FALSE.items():
            yield _said("answer", word, "100" if draft.key == [letter] else "0")
    elif draft.kind == "fill_in":
        for text in wordings(draft.key[0]):
            yield _said("answer", text, "100")
    elif draft.kind == "matching":
        for one, other in pairs_of(draft):
            yield f'<subquestion format="plain_text">{_text(one)}<answer>{_text(other)}</answer></subquestion>'
    else:
        yield _said("graderinfo", draft.key[0])


def _said(name: str, text: str, weight: str = "") -> str:
    fraction = f' fraction="{weight}"' if weight else ""
    return f'<{name}{fraction} format="plain_text">{_text(text)}</{name}>'


def _text(text: str) -> str:
    return f"<text>{escape(text, {chr(13): '&#13;'})}</text>"


def read(data: bytes) -> list[Block]:
    blocks, topic = list[Block](), ""
    for node in _questions(data):
        if node.attributes.get("type") == "category":
            topic = _topic(node.first("category").first("text").text)
            continue
        blocks.append(_block(len(blocks) + 1, node, topic))
        if len(blocks) > MAX_BLOCKS:
            break
    check_count(len(blocks))
    return blocks


def _questions(data: bytes) -> Iterator[_Node]:
    """One at a time. Raises FileProblem."""
    open_nodes: list[_Node] = []
    for event in document_elements(data, _WITH_TEXT):
        if event.opens:
            if not open_nodes and event.name != "quiz":
                raise FileProblem("unknown_format", "这个 XML 文件不是 Moodle 的试题文件(最外层应为 quiz)。")
            node = _Node(event.name, event.attributes)
            if len(open_nodes) > 1:
                open_nodes[-1].children.append(node)
            open_nodes.append(node)
            continue
        node = open_nodes.pop()
        node.text = event.text
        if len(open_nodes) == 1 and node.name == "question":
            yield node


def _topic(path: str) -> str:
    """`$course$/top/宪法/总纲` → 宪法/总纲."""
    parts = [part.strip() for part in path.split("/")]
    if parts and parts[0].startswith("$"):
        parts = parts[1:]
    return "/".join(parts[1:] if parts[:1] == ["top"] else parts)


def _block(number: int, node: _Node, topic: str) -> Block:
    remarks: list[str] = []
    draft = Draft(kind="", stem="", topic=topic)
    stem = node.first("questiontext").first("text").text
    try:
        draft.stem, pictures = _read_stem(node.first("questiontext"), remarks)
        draft.explanation = _read_text(node.first("generalfeedback"), remarks)
        problems = _answers(node, draft, remarks)
    except Unreadable as wrong:
        return refused(number, wrong.code, wrong.message, draft.stem or stem)
    if grade := node.first("defaultgrade").text.strip():
        problems += take_points(draft, grade)
    for tag in node.first("tags").all("tag"):
        label, _, text = tag.first("text").text.partition(":")
        problems += take_label(draft, label.strip(), text.strip())
    return block(number, draft, problems, remarks, pictures)


def _answers(node: _Node, draft: Draft, remarks: list[str]) -> list[Problem]:
    kind, answers = node.attributes.get("type", ""), node.all("answer")
    if any("".join(one.first("feedback").first("text").text.split()) for one in answers):
        remarks.append("各选项的反馈没有导入。")
    if kind == "multichoice":
        single = node.first("single").text.strip().lower() in ("true", "1")
        return choose(draft, [_answer(one, remarks) for one in answers], single=single)
    if kind == "truefalse":
        right = [one.first("text").text.strip().lower() for one in answers if _weight(one) > 0]
        draft.kind, draft.key = "true_false", [_TRUE_FALSE.get(word, word[:1]) for word in right]
        return []
    if kind == "shortanswer":
        return fill(draft, [_answer(one, remarks) for one in answers])
    if kind == "matching":
        return pair(draft, [_pair(one, remarks) for one in node.all("subquestion")])
    if kind == "essay":
        draft.kind = "short_answer"
        key = _read_text(node.first("graderinfo"), remarks)
        draft.key = [key] if key else []
        return []
    raise Unreadable("kind_unsupported", f"不能导入的题型:{kind[:30] or '没有写明'}。")


def _answer(node: _Node, remarks: list[str]) -> Answer:
    return Answer(_read_text(node, remarks), _weight(node))


def _pair(node: _Node, remarks: list[str]) -> tuple[str, str]:
    return _read_text(node, remarks), _read_text(node.first("answer"), remarks)


def _weight(node: _Node) -> float:
    try:
        weight = float(node.attributes.get("fraction", "0"))
    except ValueError:
        weight = float("nan")
    if not -100 <= weight <= 100:
        raise Unreadable("weight_unreadable", "选项的 fraction 应为 -100 到 100 的数字。")
    return weight


def _read_stem(node: _Node, remarks: list[str]) -> tuple[str, list[FilePicture]]:
    text = node.first("text").text.strip()
    files = {_file_name(one): one for one in [*node.all("file"), *node.first("text").all("file")]}
    if node.attributes.get("format") != "html":
        if files:
            raise Unreadable("media", "含有图片或其他文件,题干却是纯文字,不知放在哪里,不能导入。")
        return text, []
    kept = _KEPT.match(text)
    plain = plain_text(text[kept.end() :] if kept else text)
    if plain.lost:
        raise Unreadable("media", f"含有{plain.lost},暂时不能导入。")
    if not kept and plain.text != text:
        remark(remarks, RICH)
    pictures = [_picture(one, files) for one in plain.images]
    if files.keys() - {unquote(one.address.removeprefix(_FILES)) for one in plain.images}:
        raise Unreadable("media", "含有题干没有引用的图片或其他文件,不能导入。")
    return (html.unescape(kept[1]) + plain.text if kept else plain.text), pictures


def _file_name(node: _Node) -> str:
    return f"{node.attributes.get('path', '/').strip('/')}/{node.attributes.get('name', '')}".lstrip("/")


def _picture(image: Image, files: Mapping[str, _Node]) -> FilePicture:
    """Out of the file alone: no address is ever looked up."""
    found = files.get(unquote(image.address.removeprefix(_FILES))) if image.address.startswith(_FILES) else None
    data = decoded(found.text) if found else embedded(image.address)
    if data is None:
        raise Unreadable("picture_missing", f"图片不在文件里({image.address[:60]}),不能导入。")
    return FilePicture(data, image.alt)


def _read_text(node: _Node, remarks: list[str]) -> str:
    if node.all("file") or node.first("text").all("file"):
        raise Unreadable("media", _OUTSIDE_STEM)
    text = node.first("text").text.strip()
    if node.attributes.get("format") != "html":
        return text
    plain = plain_text(text)
    if plain.more_than_text:
        raise Unreadable("media", f"{_OUTSIDE_STEM}({plain.more_than_text})")
    if plain.text != text:
        remark(remarks, RICH)
    return plain.text
