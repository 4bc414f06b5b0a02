"""填空题: blanks `____` in the stem, answered in order, or in any order where the details say `any_order`.

A blank may take several wordings, joined by `;` in the key.
"""

import re
from typing import Any

from questions.kinds import wording
from questions.kinds.contract import Content, Delivered, KeyReading, Problem
from questions.plain_text import folded

code = "fill_in"
label = "填空题"
has_options = False
machine_marked = True

MAX_ANSWER = 200
BLANKS = re.compile(r"[_＿]{2,}")
_BETWEEN_BLANKS = re.compile(r"[|｜]")
_BETWEEN_WORDINGS = re.compile(r"[;；]")


def blanks_in(stem: str) -> int:
    return len(BLANKS.findall(stem))


def wordings(blank: str) -> list[str]:
    """The wordings that a blank of the key takes, in the form they are compared in."""
    return [plain for part in _BETWEEN_WORDINGS.split(blank) if (plain := folded(part))]


def read_key(text: str, content: Content) -> KeyReading:
    if not text.strip():
        return KeyReading(problems=[Problem("key", "key_missing", "答案不能为空。")])
    blanks = [_BETWEEN_WORDINGS.split(blank) for blank in _BETWEEN_BLANKS.split(text)]
    return KeyReading([";".join(part.strip() for part in parts if part.strip()) for parts in blanks])


def check_content(content: Content, key: list[str]) -> list[Problem]:
    problems = wording.check_asked(content, "any_order") + wording.check_no_options(content)
    blanks = blanks_in(content["stem"])
    if content["stem"].strip() and not blanks:
        problems.append(Problem("stem", "no_blank", "填空题的题干中要用下划线(____)标出空。"))
    if not key:
        problems.append(Problem("key", "key_missing", "答案不能为空。"))
    elif blanks and len(key) != blanks:
        problems.append(Problem("key", "key_count", f"题干有 {blanks} 个空,答案有 {len(key)} 个;各空的答案用 | 隔开。"))
    elif not all(wordings(blank) for blank in key):
        problems.append(Problem("key", "key_missing", "每个空都要有答案。"))
    elif any(len(blank) > 2 * MAX_ANSWER for blank in key):
        problems.append(Problem("key", "key_too_long", f"每个空的答案不能超过 {MAX_ANSWER} 字。"))
    return problems


def check_response(content: Content, answer: Any) -> list[str]:
    return wording.written_texts(answer, blanks_in(content["stem"]), MAX_ANSWER)


def mark(content: Content, key: list[str], answer: list[str], points: int, rule: str) -> int | None:
    """Each blank earns the same part of the points, rounded down; all blanks right earn all points."""
    if not key:
        return 0
    taken = [wordings(expected) for expected in key]
    given = [folded(text) for text in answer]
    if content.get("details", {}).get("any_order"):
        return points * _filled_in_any_order(taken, given) // len(key)
    return points * sum(text in those for text, those in zip(given, taken, strict=False) if text) // len(key)


def _filled_in_any_order(taken: list[list[str]], given: list[str]) -> int:
    """How many blanks can be filled, each by an answer of its own: one that takes two wordings gives way to another."""
    filler: dict[int, int] = {}

    def place(answer: int, tried: set[int]) -> bool:
        for blank, those in enumerate(taken):
            if given[answer] in those and blank not in tried:
                tried.add(blank)
                if blank not in filler or place(filler[blank], tried):
                    filler[blank] = answer
                    return True
        return False

    return sum(place(answer, set()) for answer, text in enumerate(given) if text)


def key_in_words(content: Content, key: list[str]) -> list[str]:
    return sorted(key) if content.get("details", {}).get("any_order") else key


def delivered(content: Content) -> Delivered:
    return wording.delivered_as(code, content, blanks=blanks_in(content["stem"]))
