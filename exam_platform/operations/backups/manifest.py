"""manifest.json: what a backup is made of and where it comes from, with a digest of every file. Pure."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from .errors import Damaged, NoBackup

NAME = "manifest.json"
FORMAT = 1
CHUNK = 1 << 20

Told = Callable[[int], None]


def nobody(_: int) -> None:
    """For whoever shows no progress."""


@dataclass
class Database:
    engine: str
    version: str
    # PostgreSQL: the database, the role that owns its tables, and the cluster's timeline
    name: str = ""
    owner: str = ""
    timeline: int = 0


@dataclass
class Manifest:
    platform: str
    database: Database
    # By the database's clock: the backup has all that was acknowledged earlier, and restores to no earlier moment.
    consistent_at: dt.datetime
    migrations: list[str]
    # fingerprints by name; the keys themselves are in no backup
    keys: dict[str, str]
    # values under each field key, by column
    sealed: dict[str, dict[str, int]]
    counts: dict[str, int]
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def bytes(self) -> int:
        return sum(int(line["size"]) for line in self.files.values())


def digest(file: BinaryIO, told: Told = nobody, copy: BinaryIO | None = None) -> str:
    """SHA-256 of what is left of `file`, copied on the way if asked."""
    total = hashlib.sha256()
    while chunk := file.read(CHUNK):
        total.update(chunk)
        if copy:
            copy.write(chunk)
        told(len(chunk))
    return total.hexdigest()


def describe(path: Path, told: Told = nobody) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"size": path.stat().st_size, "sha256": digest(file, told)}


def write(manifest: Manifest, folder: Path) -> None:
    """The manifest, and a digest of itself beside it."""
    content = asdict(manifest) | {"consistent_at": manifest.consistent_at.isoformat()}
    text = json.dumps(content, indent=1, ensure_ascii=False)
    (folder / NAME).write_text(text)
    (folder / f"{NAME}.sha256").write_text(f"{hashlib.sha256(text.encode()).hexdigest()}  {NAME}\n")


def read(folder: Path) -> Manifest:
    try:
        text = (folder / NAME).read_text()
        expected = (folder / f"{NAME}.sha256").read_text().split()[0]
    except FileNotFoundError as error:
        raise NoBackup(folder=folder) from error
    except (ValueError, IndexError) as error:
        raise Damaged(name=folder / NAME, reason="无法读取") from error
    if hashlib.sha256(text.encode()).hexdigest() != expected:
        raise Damaged(name=folder / NAME, reason="与其摘要不符")
    content = json.loads(text)
    content["database"] = Database(**content["database"])
    content["consistent_at"] = dt.datetime.fromisoformat(content["consistent_at"])
    return Manifest(**content)


def faults(manifest: Manifest, folder: Path, told: Told = nobody) -> Iterator[Damaged]:
    """Every listed file that is not as it was."""
    for name, line in manifest.files.items():
        path = folder / name
        if not path.is_file():
            yield Damaged(name=path, reason="文件缺失")
        elif describe(path, told) != line:
            yield Damaged(name=path, reason="内容与清单不符")
