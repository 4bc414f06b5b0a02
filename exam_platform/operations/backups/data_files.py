"""The files of DATA_DIR that belong into a backup, and those that do not."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import manifest
from .errors import Damaged, NoSpace

# Whatever an installation writes to DATA_DIR stands in one of the two (a test looks).
KEPT = ("exports", "media", "demo-data")
LEFT_OUT = (
    # the database is copied by its own means; keys and passwords are kept apart
    *("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm", "secrets.json", "demo-accounts.json"),
    # made anew by every start, or by the sweepers
    *("broker", "metrics", "run", "uploads", "beat-schedule"),
    # accounts and answers of rehearsals, all invented
    "rehearsals",
)
SPARE = 1.05


def kept_files(data_dir: Path) -> Iterator[Path]:
    for name in KEPT:
        place = data_dir / name
        if place.is_file():
            yield place
        elif place.is_dir():
            yield from sorted(path for path in place.rglob("*") if path.is_file() and not path.is_symlink())


def save(data_dir: Path, folder: Path, told: manifest.Told = manifest.nobody) -> dict[str, dict[str, Any]]:
    """Copy them below `folder`/files; their lines of the manifest. A file that is removed meanwhile is left out."""
    lines = {}
    for source in kept_files(data_dir):
        name = f"files/{source.relative_to(data_dir)}"
        try:
            lines[name] = copy(source, folder / name, told)
        except FileNotFoundError:
            (folder / name).unlink(missing_ok=True)
    return lines


def copy(source: Path, target: Path, told: manifest.Told = manifest.nobody) -> dict[str, Any]:
    """Copy a file through to the disk; the digest is of the bytes that were copied."""
    with source.open("rb") as file:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with target.open("wb") as written:
            os.fchmod(written.fileno(), 0o600)
            sha256 = manifest.digest(file, told, written)
            written.flush()
            os.fsync(written.fileno())
            return {"size": written.tell(), "sha256": sha256}


def copy_listed(line: dict[str, Any], source: Path, target: Path, told: manifest.Told = manifest.nobody) -> None:
    """Copy a file out of a backup and compare what was copied with its line of the manifest."""
    try:
        copied = copy(source, target, told)
    except FileNotFoundError as error:
        raise Damaged(name=source, reason="文件缺失") from error
    if copied != line:
        raise Damaged(name=source, reason="内容与清单不符")


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def require_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed * SPARE:
        raise NoSpace(folder=folder, needed=in_words(needed), free=in_words(free))


def in_words(size: float) -> str:
    return f"{size / 1024**3:.1f} GB" if size >= 1024**3 else f"{size / 1024**2:.1f} MB"
