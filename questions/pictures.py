"""Reading a picture that somebody uploaded, or that a file brought; this module is also the child that does it.

A picture is known by what it is and never by its name. What is kept is drawn anew from its pixels: nothing else that
lay in the file (place and device of a photograph, a second file behind the first) comes along. Pure.
"""

import base64
import hashlib
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import orjson
from PIL import Image, ImageOps, UnidentifiedImageError

from questions.imports.problems import FileProblem
from questions.imports.sandbox import lines_of_child, speak

MAX_FILE_SIZE = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
# Kept so large: more is not seen on a screen, and a candidate's line may be slow.
LONGEST_SIDE = 1600
# A PNG beyond that is a photograph; a JPEG of it is a tenth.
LARGEST_PNG = 512 * 1024
PNG, JPEG = "image/png", "image/jpeg"
_TAKEN = ("PNG", "JPEG", "GIF", "BMP", "WEBP")
# What phones write as JPEG with more pictures behind the first (a smaller one, its brightness): no animation.
_SEVERAL_OF_ONE = "MPO"


@dataclass(frozen=True, slots=True)
class ReadPicture:
    """`content` as it is kept; `original` is the sha256 of the bytes that it was read from."""

    content: bytes
    media_type: str
    width: int
    height: int
    original: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def as_said(self) -> dict[str, Any]:
        """As a child that reads files says it."""
        return {**asdict(self), "content": base64.b64encode(self.content).decode()}

    @classmethod
    def said(cls, found: dict[str, Any]) -> "ReadPicture":
        return cls(**{**found, "content": base64.b64decode(found["content"])})


class Encoded(NamedTuple):
    content: bytes
    media_type: str


def read_picture_safely(data: bytes) -> ReadPicture:
    """As `read_picture`, but the picture is opened by a child that may die of it. Raises FileProblem."""
    _check_size(data)
    (line,) = lines_of_child("questions.pictures", data)
    found = orjson.loads(line)
    return ReadPicture.said(found)


def read_picture(data: bytes) -> ReadPicture:
    """For a child that is reading a file with pictures. Raises FileProblem."""
    _check_size(data)
    try:
        image = _opened(data)
        drawn = _drawn(image)
    except (
        OSError,
        SyntaxError,
        ValueError,
        TypeError,
        EOFError,
        OverflowError,
        Image.DecompressionBombError,
    ) as wrong:
        raise FileProblem(
            "picture_unreadable", "图片无法读取，可能已损坏，请重新截图或另存为 PNG 后再上传。"
        ) from wrong
    content, media_type = _encoded(drawn, is_photograph=image.format in ("JPEG", _SEVERAL_OF_ONE))
    return ReadPicture(content, media_type, *drawn.size, hashlib.sha256(data).hexdigest())


def too_large() -> FileProblem:
    return FileProblem("picture_too_large", f"图片文件不能超过 {MAX_FILE_SIZE // 1024**2} MB，请压缩后再上传。")


def _check_size(data: bytes) -> None:
    if not data:
        raise FileProblem("picture_empty", "图片文件是空的。")
    if len(data) > MAX_FILE_SIZE:
        raise too_large()


def _opened(data: bytes) -> Image.Image:
    """The header alone has been read so far."""
    try:
        image = Image.open(io.BytesIO(data), formats=_TAKEN)
    except UnidentifiedImageError as unknown:
        raise FileProblem(
            "picture_format", "这不是 PNG、JPEG、GIF、BMP 或 WebP 图片（不支持 SVG 等格式），请另存为 PNG 后再上传。"
        ) from unknown
    except Image.DecompressionBombError as bomb:
        raise _too_many_pixels() from bomb
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels()
    if image.format != _SEVERAL_OF_ONE and getattr(image, "is_animated", False):
        raise FileProblem("picture_animated", "不支持动态图片，请截取其中一帧后再上传。")
    return image


def _too_many_pixels() -> FileProblem:
    return FileProblem(
        "picture_too_many_pixels", f"图片的像素太多（最多 {MOST_PIXELS // 10_000} 万像素），请缩小后再上传。"
    )


def _drawn(image: Image.Image) -> Image.Image:
    """Upright, in plain colours, and no larger than it is shown."""
    seen = image.mode if image.mode == "L" and not image.has_transparency_data else ""
    plain = image.convert(seen or ("RGBA" if image.has_transparency_data else "RGB"))
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(plain)
    upright.info.clear()
    return upright


def _encoded(image: Image.Image, *, is_photograph: bool) -> Encoded:
    if not is_photograph:
        png = _saved(image, "PNG", optimize=True)
        if len(png) <= LARGEST_PNG:
            return Encoded(png, PNG)
    if image.mode == "RGBA":
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    return Encoded(_saved(image, "JPEG", quality=85, optimize=True), JPEG)


def _saved(image: Image.Image, encoding: str, **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, encoding, **how)
    return out.getvalue()


def _messages(data: bytes) -> Iterator[object]:
    yield read_picture(data).as_said()


if __name__ == "__main__":
    speak(_messages)
