"""A form as candidates receive it: the JSON of docs/api.md, `content_url`. Pure.

Built from what the question kinds deliver, in which there is no key by construction; identical questions give identical
bytes, so a form can be told by its hash.
"""

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class FormQuestion:
    """`delivered` is what `questions.kinds` hands out: kind, stem, options, blanks; `label` its kind in Chinese."""

    label: str
    points: int
    delivered: Mapping[str, Any]


def render_form(name: str, questions: Sequence[FormQuestion]) -> bytes:
    """UTF-8 JSON; questions in their order, positions from 1, a numbered section for each run of one kind."""
    sections: list[str] = []
    rendered = []
    for position, question in enumerate(questions, 1):
        if question.label not in sections:
            sections.append(question.label)
        rendered.append(
            {
                "position": position,
                "section": f"{NUMERALS[sections.index(question.label)]}、{question.label}",
                "points": question.points,
                **question.delivered,
            }
        )
    content = {"form": name, "questions": rendered}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def outline_of(questions: Sequence[FormQuestion]) -> list[list[int | str]]:
    """`Form.outline`: position, kind and number of options of each question."""
    return [
        [position, str(question.delivered["kind"]), len(question.delivered["options"])]
        for position, question in enumerate(questions, 1)
    ]


def compress(content: bytes) -> bytes:
    """Without a time in the header: the same content gives the same bytes."""
    return gzip.compress(content, mtime=0)


def content_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
