"""The pictures of Office files that are whole and upright and, in Word, in the line; of others, what they are. Pure."""

import zipfile
from dataclasses import dataclass, field
from functools import cached_property

from questions.imports.pictures import FilePicture, PictureEntries
from questions.imports.relationships import related
from questions.imports.xml_events import Element

GRAPHIC = "图片或图形"
_FLOATING = "浮动的图片(请把环绕方式改为“嵌入型”)"
_CROPPED = "裁剪过的图片(请先用“压缩图片”删除裁剪掉的部分)"
_TURNED = "旋转或翻转过的图片(请先转正)"
_LINKED = "链接的图片(不在文件里,请改为插入)"
# shapes, groups, canvases, charts and diagrams, text boxes
_MORE_THAN_A_PICTURE = {"wsp", "wgp", "wpc", "chart", "relIds", "txbxContent", "group", "rect", "oval", "line"}
_NONE = ("", "0", "0f", "false")


@dataclass(slots=True)
class Drawing:
    """What stands within one `drawing` or, of old, `pict`; `lost`: why it is no picture that can be taken."""

    alt: str = ""
    ids: list[str] = field(default_factory=list)
    lost: str = ""

    def take(self, element: Element) -> None:
        name, said = element.name, element.attributes
        if name in _MORE_THAN_A_PICTURE:
            self.lost = GRAPHIC
        elif name == "docPr":
            self.alt = said.get("descr", "")
        elif name == "shape":
            self.alt = said.get("alt", "")
            self._refuse(_FLOATING, "position:absolute" in said.get("style", "").replace(" ", ""))
        elif name == "blip":
            self._refuse(_LINKED, "link" in said)
            self.ids.append(said.get("embed", ""))
        elif name == "imagedata":
            self._refuse(_CROPPED, any(said[key] not in _NONE for key in said if key.startswith("crop")))
            self.ids.append(said.get("id", ""))
        elif name == "srcRect":
            self._refuse(_CROPPED, any(value not in _NONE for value in said.values()))
        elif name == "xfrm":
            self._refuse(_TURNED, any(said.get(key, "") not in _NONE for key in ("rot", "flipH", "flipV")))
        else:
            self._refuse(_FLOATING, name == "anchor")

    def _refuse(self, what: str, refused: bool) -> None:
        if refused:
            self.lost = self.lost or what


class OfficePictures:
    """Those that one part of an Office file shows."""

    def __init__(self, archive: zipfile.ZipFile, part: str) -> None:
        self.archive, self.part = archive, part
        self.entries = PictureEntries(archive)

    def of(self, drawing: Drawing) -> list[FilePicture]:
        """None where there is no picture that can be taken: then the drawing's `lost` says why. Raises FileProblem."""
        parts = [self._targets.get(one, "") for one in drawing.ids]
        if not parts or not all(part in self.entries for part in parts):
            drawing.lost = drawing.lost or (_LINKED if parts else GRAPHIC)
        if drawing.lost:
            return []
        return [FilePicture(self.entries[part], drawing.alt) for part in parts]

    @cached_property
    def _targets(self) -> dict[str, str]:
        return related(self.archive, self.part)
