"""N65: what is taken as a picture, what is refused and why, and that nothing but pixels is kept."""

import hashlib
import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from questions.imports.problems import FileProblem
from questions.pictures import JPEG, LONGEST_SIDE, PNG, read_picture, read_picture_safely

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body><img src=x onerror=alert(1)></body></html>"
HIDDEN = b"GPS 36.65N 117.12E"


def file_of(image: Image.Image, encoding: str = "PNG", **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, encoding, **how)
    return out.getvalue()


def plain(width: int = 40, height: int = 30, mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (width, height))


def animated(encoding: str) -> bytes:
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    return file_of(frames[0], encoding, save_all=True, append_images=frames[1:])


def bomb(side: int) -> bytes:
    """A PNG that says it is `side` wide and high, in a few kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((side // 8 + 1) * min(side, 200)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


REFUSED = {
    "nothing": (b"", "picture_empty"),
    "50 MB": (file_of(plain()) + bytes(50 * 1024 * 1024), "picture_too_large"),
    "30,000 × 30,000": (bomb(30_000), "picture_too_many_pixels"),
    "a little too large": (bomb(5_001), "picture_too_many_pixels"),
    "SVG": (SVG, "picture_format"),
    "HTML named .png": (HTML, "picture_format"),
    "a TIFF": (file_of(plain(), "TIFF"), "picture_format"),
    "animated GIF": (animated("GIF"), "picture_animated"),
    "animated PNG": (animated("PNG"), "picture_animated"),
    "animated WebP": (animated("WEBP"), "picture_animated"),
    "cut off": (file_of(Image.effect_noise((300, 300), 80))[:-5000], "picture_unreadable"),
    "a head alone": (b"\x89PNG\r\n\x1a\n" + bytes(40), "picture_format"),
}


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_sound_picture_is_refused_with_its_reason(data: bytes, code: str) -> None:
    with pytest.raises(FileProblem) as refused:
        read_picture(data)
    assert refused.value.code == code
    assert refused.value.detail


@pytest.mark.parametrize("data", [HTML, bomb(30_000)], ids=["HTML", "bomb"])
def test_the_child_says_the_same(data: bytes) -> None:
    with pytest.raises(FileProblem) as here:
        read_picture(data)
    with pytest.raises(FileProblem) as there:
        read_picture_safely(data)
    assert there.value.args == here.value.args


TAKEN = {
    "PNG": (file_of(plain()), PNG),
    "GIF": (file_of(plain(mode="P"), "GIF"), PNG),
    "BMP": (file_of(plain(), "BMP"), PNG),
    "WebP": (file_of(plain(), "WEBP"), PNG),
    "grey": (file_of(plain(mode="L")), PNG),
    "transparent": (file_of(plain(mode="RGBA")), PNG),
    "JPEG": (file_of(plain(), "JPEG"), JPEG),
    "JPEG for print": (file_of(plain(mode="CMYK"), "JPEG"), JPEG),
    "several pictures of one photograph": (
        file_of(plain(), "MPO", save_all=True, append_images=[plain(20, 15)]),
        JPEG,
    ),
}


@pytest.mark.parametrize(("data", "media_type"), TAKEN.values(), ids=TAKEN)
def test_what_is_a_picture_is_taken_as_png_or_jpeg(data: bytes, media_type: str) -> None:
    read = read_picture(data)
    assert (read.media_type, read.width, read.height) == (media_type, 40, 30)
    assert read.original == hashlib.sha256(data).hexdigest()
    with Image.open(io.BytesIO(read.content)) as kept:
        assert (kept.size, Image.MIME[kept.format or ""]) == ((40, 30), media_type)


def test_nothing_but_pixels_is_kept() -> None:
    """Neither place and device, nor comments, nor what follows the picture; and it stands as the camera was held."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = HIDDEN.decode()
    image = plain(60, 20)
    for encoding, how in (("JPEG", {"comment": HIDDEN}), ("PNG", {}), ("WEBP", {"xmp": HIDDEN})):
        data = file_of(image, encoding, exif=exif, **how) + HTML
        assert HIDDEN in data
        read = read_picture_safely(data)
        assert HIDDEN not in read.content
        assert b"<html" not in read.content
        assert (read.width, read.height) == (20, 60)


def test_what_is_larger_than_a_screen_is_made_smaller() -> None:
    read = read_picture(file_of(plain(5_000, 400), "JPEG"))
    assert (read.width, read.height) == (LONGEST_SIDE, 128)
    noisy = Image.merge("RGB", [Image.effect_noise((500, 500), 90)] * 3)
    photograph = read_picture(file_of(noisy))
    assert photograph.media_type == JPEG
    assert len(photograph.content) < len(file_of(noisy)) / 2


def test_a_drawing_read_again_is_the_same() -> None:
    once = read_picture(file_of(plain(mode="P")))
    assert read_picture(once.content).sha256 == once.sha256
