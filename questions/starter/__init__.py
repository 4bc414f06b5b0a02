"""The starter bank: questions on 优化营商环境条例, written for this project. Pure.

Each entry of the file: `kind`, `topic`, `difficulty`, `stem`, `options` (texts in the order of their letters), `key`,
`explanation`, `citation`, and `evidence`: words of the cited provision that the key rests on, to check it by.
"""

import json
from importlib import resources
from typing import Any

from questions.drafts import Draft
from questions.kinds.wording import LETTERS

SOURCE = "平台自编"


def starter_entries() -> list[dict[str, Any]]:
    text = resources.files(__name__).joinpath("business_environment.json").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = json.loads(text)
    return entries


def starter_drafts() -> list[Draft]:
    return [_draft(entry) for entry in starter_entries()]


def _draft(entry: dict[str, Any]) -> Draft:
    fields = {name: value for name, value in entry.items() if name != "evidence"}
    options = zip(LETTERS, entry.get("options", []), strict=False)
    fields["options"] = [{"letter": letter, "text": text} for letter, text in options]
    return Draft(**fields, source=SOURCE)
