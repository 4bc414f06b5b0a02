"""Names of persons as rosters write them: what is tidied and said so, what is kept, what cannot be a name. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from exam_platform.people.bad_values import BadValue

LONGEST = 60
_LONGEST_REMARK = 100

_NO_NAMES = {"无", "空", "待定", "未知", "不详", "NULL", "NONE", "N/A"}
_BRACKETED_END = re.compile(r"(.+?)\s*[（(\[【〔]([^（）()\[\]【】〔〕]*)[）)\]】〕]")
_DOTS = "·・•‧∙･.．"
_HAN = ("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH", "CJK RADICAL", "KANGXI RADICAL", "IDEOGRAPHIC NUMBER ZERO")
_MARKS_ALLOWED = set(_DOTS) | set(" '’‘-")


@dataclass(frozen=True, slots=True)
class Name:
    """`remark` stood in brackets behind the name. `doubts` are codes of `DOUBTS`: accepted, and to be looked at."""

    value: str
    remark: str = ""
    tidied: bool = False
    doubts: tuple[str, ...] = ()


DOUBTS = {
    "compatibility_character": "姓名中有兼容字形（看起来与常用字相同，编码不同），已按原样保留，请核对。",
    "private_character": "姓名中有自造字，在别的电脑上可能显示不出来，请尽量换成标准字。",
}


def read_name(text: str) -> Name:
    """Raises BadValue for what no name is."""
    # also keeps the search for brackets short
    if len(text) > LONGEST + _LONGEST_REMARK:
        raise _too_long()
    if not text.isprintable() and any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text.strip()):
        raise BadValue("control_character", "姓名中有不可见的控制字符，请删除后重新填写。")
    visible = "".join(_visible(text)).strip()
    value, remark = visible, ""
    if bracketed := _BRACKETED_END.fullmatch(visible):
        value, remark = bracketed[1].strip(), bracketed[2].strip()
    value = _without_inner_spaces(value)
    _check(value)
    tidied = value != text.strip() and not remark
    return Name(value, remark[:_LONGEST_REMARK], tidied, tuple(_doubts(value)))


def same_name(one: str, other: str) -> bool:
    """Whether two spellings differ in nothing but width, spaces and the form of the dot."""
    return _comparable(one) == _comparable(other)


def _visible(text: str) -> Iterator[str]:
    """Without zero-width characters; every kind of space becomes the plain one."""
    for character in text:
        category = unicodedata.category(character)
        if category == "Zs" or character in "\t\n\r":
            yield " "
        elif category != "Cf":
            yield character


def _without_inner_spaces(value: str) -> str:
    joined = value.replace(" ", "")
    if len(joined) <= 4 and all(_is_han(character) for character in joined):
        return joined
    return " ".join(value.split())


def _is_han(character: str) -> bool:
    return "一" <= character <= "鿿" or unicodedata.name(character, "").startswith(_HAN)


def _too_long() -> BadValue:
    return BadValue("too_long", f"姓名不能超过 {LONGEST} 个字。")


def _check(value: str) -> None:
    if not value or value.upper() in _NO_NAMES or not any(_is_letter(character) for character in value):
        raise BadValue("required", "必须填写姓名。" if not value else "这里写的不是姓名，必须填写姓名。")
    if len(value) > LONGEST:
        raise _too_long()
    wrong = sorted({character for character in value if not _may_stand_in_name(character)})
    symbols = [character for character in wrong if unicodedata.category(character) != "Nd"]
    if symbols:
        raise BadValue("bad_name", f"姓名中不能有符号“{''.join(symbols[:5])}”，只能是文字和间隔点。")
    if wrong:
        raise BadValue("bad_name", "姓名中不能有数字；同名的人以身份证号区分。")


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] == "L" or unicodedata.category(character) == "Co" or _is_han(character)


def _may_stand_in_name(character: str) -> bool:
    return _is_letter(character) or unicodedata.category(character)[0] == "M" or character in _MARKS_ALLOWED


def _doubts(value: str) -> Iterator[str]:
    if any(_is_han(character) and not unicodedata.is_normalized("NFKC", character) for character in value):
        yield "compatibility_character"
    if any(unicodedata.category(character) == "Co" for character in value):
        yield "private_character"


def _comparable(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join("·" if character in _DOTS else character for character in folded if not character.isspace())
