"""The pictures of a file's questions on their way in and out: names, descriptions, base64. Pure."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence

from questions.drafts import Draft
from questions.imports.pictures import FilePicture
from questions.imports.problems import Note, note, warning
from questions.kinds import ShownPicture
from questions.pictures import JPEG, PNG

LEFT_OUT = "图片"
EXTENSIONS = {PNG: "png", JPEG: "jpg"}
_EMBEDDED = re.compile(r"data:image/[\w.+-]{1,20};base64,(.*)", re.DOTALL)
_MOST_ENCODED = 16 * 1024 * 1024


def unread(found: Sequence[FilePicture]) -> tuple[list[ShownPicture], list[Note]]:
    """As a draft shows them before anyone has looked into them: by the file's own bytes, without a size.

    One that nobody described gets a name, so that who cannot see it knows that it is there, and a warning.
    """
    shown, notes = list[ShownPicture](), list[Note]()
    if found:
        notes.append(note(None, "pictures_read", f"含 {len(found)} 张图片,显示在题干之后。"))
    for place, one in enumerate(found, start=1):
        alt = one.alt if one.alt.strip() else f"图 {place}"
        if alt != one.alt:
            message = f"第 {place} 张图片没有文字说明(替代文字),暂写作“{alt}”,请在导入后补写。"
            notes.append(warning(None, "alt_missing", message))
        shown.append({"sha256": hashlib.sha256(one.data).hexdigest(), "width": 0, "height": 0, "alt": alt})
    return shown, notes


def without_pictures(draft: Draft) -> Draft:
    """For formats that hold them apart from the words, or not at all."""
    if not draft.pictures:
        return draft
    words = Draft(**{name: getattr(draft, name) for name in draft.__slots__})
    words.details = draft.details.copy()
    del words.details["pictures"]
    return words


def named(picture: ShownPicture, stored: Mapping[str, bytes]) -> str:
    """A file's name for it."""
    return f"{picture['sha256']}.{EXTENSIONS[media_type_of(stored[picture['sha256']])]}"


def media_type_of(content: bytes) -> str:
    """Of bytes that the platform wrote."""
    return PNG if content.startswith(b"\x89PNG") else JPEG


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def decoded(text: str) -> bytes | None:
    """None for what is no base64; spaces and line ends in it are allowed."""
    if len(text) > _MOST_ENCODED:
        return None
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def embedded(address: str) -> bytes | None:
    """The picture that is written into the address itself (`data:`), if it is one."""
    found = _EMBEDDED.fullmatch(address.strip())
    return decoded(found[1]) if found else None
