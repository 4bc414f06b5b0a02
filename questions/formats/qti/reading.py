"""A package or a single item → blocks. What points outside it refuses it, and is never looked at. Pure."""

import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from questions.drafts import Draft
from questions.formats.blocks import Block, Unreadable, block, check_count, refused
from questions.formats.pictures import embedded
from questions.formats.qti.items import read_item
from questions.formats.qti.versions import VERSIONS, standard_template, undash, version_of
from questions.formats.qti.writing import MANIFEST
from questions.formats.rich_text import Image
from questions.imports.archive import DAMAGED, open_archive
from questions.imports.pictures import FilePicture, PictureEntries
from questions.imports.problems import FileProblem
from questions.imports.xml_tree import Node, parse_tree

MAX_ITEM = 1024 * 1024
_POINTING = ("href", "src", "data", "templateLocation", "base", "primaryPath", "fallbackPath")
_ITEM_TYPES = {version.item_type for version in VERSIONS}
# The reader of archives speaks of spreadsheets.
_OWN_WORDS = {
    "unsafe_archive": "压缩包的结构不正常,可能已损坏或被改动,请从原来的系统重新导出 QTI 包后再上传。",
    "archive_bomb": "压缩包里的文件过多或解压后过大,已拒绝读取,请分成几个 QTI 包。",
}


def read_blocks(data: bytes) -> list[Block]:
    """Raises FileProblem."""
    if not data.startswith(b"PK"):
        return [_block(1, "", parse_tree(data))]
    try:
        archive = open_archive(data)
    except FileProblem as wrong:
        raise FileProblem(wrong.code, _OWN_WORDS.get(wrong.code, wrong.detail)) from wrong
    with archive:
        names = _item_names(archive)
        check_count(len(names))
        pictures = PictureEntries(archive)
        return [_packed(archive, pictures, number, name) for number, name in enumerate(names, start=1)]


def _item_names(archive: zipfile.ZipFile) -> list[str]:
    if MANIFEST not in archive.namelist():
        raise FileProblem("no_manifest", "压缩包的最外层没有清单 imsmanifest.xml,请直接压缩包里的内容,不要再套文件夹。")
    root = parse_tree(_content(archive, MANIFEST))
    _check_references(root, MANIFEST)
    names, foreign = [], ""
    for resource in (node for node in root.walk() if node.name == "resource"):
        kind = resource.attributes.get("type", "")
        if kind in _ITEM_TYPES:
            names.append(_path(resource.attributes.get("href", ""), MANIFEST))
        elif kind.startswith(("imsqti_item", "imsqti_xmlv")):
            foreign = kind
    if foreign:
        raise _unsupported(foreign)
    return names


def _packed(archive: zipfile.ZipFile, pictures: PictureEntries, number: int, name: str) -> Block:
    try:
        if archive.getinfo(name).file_size > MAX_ITEM:
            return refused(number, "too_large", "这道题的文件超过了 1 MB。", name)
        return _block(number, name, parse_tree(_content(archive, name)), pictures)
    except KeyError:
        return refused(number, "missing_item", "清单列出的文件不在压缩包里。", name)
    except FileProblem as wrong:
        if wrong.code != "damaged_file":
            raise
        return refused(number, wrong.code, "这道题的文件已损坏,不是完整的 XML。", name)


def _content(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except DAMAGED as wrong:
        raise FileProblem("damaged_file", "压缩包已损坏,请重新导出后再上传。") from wrong


def _block(number: int, name: str, root: Node, packed: PictureEntries | None = None) -> Block:
    version = version_of(root)
    if version is None:
        raise _unsupported(root.namespace or root.name)
    if version.dashed:
        undash(root.walk())
    if root.name != "assessmentItem":
        raise FileProblem("unknown_format", "这是 QTI 的试卷或其他内容,请上传试题(assessmentItem)或 QTI 包。")
    _check_references(root, name)
    draft, remarks = Draft(kind="", stem=""), list[str]()
    try:
        problems, images = read_item(root, draft, remarks)
        pictures = [_picture(image, name, packed) for image in images]
    except Unreadable as wrong:
        title = root.attributes.get("title") or root.attributes.get("identifier", name)
        return refused(number, wrong.code, wrong.message, draft.stem or title)
    return block(number, draft, problems, remarks, pictures)


def _picture(image: Image, name: str, packed: PictureEntries | None) -> FilePicture:
    """Of the package's own files; without a package, only what is written into the item itself."""
    data = embedded(image.address)
    path = _path(image.address, name)
    if data is None and packed and path in packed:
        data = packed[path]
    if data is None:
        where = "压缩包里" if packed else "这个文件里(请上传整个 QTI 包)"
        raise Unreadable("picture_missing", f"图片不在{where}:{image.address[:60]}。")
    return FilePicture(data, image.alt)


def _unsupported(found: str) -> FileProblem:
    return FileProblem("qti_version", f"支持 QTI 2.1、2.2 和 3.0,不支持这个文件的版本({found[:60]})。")


def _check_references(root: Node, name: str) -> None:
    for node, address in _references(root):
        if node.name == "responseProcessing" and standard_template(address):
            continue
        _path(address, name)


def _references(root: Node) -> Iterator[tuple[Node, str]]:
    """What a reader might open; a link in a text is none."""
    for node in root.walk():
        if node.name != "a":
            yield from ((node, node.attributes[key]) for key in _POINTING if key in node.attributes)


def _path(address: str, name: str) -> str:
    """Where an address in the file of this name leads within the package. Raises FileProblem."""
    try:
        parts = urlsplit(address.strip())
    except ValueError as wrong:
        raise _outside(name, address) from wrong
    path = unquote(parts.path)
    found = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
    # a picture written into the text itself leads nowhere
    if parts.scheme == "data":
        return ""
    if parts.scheme or parts.netloc or path.startswith("/") or "\\" in path or found.split("/")[0] == "..":
        raise _outside(name, address)
    return found


def _outside(name: str, address: str) -> FileProblem:
    where = f"文件“{name[:60]}”" if name else "文件"
    return FileProblem("outside_reference", f"{where}引用了包外的内容({address.strip()[:60]}),已拒绝读取。")
