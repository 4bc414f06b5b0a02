"""Small disks in memory that can be filled up, and emptied again."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import server_user


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A tmpfs of its own at `folder`; skips the test, saying so, where nobody may mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("F17 needs a small disk: mounting a tmpfs takes root")
    if user := server_user():
        os.chown(folder, user["user"], user["group"])
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


@contextlib.contextmanager
def full(folder: Path) -> Iterator[None]:
    """Not a byte is left on the disk of `folder` while the block runs."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            for size in (1 << 20, 1 << 12, 1):
                with contextlib.suppress(OSError):
                    file.write(b"\0" * size)
                    break
            else:
                break
    try:
        yield
    finally:
        ballast.unlink()
