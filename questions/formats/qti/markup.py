"""The marked-up text of a question as plain text, with a blank where something is to be written. Pure."""

from collections.abc import Collection

from questions.formats.answers import BLANK
from questions.formats.blocks import Unreadable
from questions.formats.rich_text import LINES, MEDIA, RICH, SILENT, Image, remark
from questions.imports.xml_tree import Node
from questions.kinds.fill_in import BLANKS

ASIDE = "反馈和只给教师看的说明没有导入。"
_BLANKS = ("textEntryInteraction", "inlineChoiceInteraction")
_PLAIN = {*LINES, *_BLANKS, "span", "itemBody", "prompt", "contentBody"} - {"table", "tr", "ul", "ol", "li"}
_ASIDE = ("feedbackInline", "feedbackBlock", "modalFeedback")


def text_of(node: Node, remarks: list[str], *, verbatim: bool) -> str:
    """`verbatim`: spaces and line ends are meant, and only `br` ends a line. Raises Unreadable for what is no text."""
    text, images = text_and_images(node, remarks, verbatim=verbatim)
    if images:
        raise Unreadable("media", "选项、答案或解析里含有图片,图片只能放在题干里,不能导入。")
    return text


def text_and_images(node: Node, remarks: list[str], *, verbatim: bool) -> tuple[str, list[Image]]:
    """As `text_of`, of what may have pictures."""
    parts: list[str | Image] = []
    _collect(node, parts, remarks, verbatim)
    text = "".join(part for part in parts if isinstance(part, str))
    images = [part for part in parts if isinstance(part, Image)]
    if verbatim:
        return text, images
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line), images


def _collect(node: Node, parts: list[str | Image], remarks: list[str], verbatim: bool) -> None:
    for child in node.children:
        if isinstance(child, str):
            parts.append(child if verbatim else child.replace("\n", " "))
        elif child.name == "br":
            parts.append("\n")
        elif child.name == "img":
            parts.append(Image(child.attributes.get("src", ""), child.attributes.get("alt", "")))
        elif child.name in _BLANKS:
            hint = child.attributes.get("placeholderText", "")
            parts.append(hint if BLANKS.fullmatch(hint) else BLANK)
        elif child.name.endswith("Interaction"):
            _block(child.first("prompt"), parts, remarks, verbatim)
        elif child.name in _ASIDE or not _for_candidates(child):
            remark(remarks, ASIDE)
        elif child.name in SILENT:
            remark(remarks, RICH)
        else:
            _refuse_media(child)
            if child.name not in _PLAIN:
                remark(remarks, RICH)
            (_block if child.name in LINES else _collect)(child, parts, remarks, verbatim)


def _block(node: Node, parts: list[str | Image], remarks: list[str], verbatim: bool) -> None:
    ends: Collection[str] = () if verbatim else "\n"
    parts += ends
    _collect(node, parts, remarks, verbatim)
    parts += ends


def _for_candidates(node: Node) -> bool:
    return node.name != "rubricBlock" or "candidate" in node.attributes.get("view", "candidate").split()


def _refuse_media(node: Node) -> None:
    if lost := MEDIA.get(node.name):
        raise Unreadable("media", f"含有{lost},暂时不能导入。")
    if node.name in ("include", "printedVariable"):
        raise Unreadable("elsewhere", "题目的一部分内容在别处或由程序生成,不能导入。")
