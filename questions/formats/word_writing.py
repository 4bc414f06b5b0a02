"""Paragraphs → a .docx file, written straight as its XML: what is read back by `imports.word` and by any Word. Pure."""

import io
import zipfile
from collections.abc import Iterable
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

TITLE, HEAD, BODY, NOTE = "Title", "Heading1", "Normal", "Note"
_SPACE = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns:w="{_SPACE}/wordprocessingml/2006/main"'
_PICTURE = f"{_SPACE}/drawingml/2006/picture"
_DRAWN = (
    f'xmlns:r="{_SPACE}/officeDocument/2006/relationships" xmlns:a="{_SPACE}/drawingml/2006/main" '
    f'xmlns:wp="{_SPACE}/drawingml/2006/wordprocessingDrawing" xmlns:pic="{_PICTURE}"'
)
# in the units of drawings: a pixel of 96 an inch, and the room between the margins
_PIXEL, _WIDEST = 9_525, 5_270_000
_START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# so that the same questions make the same file
_WRITTEN = (2020, 1, 1, 0, 0, 0)
_TYPES = f"""{_START}<Types xmlns="{_SPACE}/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="png" ContentType="image/png"/><Default Extension="jpg" ContentType="image/jpeg"/>
<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_OFFICE}.styles+xml"/></Types>"""


def _relationships(*targets: tuple[str, str]) -> str:
    """Of a kind each, numbered from 1."""
    kinds = f"{_SPACE}/officeDocument/2006/relationships"
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{kinds}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_START}<Relationships xmlns="{_SPACE}/package/2006/relationships">{entries}</Relationships>'


def _style(name: str, shown: str, paragraph: str, run: str, more: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"{more}><w:name w:val="{shown}"/>'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


_FONTS = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>'
_STYLES = (
    f'{_START}<w:styles {_MAIN}><w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}<w:sz w:val="24"/></w:rPr></w:rPrDefault>'
    '<w:pPrDefault><w:pPr><w:spacing w:line="360" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    + _style(BODY, "Normal", "", "", ' w:default="1"')
    + _style(TITLE, "Title", '<w:jc w:val="center"/>', '<w:b/><w:sz w:val="36"/>')
    + _style(HEAD, "heading 1", '<w:keepNext/><w:spacing w:before="240"/><w:outlineLvl w:val="0"/>', "<w:b/>")
    + _style(NOTE, "Note", "", '<w:color w:val="57606A"/><w:sz w:val="21"/>')
    + "</w:styles>"
)
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/>'
    "</w:sectPr>"
)


class Paragraph(NamedTuple):
    style: str
    text: str


class Figure(NamedTuple):
    """A picture in a paragraph of its own; `name` is the file's, sides are in pixels."""

    name: str
    content: bytes
    width: int
    height: int
    alt: str


def word_document(paragraphs: Iterable[Paragraph | Figure]) -> bytes:
    media: dict[str, bytes] = {}
    body = "".join(_block(one, number, media) for number, one in enumerate(paragraphs, start=1))
    targets = [("styles", "styles.xml"), *(("image", f"media/{name}") for name in media)]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relationships(("officeDocument", "word/document.xml")),
        "word/document.xml": f"{_START}<w:document {_MAIN} {_DRAWN}><w:body>{body}{_PAGE}</w:body></w:document>",
        "word/styles.xml": _STYLES,
        "word/_rels/document.xml.rels": _relationships(*targets),
        **{f"word/media/{name}": content for name, content in media.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _WRITTEN), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _block(one: Paragraph | Figure, number: int, media: dict[str, bytes]) -> str:
    if isinstance(one, Paragraph):
        return "".join(_paragraph(one.style, line) for line in one.text.split("\n"))
    media.setdefault(one.name, one.content)
    return _figure(one, number, f"rId{list(media).index(one.name) + 2}")


def _paragraph(style: str, line: str) -> str:
    said = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split("\t"))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{said}</w:r></w:p>'


def _figure(one: Figure, number: int, relationship: str) -> str:
    """In the line, as wide as it is at 96 dots an inch, or as the page has room for."""
    scale = min(_PIXEL, _WIDEST / one.width)
    extent = f'cx="{round(one.width * scale)}" cy="{round(one.height * scale)}"'
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{BODY}"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" '
        f'distR="0"><wp:extent {extent}/><wp:docPr id="{number}" name="图片 {number}" descr={quoteattr(one.alt)}/>'
        f'<a:graphic><a:graphicData uri="{_PICTURE}"><pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" '
        f'name="{one.name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relationship}"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
        f'<a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
