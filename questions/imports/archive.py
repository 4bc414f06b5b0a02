"""The zip directory of an Office file, checked before anything in it is unpacked. Pure.

Sizes are believed because `zipfile` never reads past the size that the directory states.
"""

import io
import stat
import zipfile
import zlib

from questions.imports.problems import FileProblem

# What reading an entry raises when its bytes are not what the directory promises.
DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError)
MAX_ENTRIES = 2_000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 100
# small parts of nothing but zeros compress well and do no harm
RATIO_MATTERS_FROM = 1024 * 1024


def _unsafe() -> FileProblem:
    return FileProblem(
        "unsafe_archive", "文件的压缩结构不正常,可能已损坏或被改动,请用 Excel 或 WPS 另存为 xlsx 后再上传。"
    )


def _bomb() -> FileProblem:
    return FileProblem("archive_bomb", "文件解压后过大,已拒绝读取。请另存为新的 xlsx 文件,只保留需要的内容。")


def open_archive(data: bytes) -> zipfile.ZipFile:
    """Raises FileProblem unless the directory is sane: sizes, ratio, names, no encryption."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as wrong:
        raise _unsafe() from wrong
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise _bomb()
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise _bomb()
    if len({entry.filename for entry in entries}) != len(entries):
        raise _unsafe()
    for entry in entries:
        _check_entry(entry)
    return archive


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 0x1:
        raise FileProblem("encrypted", "文件设有密码,请去掉密码后再上传。")
    name = entry.filename
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        raise _unsafe()
    if stat.S_ISLNK(entry.external_attr >> 16) or name.lower().endswith(".zip"):
        raise _unsafe()
    if entry.file_size > RATIO_MATTERS_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise _bomb()
