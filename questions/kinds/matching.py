"""连线题: each option, lettered on the left, belongs to an entry of the right, numbered: `["A-2", "B-1"]`.

The right may have more entries than the left, and an entry may belong to several options.
"""

import re
import unicodedata
from typing import Any

from questions.kinds import wording
from questions.kinds.contract import EXACT, BadResponse, Content, Delivered, KeyReading, Problem
from questions.plain_text import folded, is_control, without_spaces

code = "matching"
label = "连线题"
has_options = True
machine_marked = True

MOST_MATCHES = 12
_PAIR = re.compile(r"([A-Z])-?([0-9]{1,2})")
_BETWEEN_PAIRS = re.compile(r"[\s,、;|。]+")
_DASHES = str.maketrans(dict.fromkeys("‐‑–—―−~→:", "-"))


def matches_of(content: Content) -> list[str]:
    return content.get("details", {}).get("matches", [])


def read_key(text: str, content: Content) -> KeyReading:
    """`A-2,B-1`, `a2 b1`, `A—2；B—1`."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).upper()
    parts = [part for part in _BETWEEN_PAIRS.split(re.sub(r"\s*-\s*", "-", plain)) if part]
    if not parts:
        return KeyReading(problems=[Problem("key", "key_missing", "答案不能为空。")])
    found = [_PAIR.fullmatch(part) for part in parts]
    if not all(found):
        return KeyReading(problems=[Problem("key", "key_unreadable", "连线题的答案应为 A-2,B-1 的形式。")])
    key = sorted(f"{pair[1]}-{int(pair[2])}" for pair in found if pair)
    written = ",".join(key)
    return KeyReading(key, remark="" if text.strip() == written else f"答案读作 {written}。")


def check_content(content: Content, key: list[str]) -> list[Problem]:
    matches = _check_matches(matches_of(content))
    return matches + wording.check_lettered(content, key, _no_check if matches else _check_key, "matches")


def _no_check(content: Content, key: list[str]) -> list[Problem]:
    return []


def _check_matches(matches: list[str]) -> list[Problem]:
    if not 2 <= len(matches) <= MOST_MATCHES:
        return [Problem("details/matches", "matches_count", f"右侧要有 2 至 {MOST_MATCHES} 项。")]
    problems, seen = [], set[str]()
    for place, text in enumerate(matches):
        where = f"details/matches/{place}"
        if not text.strip():
            problems.append(Problem(where, "match_empty", f"右侧第 {place + 1} 项不能为空。"))
        elif len(text) > wording.MAX_OPTION or any(map(is_control, text)):
            problems.append(Problem(where, "match_unfit", f"右侧第 {place + 1} 项过长或含有不可见的控制字符。"))
        elif folded(text) in seen:
            problems.append(Problem(where, "match_repeated", f"右侧第 {place + 1} 项与前面的重复。"))
        seen.add(folded(text))
    return problems


def _check_key(content: Content, key: list[str]) -> list[Problem]:
    """Sides written row by row in their pairs would give the answer away."""
    if not key:
        return [Problem("key", "key_missing", "答案不能为空。")]
    try:
        pairs = check_response(content, key)
    except BadResponse:
        return [Problem("key", "key_unknown_option", "答案中的字母或数字没有对应的项,或字母有重复。")]
    letters = [option["letter"] for option in content["options"]]
    if len(pairs) != len(letters):
        return [Problem("key", "pairs_incomplete", "左侧每一项都要有对应的右侧项。")]
    if pairs == [f"{letter}-{number}" for number, letter in enumerate(letters, start=1)]:
        return [Problem("key", "order_given_away", "左右两侧不能逐行对应,请打乱一侧后再填写答案。")]
    return []


def check_response(content: Content, answer: Any) -> list[str]:
    """Pairs of the question's own letters and numbers, each letter at most once; sorted."""
    if answer is None or answer in ("", []):
        return []
    if not isinstance(answer, list) or not all(isinstance(pair, str) for pair in answer):
        raise BadResponse
    numbers = {str(number) for number in range(1, len(matches_of(content)) + 1)}
    split = [pair.partition("-") for pair in answer]
    if not all(dash and number in numbers for _, dash, number in split):
        raise BadResponse
    wording.given_letters(content, [letter for letter, _, _ in split])
    return sorted(answer)


def mark(content: Content, key: list[str], answer: list[str], points: int, rule: str) -> int | None:
    """All or nothing; but for `exact`, each right pair earns its share."""
    right = len(set(key) & set(answer))
    if rule == EXACT and right < len(key):
        return 0
    return points * right // len(key) if key else 0


def key_in_words(content: Content, key: list[str]) -> list[str]:
    numbered = {str(number): without_spaces(text) for number, text in enumerate(matches_of(content), start=1)}
    split = [pair.partition("-") for pair in key]
    lefts = wording.letters_in_words(content, [letter for letter, _, _ in split])
    return sorted(f"{left}-{numbered.get(number, number)}" for left, (_, _, number) in zip(lefts, split, strict=True))


def delivered(content: Content) -> Delivered:
    return wording.delivered_as(code, content, matches=matches_of(content))
