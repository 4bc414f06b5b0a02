"""DATA_DIR/demo-accounts.json: who may sign in on a platform that `make run` has just set up."""

import json
import os
from pathlib import Path
from typing import TypedDict


class Account(TypedDict):
    role: str
    login: str
    password: str
    unit: str


def write_accounts(path: Path, accounts: list[Account]) -> None:
    """Readable by its owner alone; replaced as a whole."""
    draft = path.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(accounts, file, ensure_ascii=False, indent=2)
    draft.replace(path)


def read_accounts(path: Path) -> list[Account]:
    """Empty where there is no such file."""
    accounts: list[Account] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return accounts
