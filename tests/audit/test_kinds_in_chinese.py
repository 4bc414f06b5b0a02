"""The audit log is read in Chinese: what is written has a name on the screen, and the screen offers nothing else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from exam_platform.exams.models import EntryChange
from exam_platform.people.models import PostRequest

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = ROOT / "frontend" / "src" / "messages" / "staff" / "audit.ts"
WRITERS = {"record", "record_all", "record_change", "_record", "refusals_recorded", "tell"}
# The kinds that are put together when the act is done, as their code spells them.
COMPOSED = {
    "entry.{act.value}": EntryChange.Act.values,
    "post_request.{state}": [PostRequest.State.CONFIRMED.value, PostRequest.State.DECLINED.value],
    "roster_import.{decision}": ["confirmed", "cancelled"],
    "{guess.door}.refused": ["session", "password", "activation"],
}


def test_every_kind_that_is_written_has_a_name_on_the_screen() -> None:
    written = set().union(*(spelled(kind) for kind in kinds_in_the_code()))
    block = MESSAGES.read_text(encoding="utf-8").partition("auditKinds")[2].partition("\n}")[0]
    named = set(re.findall(r"^  '?([a-z_.]+)'?: '", block, flags=re.M))
    assert len(written) > 60
    assert named == written


def kinds_in_the_code() -> Iterator[ast.expr]:
    for package in ("exam_platform", "questions"):
        for file in (ROOT / package).rglob("*.py"):
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in WRITERS:
                    given = call.args[:1] + [word.value for word in call.keywords if word.arg == "kind"]
                    yield from (kind for kind in given[:1] if not isinstance(kind, ast.Name))


def spelled(kind: ast.expr) -> set[str]:
    if isinstance(kind, ast.Constant):
        return {str(kind.value)}
    pattern = ast.unparse(kind).removeprefix("f").strip("'\"")
    (brace,) = re.findall(r"\{.*\}", pattern)
    return {pattern.replace(brace, value) for value in COMPOSED[pattern]}
