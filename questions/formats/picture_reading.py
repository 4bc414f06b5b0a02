"""Reads the pictures of a file's questions, one at a time, as many as a file may bring. Pure."""

import time
from collections.abc import Iterable, Iterator

from questions.formats.blocks import Block
from questions.imports.pictures import FilePicture
from questions.imports.problems import FileProblem, Note, error
from questions.pictures import ReadPicture, read_picture

MOST_IN_FILE, MOST_BYTES = 300, 30 * 1024 * 1024
# so that it is said, before the child that reads the file is killed (imports.sandbox)
MOST_SECONDS = 45


def with_pictures(blocks: Iterable[Block]) -> Iterator[Block]:
    """Each as it comes, with its pictures; refused where one of them cannot be read or is more than a file may bring.

    A picture that several questions show is read once.
    """
    reader = _Reader()
    for block in blocks:
        if block.draft and block.brought:
            yield reader.read(block)
        else:
            yield block


class _Reader:
    def __init__(self) -> None:
        self.started = time.monotonic()
        self.read_so_far: dict[str, ReadPicture] = {}
        self.bytes = 0

    def read(self, block: Block) -> Block:
        assert block.draft
        pictures, errors = list[ReadPicture](), list[Note]()
        for place, (one, shown) in enumerate(zip(block.brought, block.draft.pictures, strict=True), start=1):
            try:
                picture = self._picture(shown["sha256"], one)
            except FileProblem as wrong:
                errors.append(error(None, wrong.code, f"第 {place} 张图片:{wrong.detail}"))
                continue
            shown["width"], shown["height"] = picture.width, picture.height
            pictures.append(picture)
        if errors:
            return Block(block.number, None, errors, block.summary)
        return Block(block.number, block.draft, block.notes, block.summary, pictures=pictures)

    def _picture(self, sha256: str, one: FilePicture) -> ReadPicture:
        if sha256 not in self.read_so_far:
            self._check_limits()
            picture = read_picture(one.data)
            self.bytes += len(picture.content)
            self.read_so_far[sha256] = picture
        return self.read_so_far[sha256]

    def _check_limits(self) -> None:
        if len(self.read_so_far) >= MOST_IN_FILE:
            raise FileProblem("too_many_pictures", f"一个文件最多 {MOST_IN_FILE} 张图片,请分成几个文件。")
        if self.bytes >= MOST_BYTES or time.monotonic() - self.started > MOST_SECONDS:
            message = f"文件里的图片过大(合计最多 {MOST_BYTES // 1024**2} MB),请缩小图片或分成几个文件。"
            raise FileProblem("pictures_too_large", message)
