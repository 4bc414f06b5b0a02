"""案例分析题: a passage and what is asked about it, answered in one text that a person marks."""

from typing import Any

from questions.kinds import short_answer, wording
from questions.kinds.contract import Content, Delivered, KeyReading, Problem

code = "case"
label = "案例分析题"
has_options = False
machine_marked = False


def read_key(text: str, content: Content) -> KeyReading:
    return short_answer.read_key(text, content)


def check_content(content: Content, key: list[str]) -> list[Problem]:
    return short_answer.check_content(content, key)


def check_response(content: Content, answer: Any) -> list[str]:
    return short_answer.check_response(content, answer)


def mark(content: Content, key: list[str], answer: list[str], points: int, rule: str) -> int | None:
    return short_answer.mark(content, key, answer, points, rule)


def delivered(content: Content) -> Delivered:
    return wording.delivered_as(code, content)
