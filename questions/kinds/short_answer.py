"""简答题: a text that a person marks; the key holds the points to look for."""

from typing import Any

from questions.kinds import wording
from questions.kinds.contract import Content, Delivered, KeyReading, Problem

code = "short_answer"
label = "简答题"
has_options = False
machine_marked = False


def read_key(text: str, content: Content) -> KeyReading:
    if not text.strip():
        return KeyReading(problems=[Problem("key", "key_missing", "答案(评分要点)不能为空。")])
    return KeyReading([text.strip()])


def check_content(content: Content, key: list[str]) -> list[Problem]:
    problems = wording.check_asked(content) + wording.check_no_options(content)
    if not key or not key[0].strip():
        problems.append(Problem("key", "key_missing", "答案(评分要点)不能为空。"))
    elif len(key) > 1 or len(key[0]) > wording.MAX_TEXT:
        problems.append(Problem("key", "key_too_long", f"答案应为一段文字,不超过 {wording.MAX_TEXT:,} 字。"))
    return problems


def check_response(content: Content, answer: Any) -> list[str]:
    return wording.written_texts(answer, 1, wording.MAX_TEXT)


def mark(content: Content, key: list[str], answer: list[str], points: int, rule: str) -> int | None:
    return None if answer else 0


def key_in_words(content: Content, key: list[str]) -> list[str]:
    return key


def delivered(content: Content) -> Delivered:
    return wording.delivered_as(code, content)
