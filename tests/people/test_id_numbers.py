import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_platform.people.bad_values import BadValue
from exam_platform.people.id_numbers import (
    PASSPORT,
    RESIDENT,
    check_digit,
    document_kind,
    masked,
    normal_form,
    read_id_number,
)

TODAY = dt.date(2026, 11, 23)
# the example of GB 11643-1999
EXAMPLE = "11010519491231002X"


def reason(text: str, kind: str = RESIDENT) -> str:
    with pytest.raises(BadValue) as refused:
        read_id_number(text, kind=kind, today=TODAY)
    return refused.value.code


def test_it_reads_the_example_of_the_standard() -> None:
    read = read_id_number(EXAMPLE, today=TODAY)
    assert (read.value, read.sex, read.birth_date) == (EXAMPLE, "female", dt.date(1949, 12, 31))


def test_it_masks_all_but_both_ends() -> None:
    assert masked("110105194912317510") == "1101********7510"
    assert masked("E12345678") == "E****78"
    assert masked("") == ""


@given(st.integers(0, 10**17 - 1), st.integers(0, 16), st.integers(1, 9))
def test_it_notices_any_single_wrong_digit(number: int, place: int, step: int) -> None:
    digits = f"{number:017d}"
    wrong = digits[:place] + str((int(digits[place]) + step) % 10) + digits[place + 1 :]
    assert check_digit(wrong) != check_digit(digits)


@given(st.text(max_size=40))
def test_it_reads_or_refuses_any_text(text: str) -> None:
    try:
        read = read_id_number(text, today=TODAY)
    except BadValue:
        return
    assert len(read.value) == 18
    assert read_id_number(read.value, today=TODAY) == read


@pytest.mark.parametrize(
    "text", ["１１０１０５１９４９１２３１００２Ｘ", "'11010519491231002x", " 11010519491231002x\t"]
)
def test_it_folds_width_case_and_spaces(text: str) -> None:
    assert normal_form(text) == EXAMPLE


def test_it_tells_what_is_wrong() -> None:
    def of(birth: str) -> str:
        return f"110105{birth}002" + check_digit(f"110105{birth}002")

    assert reason("") == "required"
    assert reason(EXAMPLE[:17] + "1") == "bad_check_digit"
    assert reason(of("19900230")) == reason(of("20261124")) == "bad_birth_date"
    assert reason(of("20101124")) == "too_young"
    assert read_id_number(of("20101123"), today=TODAY).birth_date == dt.date(2010, 11, 23)
    assert reason("110105491231002") == "old_id_number"
    assert reason("二" * 18) == "bad_id_number"
    assert reason("A1", PASSPORT) == "bad_document_number"


def test_it_knows_kinds_of_documents_by_their_names() -> None:
    assert document_kind("") == document_kind(" 身份证 ") == RESIDENT
    with pytest.raises(BadValue):
        document_kind("驾驶证")
