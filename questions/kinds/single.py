"""单选题: one option of several is right."""

from typing import Any

from questions.kinds import wording
from questions.kinds.contract import BadResponse, Content, Delivered, KeyReading, Problem

code = "single"
label = "单选题"
has_options = True
machine_marked = True


def read_key(text: str, content: Content) -> KeyReading:
    return wording.read_letters(text)


def check_content(content: Content, key: list[str]) -> list[Problem]:
    return wording.check_lettered(content, key, _check_key)


def _check_key(content: Content, key: list[str]) -> list[Problem]:
    if len(key) > 1 and len(set(key)) == len(key):
        return [Problem("key", "single_needs_one", "单选题只能有一个答案。")]
    return wording.check_letters(content, key)


def check_response(content: Content, answer: Any) -> list[str]:
    chosen = wording.chosen_letters(content, answer)
    if len(chosen) > 1:
        raise BadResponse
    return chosen


def mark(content: Content, key: list[str], answer: list[str], points: int, rule: str) -> int | None:
    return points if answer and answer == key else 0


def key_in_words(content: Content, key: list[str]) -> list[str]:
    return wording.letters_in_words(content, key)


def delivered(content: Content) -> Delivered:
    return wording.delivered_as(code, content)
