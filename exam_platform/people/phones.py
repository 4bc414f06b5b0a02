"""Phone numbers: Chinese mobile numbers in one form, landlines of offices. Pure."""

import re
import unicodedata
from dataclasses import dataclass

from exam_platform.people.bad_values import BadValue

_SEPARATORS = re.compile(r"[\s\-‐‑–—－()（）.]|[\u200b-\u200d\u2060\ufeff]")
_FLOAT = re.compile(r"([0-9]+)\.0+")
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1[0-9]{10}$)")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
# area code (three digits in the largest cities, else four), seven or eight digits, an extension
_LANDLINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([1-9][0-9]{6,7})(?:[转#X]([0-9]{1,6}))?")


@dataclass(frozen=True, slots=True)
class Phone:
    value: str
    is_mobile: bool


def normal_form(text: str) -> str:
    """Half-width, without separators and the country's code: for storing and for looking up."""
    if len(text) == 11 and text.isascii() and text.isdigit():
        return text
    folded = unicodedata.normalize("NFKC", text).strip().lstrip("'’‘").upper()
    if as_float := _FLOAT.fullmatch(folded):
        folded = as_float[1]
    return _COUNTRY.sub("", _SEPARATORS.sub("", folded), count=1)


def read_phone(text: str) -> Phone:
    """A mobile number, or a landline with its area code. Raises BadValue."""
    value = normal_form(text)
    if _MOBILE.fullmatch(value):
        return Phone(value, is_mobile=True)
    if landline := _LANDLINE.fullmatch(value):
        area, number, extension = landline.groups()
        return Phone(f"{area}-{number}" + (f"-{extension}" if extension else ""), is_mobile=False)
    raise BadValue("bad_phone", "手机号应为 11 位，以 1 开头；座机请带区号，如 0537-2345678。")


def masked(value: str) -> str:
    """`138****8000`."""
    return f"{value[:3]}****{value[-4:]}" if len(value) >= 11 else "****" if value else ""
