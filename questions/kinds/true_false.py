"""判断题: a sentence that is right (T) or wrong (F)."""

import unicodedata
from typing import Any

from questions.kinds import wording
from questions.kinds.contract import BadResponse, Content, Delivered, KeyReading, Problem

code = "true_false"
label = "判断题"
has_options = False
machine_marked = True

_WORDS = {
    **dict.fromkeys(("对", "正确", "√", "✓", "✔", "T", "TRUE", "Y", "YES", "1", "是", "同意"), "T"),
    **dict.fromkeys(("错", "错误", "×", "✗", "✘", "X", "F", "FALSE", "N", "NO", "0", "否", "不同意"), "F"),
}


def read_key(text: str, content: Content) -> KeyReading:
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    if not plain:
        return KeyReading(problems=[Problem("key", "key_missing", "答案不能为空。")])
    if plain not in _WORDS:
        return KeyReading(problems=[Problem("key", "key_unreadable", "判断题的答案应为“正确”或“错误”。")])
    letter = _WORDS[plain]
    wanted = {"T": "正确", "F": "错误"}[letter]
    return KeyReading([letter], remark="" if plain in ("对", "错", wanted) else f"答案读作“{wanted}”。")


def check_content(content: Content, key: list[str]) -> list[Problem]:
    problems = wording.check_asked(content) + wording.check_no_options(content)
    if not key:
        problems.append(Problem("key", "key_missing", "答案不能为空。"))
    elif key not in (["T"], ["F"]):
        problems.append(Problem("key", "key_unreadable", "判断题的答案应为 T(正确)或 F(错误)。"))
    return problems


def check_response(content: Content, answer: Any) -> list[str]:
    if answer is None or answer in ("", []):
        return []
    if not isinstance(answer, list) or answer not in (["T"], ["F"]):
        raise BadResponse
    return answer


def mark(content: Content, key: list[str], answer: list[str], points: int, rule: str) -> int | None:
    return points if answer and answer == key else 0


def key_in_words(content: Content, key: list[str]) -> list[str]:
    return key


def delivered(content: Content) -> Delivered:
    return wording.delivered_as(code, content)
