"""Numbers of identity documents: the 18 digits of GB 11643 with their check digit, and other documents. Pure."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from exam_platform.people.bad_values import BadValue

RESIDENT = "居民身份证"
HONG_KONG_MACAO_TAIWAN = "港澳台居民居住证"
PASSPORT = "护照"
OFFICER = "军官证"

KINDS = {
    "": RESIDENT,
    "身份证": RESIDENT,
    "居民身份证": RESIDENT,
    "港澳台居民居住证": HONG_KONG_MACAO_TAIWAN,
    "港澳台居住证": HONG_KONG_MACAO_TAIWAN,
    "港澳居民居住证": HONG_KONG_MACAO_TAIWAN,
    "台湾居民居住证": HONG_KONG_MACAO_TAIWAN,
    "护照": PASSPORT,
    "军官证": OFFICER,
    "士官证": OFFICER,
    "军人证": OFFICER,
}

YOUNGEST = 16
OLDEST = 120

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
# `\d` and `isdigit` take digits of other scripts too
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_RESIDENCE_PERMIT_AREAS = ("810000", "820000", "830000")
_PASSPORT = re.compile(r"[A-Z0-9]{5,20}")
_OFFICER = re.compile(r"[A-Z0-9\u4e00-\u9fff]{5,30}")


@dataclass(frozen=True, slots=True)
class IdNumber:
    """`sex` is "male", "female" or "" where the number does not tell. `value` is what the blind index is made of."""

    kind: str
    value: str
    sex: str = ""
    birth_date: dt.date | None = None


def normal_form(text: str) -> str:
    """NFKC in capitals, without spaces, invisible characters and a leading apostrophe: for storing and looking up."""
    if text.isascii() and text.isalnum():
        return text.upper()
    folded = unicodedata.normalize("NFKC", text).upper()
    kept = (character for character in folded if not character.isspace() and unicodedata.category(character) != "Cf")
    return "".join(kept).lstrip("'’‘")


def document_kind(text: str) -> str:
    """The type of document that a file or form names. Raises BadValue."""
    kind = KINDS.get("".join(unicodedata.normalize("NFKC", text).split()))
    if kind is None:
        raise BadValue(
            "unknown_document_type",
            f"证件类型无法识别，应为：{RESIDENT}、{HONG_KONG_MACAO_TAIWAN}、{PASSPORT}、{OFFICER}。",
        )
    return kind


def read_id_number(text: str, *, kind: str = RESIDENT, today: dt.date) -> IdNumber:
    """The number of a document of that kind, in normal form. Raises BadValue."""
    value = normal_form(text)
    if not value:
        raise BadValue("required", "必须填写证件号码。")
    if kind == PASSPORT:
        return _matching(_PASSPORT, value, kind, "护照号码应为 5 至 20 位字母和数字。")
    if kind == OFFICER:
        return _matching(_OFFICER, value, kind, "军官证号码应为 5 至 30 位汉字、字母和数字。")
    _check_eighteen(value)
    if (value[:6] in _RESIDENCE_PERMIT_AREAS) != (kind == HONG_KONG_MACAO_TAIWAN):
        if kind == RESIDENT:
            raise BadValue(
                "document_type_needed",
                f"这是{HONG_KONG_MACAO_TAIWAN}的号码，请在“证件类型”列注明“{HONG_KONG_MACAO_TAIWAN}”。",
            )
        raise BadValue("document_type_disagrees", f"这不是{kind}的号码，{kind}号码应以 81、82 或 83 开头。")
    birth_date = _birth_date(value)
    if check_digit(value[:17]) != value[17]:
        raise BadValue("bad_check_digit", "身份证号校验位不对，请逐位核对。")
    _check_age(birth_date, today)
    return IdNumber(kind, value, "male" if int(value[16]) % 2 else "female", birth_date)


def masked(value: str) -> str:
    """`1101********7510`; of a shorter number only the first and the last two characters."""
    if len(value) == 18:
        return f"{value[:4]}********{value[-4:]}"
    return f"{value[:1]}****{value[-2:]}" if value else ""


def check_digit(first_seventeen: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECK_DIGITS[total % 11]


def _matching(pattern: re.Pattern[str], value: str, kind: str, message: str) -> IdNumber:
    if not pattern.fullmatch(value):
        raise BadValue("bad_document_number", message)
    return IdNumber(kind, value)


def _check_eighteen(value: str) -> None:
    if re.fullmatch(r"[0-9]{15}", value):
        raise BadValue("old_id_number", "这是 15 位的旧身份证号，已停用，请填写 18 位号码。")
    if len(value) != 18:
        raise BadValue("bad_id_number", f"身份证号应为 18 位，现为 {len(value)} 位。")
    if not _EIGHTEEN.fullmatch(value):
        raise BadValue("bad_id_number", "身份证号应为 17 位数字加 1 位数字或 X，含有其他字符。")


def _birth_date(value: str) -> dt.date:
    try:
        return dt.date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError as wrong:
        raise BadValue("bad_birth_date", "身份证号中的出生日期不存在，请核对第 7 至 14 位。") from wrong


def _check_age(birth_date: dt.date, today: dt.date) -> None:
    if birth_date > today:
        raise BadValue("bad_birth_date", "身份证号中的出生日期在今天之后，请核对第 7 至 14 位。")
    age = today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))
    if age < YOUNGEST:
        raise BadValue("too_young", f"按身份证号未满 {YOUNGEST} 周岁，请核对第 7 至 14 位。")
    if age > OLDEST:
        raise BadValue("bad_birth_date", f"按身份证号已超过 {OLDEST} 岁，请核对第 7 至 14 位。")
