"""案例分析题: a passage and sub-questions on it, each of another kind and with its share of the points.

An answer names the sub-question of each of its entries, `["1:B", "2:A", "2:C", "3:text"]`, and so does the key. A case
without sub-questions asks in its passage, and is answered and marked as a short answer, `["text"]`: so files have it.
"""

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

from questions.kinds import fill_in, matching, multiple, ordering, short_answer, single, true_false, wording
from questions.kinds.contract import BadResponse, Content, Delivered, KeyReading, Kind, Part, Problem

code = "case"
label = "案例分析题"
has_options = False
machine_marked = True

_PART_KINDS: tuple[Kind, ...] = (single, multiple, true_false, fill_in, ordering, matching, short_answer)
PART_KINDS: dict[str, Kind] = {kind.code: kind for kind in _PART_KINDS}
MOST_PARTS = 10
MOST_SHARE = 100
_ENTRY = re.compile(r"([1-9][0-9]?):(.*)", re.DOTALL)


def parts_of(content: Content) -> list[Part]:
    return content.get("details", {}).get("parts", [])


def read_key(text: str, content: Content) -> KeyReading:
    return short_answer.read_key(text, content)


def check_content(content: Content, key: list[str]) -> list[Problem]:
    parts = parts_of(content)
    if not parts:
        return short_answer.check_content(content, key)
    problems = wording.check_asked(content, "parts") + wording.check_no_options(content)
    if len(parts) > MOST_PARTS:
        problems.append(Problem("details/parts", "too_many_parts", f"最多 {MOST_PARTS} 个小题。"))
    try:
        keys = by_part(parts, key)
    except BadResponse:
        return [*problems, Problem("key", "key_unreadable", "每条答案前要写小题的序号,如 1:B。")]
    for number, (part, own) in enumerate(zip(parts, keys, strict=True), start=1):
        problems.extend(_check_part(number, part, own))
    return problems


def _check_part(number: int, part: Part, key: list[str]) -> list[Problem]:
    where = f"details/parts/{number - 1}"
    if part["kind"] not in PART_KINDS:
        return [Problem(f"{where}/kind", "kind_unknown", f"第 {number} 小题的题型不能用在案例分析题里。")]
    if "pictures" in part.get("details", {}):
        return [Problem(f"{where}/details/pictures", "details_not_taken", "图片放在案例的材料下,小题没有图片。")]
    problems = [
        Problem("key" if one.field == "key" else f"{where}/{one.field}", one.code, f"第 {number} 小题:{one.message}")
        for one in PART_KINDS[part["kind"]].check_content(part, key)
    ]
    if not 1 <= part["share"] <= MOST_SHARE:
        problems.append(Problem(f"{where}/share", "share_out_of_range", f"小题的占比应为 1 至 {MOST_SHARE}。"))
    return problems


def check_response(content: Content, answer: Any) -> list[str]:
    parts = parts_of(content)
    if not parts:
        return short_answer.check_response(content, answer)
    if answer is None or answer in ("", []):
        return []
    taken: list[str] = []
    for number, (part, own) in enumerate(zip(parts, by_part(parts, answer), strict=True), start=1):
        taken.extend(f"{number}:{entry}" for entry in PART_KINDS[part["kind"]].check_response(part, own))
    return taken


def by_part(parts: Sequence[Part], entries: Any) -> list[list[str]]:
    """What of an answer or a key is each part's own. Raises BadResponse."""
    own: list[list[str]] = [[] for _ in parts]
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        raise BadResponse
    for entry in entries:
        found = _ENTRY.fullmatch(entry)
        if not found or int(found[1]) > len(parts):
            raise BadResponse
        own[int(found[1]) - 1].append(found[2])
    return own


def mark(content: Content, key: list[str], answer: list[str], points: int, rule: str) -> int | None:
    parts = parts_of(content)
    if not parts:
        return short_answer.mark(content, key, answer, points, rule)
    marks = marks_of_parts(content, key, answer, points, rule)
    return None if None in marks else sum(mark or 0 for mark in marks)


def marks_of_parts(content: Content, key: list[str], answer: list[str], points: int, rule: str) -> list[int | None]:
    """One for each sub-question; None where a person has to mark it."""
    parts = parts_of(content)
    given = zip(parts, by_part(parts, key), by_part(parts, answer), points_of_parts(parts, points), strict=True)
    return [PART_KINDS[part["kind"]].mark(part, right, own, worth, rule) for part, right, own, worth in given]


def points_of_parts(parts: Sequence[Part], points: int) -> list[int]:
    """Each part's share in whole hundredths; together exactly the points."""
    sums = list(accumulate((part["share"] for part in parts), initial=0))
    return [points * upto // sums[-1] - points * before // sums[-1] for before, upto in pairwise(sums)]


def key_in_words(content: Content, key: list[str]) -> list[str]:
    parts = parts_of(content)
    if not parts:
        return key
    return [
        f"{number}:{word}"
        for number, (part, own) in enumerate(zip(parts, by_part(parts, key), strict=True), start=1)
        for word in PART_KINDS[part["kind"]].key_in_words(part, own)
    ]


def delivered(content: Content) -> Delivered:
    parts = [PART_KINDS[part["kind"]].delivered(part) for part in parts_of(content)]
    return wording.delivered_as(code, content, parts=parts)
