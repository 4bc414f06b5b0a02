"""Paragraphs → a .docx file, written straight as its XML: what is read back by `imports.word` and by any Word. Pure."""

import io
import zipfile
from collections.abc import Iterable
from typing import NamedTuple
from xml.sax.saxutils import escape

TITLE, HEAD, BODY, NOTE = "Title", "Heading1", "Normal", "Note"
_SPACE = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns:w="{_SPACE}/wordprocessingml/2006/main"'
_START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# so that the same questions make the same file
_WRITTEN = (2020, 1, 1, 0, 0, 0)
_TYPES = f"""{_START}<Types xmlns="{_SPACE}/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_OFFICE}.styles+xml"/></Types>"""


def _relationship(kind: str, target: str) -> str:
    return (
        f'{_START}<Relationships xmlns="{_SPACE}/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_SPACE}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        "</Relationships>"
    )


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


def word_document(paragraphs: Iterable[Paragraph]) -> bytes:
    body = "".join(_paragraph(style, line) for style, text in paragraphs for line in text.split("\n"))
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relationship("officeDocument", "word/document.xml"),
        "word/document.xml": f"{_START}<w:document {_MAIN}><w:body>{body}{_PAGE}</w:body></w:document>",
        "word/styles.xml": _STYLES,
        "word/_rels/document.xml.rels": _relationship("styles", "styles.xml"),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _WRITTEN), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _paragraph(style: str, line: str) -> str:
    said = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in line.split("\t"))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{said}</w:r></w:p>'
