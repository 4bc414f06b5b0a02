import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_platform.people import id_numbers, names, phones
from exam_platform.people.bad_values import BadValue
from exam_platform.people.names import read_name, same_name
from exam_platform.people.phones import masked, read_phone


@given(st.text(max_size=80))
def test_it_reads_or_refuses_any_text_as_a_name(text: str) -> None:
    try:
        name = read_name(text)
    except BadValue:
        return
    assert 0 < len(name.value) <= names.LONGEST
    assert not set(name.value) & set('<>="&\x00\n\u200b')
    assert read_name(name.value).value == name.value


@given(st.text(max_size=40))
def test_it_reads_or_refuses_any_text_as_a_phone(text: str) -> None:
    try:
        phone = read_phone(text)
    except BadValue:
        return
    assert read_phone(phone.value) == phone
    assert phone.value.isascii()


def test_it_counts_code_points() -> None:
    assert read_name("𠮷" * 60).value == "𠮷" * 60
    with pytest.raises(BadValue):
        read_name("𠮷" * 61)


def test_it_moves_brackets_to_the_remark() -> None:
    assert (read_name("张三（借调）").value, read_name("张三(挂职)").remark) == ("张三", "挂职")
    for text in ("（借调）", "张三（", "张（三"):
        with pytest.raises(BadValue):
            read_name(text)


def test_it_keeps_the_space_between_latin_names() -> None:
    assert read_name("John  Smith").value == "John Smith"
    assert read_name("张 三").value == "张三"


def test_it_compares_names_without_width_spaces_and_dots() -> None:
    assert same_name("买买提·艾力", "买买提・艾力")
    assert same_name("Ali Khan", "ＡＬＩ　ＫＨＡＮ")
    assert not same_name("张三", "张三丰")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0086 13800138000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("010-12345678转12", "010-12345678-12"),
        ("05372345678", "0537-2345678"),
    ],
)
def test_it_writes_phones_in_one_form(text: str, value: str) -> None:
    assert read_phone(text).value == value


def test_it_masks_phones() -> None:
    assert (masked("13800138000"), masked("0537-2345678"), masked("")) == ("138****8000", "053****5678", "")


HOSTILE = ["(" * 50_000, "a" + " " * 50_000, "0" * 50_000, "86" * 25_000, "- " * 25_000, "张" * 50_000]


@pytest.mark.parametrize("text", HOSTILE)
def test_s58_long_texts_take_no_time(text: str) -> None:
    start = time.process_time()
    for read in (read_name, read_phone, id_numbers.normal_form, phones.normal_form):
        try:
            read(text)
        except BadValue:
            continue
    assert time.process_time() - start < 0.5
