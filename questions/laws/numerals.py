"""Numerals as statutes write them: 二十 ↔ 20, 一千二百六十 ↔ 1260. Pure."""

# No longer than that: a search for numerals in a line of nothing else takes time that grows with the line.
NUMERAL = r"[0-9〇零○一二两三四五六七八九十百千]{1,12}"
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NAMES = "零一二三四五六七八九"
LARGEST = 9999


def number_of(numeral: str) -> int:
    """二十 → 20, 一百零三 → 103, 12 → 12. ValueError for what is no numeral."""
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    if not any(character in _UNITS for character in numeral):
        return int("".join(str(_DIGITS[character]) for character in numeral))
    total = digit = 0
    for character in numeral:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character] if character in _DIGITS else int(character)
    return total + digit


def numeral_of(number: int) -> str:
    """20 → 二十, 103 → 一百零三, 110 → 一百一十. ValueError for what no article is numbered."""
    if not 1 <= number <= LARGEST:
        raise ValueError(number)
    written, pending_zero = "", False
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // value % 10
        if digit == 0:
            pending_zero = bool(written)
            continue
        written += ("零" if pending_zero else "") + _NAMES[digit] + unit
        pending_zero = False
    return written.removeprefix("一") if 10 <= number < 20 else written
