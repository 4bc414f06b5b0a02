"""多选题: several options may be right."""

from typing import Any

from questions.kinds import wording
from questions.kinds.contract import PARTIAL, PENALTY, Content, Delivered, KeyReading, Problem

code = "multiple"
label = "多选题"
has_options = True
machine_marked = True


def read_key(text: str, content: Content) -> KeyReading:
    return wording.read_letters(text)


def check_content(content: Content, key: list[str]) -> list[Problem]:
    return wording.check_lettered(content, key, wording.check_letters)


def check_response(content: Content, answer: Any) -> list[str]:
    return wording.chosen_letters(content, answer)


def mark(content: Content, key: list[str], answer: list[str], points: int, rule: str) -> int | None:
    chosen, right = set(answer), set(key)
    if chosen == right:
        return points if chosen else 0
    if rule == PARTIAL and chosen and chosen < right:
        return points // 2
    if rule == PENALTY and right:
        return points * max(0, len(chosen & right) - len(chosen - right)) // len(right)
    return 0


def key_in_words(content: Content, key: list[str]) -> list[str]:
    return sorted(wording.letters_in_words(content, key))


def delivered(content: Content) -> Delivered:
    return wording.delivered_as(code, content)
