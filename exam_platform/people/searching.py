"""Finding persons by what is typed: part of a name, or the whole of a number."""

import re

from django.db.models import Q

from exam_platform.people import id_numbers, phones
from exam_platform.people.models import Person
from exam_platform.people.sealing import blind_index
from questions.text_index import containing

_LONG_NUMBER = re.compile(r"[0-9]{10,}")


def is_long_number(text: str) -> bool:
    """Whether it may be an ID number or a phone, or a part that gives one away."""
    return bool(_LONG_NUMBER.search(phones.normal_form(text)))


def matching_text(text: str) -> Q:
    """Asks the database where to look, at once.

    The logins each for itself: SQLite counts an empty one as equal to any, and would rather read all persons than look
    up two columns in which most are empty.
    """
    text = text.strip()
    persons = Person.objects.values_list("pk")
    logins = persons.filter(employee_number=text).union(persons.filter(user_name=text))
    return containing(Person, "name", text) | Q(pk__in=[pk for (pk,) in logins])


def matching_number(text: str) -> Q:
    """An ID number or a phone as a whole, found by their blind indexes, or an employee number."""
    id_number, phone = id_numbers.normal_form(text), phones.normal_form(text)
    return (
        Q(id_number_index=blind_index("id_number", id_number))
        | Q(phone_index=blind_index("phone", phone))
        | Q(employee_number=text.strip())
    )
