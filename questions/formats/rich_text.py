"""HTML of other platforms as plain text: no markup gets into the bank. Pure."""

from html.parser import HTMLParser
from typing import NamedTuple

LINES = {"br", "p", "div", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
SILENT = {"script", "style", "head", "title", "template", "noscript"}
MEDIA = {
    **dict.fromkeys(("svg", "picture", "canvas"), "图形"),
    **dict.fromkeys(("audio", "video", "source"), "音频或视频"),
    **dict.fromkeys(("iframe", "object", "embed"), "嵌入的网页"),
    "math": "公式",
}
RICH = "富文本已转为纯文字。"


def remark(remarks: list[str], text: str) -> None:
    """Once for a question, however often there is reason for it."""
    if text not in remarks:
        remarks.append(text)


class Image(NamedTuple):
    address: str
    alt: str


class PlainText(NamedTuple):
    """`lost`: what neither text nor pictures can say for it, as people call it, or ""."""

    text: str
    images: list[Image]
    lost: str

    @property
    def more_than_text(self) -> str:
        """As `lost`, where there may be no pictures either."""
        return self.lost or ("图片" if self.images else "")


def plain_text(markup: str) -> PlainText:
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return PlainText("\n".join(line for line in lines if line), reader.images, reader.lost)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.images: list[Image] = []
        self.lost = ""
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._media(tag, attrs)
        self.silent += tag in SILENT
        if tag in LINES:
            self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._media(tag, attrs)
        if tag in LINES:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in LINES:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data.replace("\n", " "))

    def _media(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.lost = self.lost or MEDIA.get(tag, "")
        if tag == "img" and not self.silent:
            said = dict(attrs)
            self.images.append(Image(said.get("src") or "", said.get("alt") or ""))
