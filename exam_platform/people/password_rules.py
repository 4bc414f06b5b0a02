"""Which passwords are refused, and why. Pure.

The profile `ASVS` follows OWASP ASVS 5.0: length and guessability, no composition rules, no forced rotation. The
profile `GB_L3` adds what GB/T 22239-2019 asks for at level 3: composition, and a change every 90 days.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

SHORTEST = 8
LONGEST = 128
FEWEST_CHARACTERS = 4
CLASSES_ASKED_FOR = 3
ROTATION = timedelta(days=90)

# What people here try first; Django's list of common passwords is foreign.
EXPECTED_WORDS = (
    "gwy",
    "公务员",
    "mima",
    "password",
    "passw0rd",
    "xuefa",
    "pufa",
    "kaoshi",
    "admin",
    "guest",
    "5201314",
)
EXPECTED_WHOLE = frozenset(
    {"a123456789", "aa123456", "aa123456789", "abc12345", "abcd1234", "qq123456", "woaini1314", "woaini520", "zxcvbnm1"}
)
_KEYS_IN_A_ROW = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv")
# Six digits in a row are a birth date, or enough of a number to be guessed from it.
_TELLING = 6


@dataclass(frozen=True, slots=True)
class Weakness:
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class OwnData:
    """What others can find out about a person: `words` are names (hers, her unit's), `numbers` hold digits."""

    words: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def weaknesses(password: str, *, own: OwnData, profile: str) -> Iterator[Weakness]:
    """All reasons to refuse the password. That it is on a list of common ones is for the caller to find."""
    folded = unicodedata.normalize("NFKC", password).casefold()
    if len(password) < SHORTEST:
        yield Weakness("too_short", f"密码至少 {SHORTEST} 位。")
    if len(password) > LONGEST:
        yield Weakness("too_long", f"密码最多 {LONGEST} 位。")
    if len(set(folded)) < FEWEST_CHARACTERS or _is_row_of_keys(folded):
        yield Weakness("too_simple", "密码过于简单，不能只是重复或连续的字符。")
    if folded in EXPECTED_WHOLE or any(word in folded for word in EXPECTED_WORDS):
        yield Weakness("expected", "密码含有容易被猜到的词（例如 gwy、admin、password、mima）。")
    if _tells_own_data(folded, own):
        yield Weakness("own_data", "密码不能含有本人的姓名、证件号码、手机号、工号、登录名或单位名称。")
    if profile == "GB_L3" and _classes(password) < CLASSES_ASKED_FOR:
        yield Weakness("too_uniform", "密码须含大写字母、小写字母、数字、符号中的至少三种。")


def is_expired(changed_ago: timedelta | None, profile: str) -> bool:
    return profile == "GB_L3" and changed_ago is not None and changed_ago > ROTATION


def _is_row_of_keys(folded: str) -> bool:
    """The whole password runs along the alphabet, the digits or a row of keys, one way or the other."""
    rows = [row for keys in _KEYS_IN_A_ROW for row in (keys, keys[::-1])]
    pieces = re.findall(r"[a-z]+|[0-9]+", folded)
    return "".join(pieces) == folded and all(any(piece in row for row in rows) for piece in pieces)


def _tells_own_data(folded: str, own: OwnData) -> bool:
    words = (unicodedata.normalize("NFKC", word).casefold() for word in own.words)
    if any(_is_telling(word) and word in folded for word in words):
        return True
    return any(piece in folded for number in own.numbers for piece in _pieces(number))


def _is_telling(word: str) -> bool:
    return len(word) >= (4 if word.isascii() else 2)


def _pieces(number: str) -> Iterable[str]:
    digits = re.sub(r"[^0-9]", "", number)
    return (digits[start : start + _TELLING] for start in range(len(digits) - _TELLING + 1))


def _classes(password: str) -> int:
    kinds = {
        "upper": any(character.isupper() for character in password),
        "lower": any(character.islower() for character in password),
        "digit": any(character.isdecimal() for character in password),
        "symbol": any(not character.isalnum() for character in password),
    }
    return sum(kinds.values())
