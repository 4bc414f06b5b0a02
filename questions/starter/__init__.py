"""The starter bank: questions written for this project, a file for each law; how checked: docs/starter-bank.md. Pure.

Each entry of a file: `kind`, `topic`, `difficulty`, perhaps `audience`, `stem`, `options` (texts in the order of their
letters), `key`, `explanation`, `citation`, `evidence`: words of the cited provisions that the key rests on, to check it
by, and perhaps `held`: why it may not be asked yet.
"""

import json
from importlib import resources
from typing import Any

from questions.drafts import Draft
from questions.kinds.wording import LETTERS

SOURCE = "平台自编"


def starter_entries() -> list[dict[str, Any]]:
    files = (file for file in resources.files(__name__).iterdir() if file.name.endswith(".json"))
    return [entry for file in sorted(files, key=lambda one: one.name) for entry in json.loads(file.read_text("utf-8"))]


def starter_drafts(*, held: bool = False) -> list[Draft]:
    """Those that may be published, or those that are held back; why stands in the latter's source."""
    return [_draft(entry) for entry in starter_entries() if ("held" in entry) == held]


def _draft(entry: dict[str, Any]) -> Draft:
    fields = {name: value for name, value in entry.items() if name not in ("evidence", "held")}
    options = zip(LETTERS, entry.get("options", []), strict=False)
    fields["options"] = [{"letter": letter, "text": text} for letter, text in options]
    return Draft(**fields, source=";".join([SOURCE, *filter(None, [entry.get("held")])]))
