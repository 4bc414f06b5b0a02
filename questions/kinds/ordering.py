"""排序题: all options, put into the right order: `["C", "A", "B"]`."""

from itertools import pairwise
from typing import Any

from questions.kinds import wording
from questions.kinds.contract import EXACT, BadResponse, Content, Delivered, KeyReading, Problem

code = "ordering"
label = "排序题"
has_options = True
machine_marked = True


def read_key(text: str, content: Content) -> KeyReading:
    return wording.read_letters(text, in_order=True)


def check_content(content: Content, key: list[str]) -> list[Problem]:
    return wording.check_lettered(content, key, _check_key)


def _check_key(content: Content, key: list[str]) -> list[Problem]:
    """Options written in the right order would give it away wherever they are not shuffled."""
    problems = wording.check_letters(content, key)
    if problems:
        return problems
    if len(key) != len(content["options"]):
        return [Problem("key", "order_incomplete", "排序题的答案要包含全部选项,每个一次。")]
    if key == [option["letter"] for option in content["options"]]:
        return [Problem("key", "order_given_away", "选项不能按正确的顺序排列,请打乱选项后再填写答案。")]
    return []


def check_response(content: Content, answer: Any) -> list[str]:
    given = wording.given_letters(content, answer)
    if given and len(given) != len(content["options"]):
        raise BadResponse
    return given


def mark(content: Content, key: list[str], answer: list[str], points: int, rule: str) -> int | None:
    """All or nothing; but for `exact`, a share for each two neighbours that follow each other rightly."""
    if not answer or rule == EXACT or len(key) < 2:
        return points if answer and answer == key else 0
    right = set(pairwise(key)) & set(pairwise(answer))
    return points * len(right) // (len(key) - 1)


def key_in_words(content: Content, key: list[str]) -> list[str]:
    return wording.letters_in_words(content, key)


def delivered(content: Content) -> Delivered:
    return wording.delivered_as(code, content)
