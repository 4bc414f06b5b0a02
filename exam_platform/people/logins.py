"""The forms in which one login may have been typed. Pure."""

import unicodedata
from dataclasses import dataclass
from typing import Any, Protocol

from exam_platform.people import id_numbers, phones

LONGEST = 100


@dataclass(frozen=True, slots=True)
class Login:
    """What was typed, as each kind of login is stored; `key` is the same for all spellings (S10).

    `employee_numbers` begins with the spelling that was typed.
    """

    key: str
    user_name: str
    employee_numbers: tuple[str, ...]
    id_number: str
    phone: str


def read_login(text: str) -> Login:
    capitals = id_numbers.normal_form(text[:LONGEST])
    phone = phones.normal_form(capitals)
    # Employee numbers are stored as the roster wrote them.
    as_typed = "".join(unicodedata.normalize("NFKC", text[:LONGEST]).split())
    return Login(
        key=phone,
        user_name=capitals.casefold(),
        employee_numbers=tuple(dict.fromkeys((as_typed, capitals, capitals.lower()))),
        id_number=capitals,
        phone=phone,
    )


class HasLogins(Protocol):
    """Of a person, what can be told without opening anything sealed."""

    user_name: Any
    employee_number: Any
    id_type: str
    id_number_tail: str
    phone_masked: str


def login_hint(person: HasLogins) -> str:
    """Which of her logins to use, with a number that others must not learn left out: `身份证号（****7510）`."""
    if person.user_name:
        return str(person.user_name)
    if person.employee_number:
        return f"工号 {person.employee_number}"
    if person.id_number_tail:
        document = "身份证号" if person.id_type == id_numbers.RESIDENT else f"{person.id_type}号码"
        return f"{document}（****{person.id_number_tail}）"
    return f"手机号（{person.phone_masked}）" if person.phone_masked else ""
