"""Finding persons by what is typed: part of a name, or the whole of a number."""

import re

from django.db.models import Q

from exam_platform.people import id_numbers, phones
from exam_platform.people.sealing import blind_index

_LONG_NUMBER = re.compile(r"[0-9]{10,}")


def is_long_number(text: str) -> bool:
    """Whether it may be an ID number or a phone, or a part that gives one away."""
    return bool(_LONG_NUMBER.search(phones.normal_form(text)))


def matching_text(text: str) -> Q:
    text = text.strip()
    return Q(name__contains=text) | Q(employee_number=text) | Q(user_name=text)


def matching_number(text: str) -> Q:
    """An ID number or a phone as a whole, found by their blind indexes, or an employee number."""
    id_number, phone = id_numbers.normal_form(text), phones.normal_form(text)
    return (
        Q(id_number_index=blind_index("id_number", id_number))
        | Q(phone_index=blind_index("phone", phone))
        | Q(employee_number=text.strip())
    )
