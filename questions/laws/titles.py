"""What a law is called: 行政处罚法, 《中华人民共和国行政处罚法》 and 《行政处罚法（2021修订）》 are one law. Pure."""

import re

from questions.plain_text import without_spaces

STATE = "中华人民共和国"
_EDITION = re.compile(
    r"\((?:[0-9]{4}年?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?)?(?:修正|修订|修改|公布|通过|版)*(?:文本|本)?\)$"
)
_MARKS = "《》〈〉<>"


def short_title(title: str) -> str:
    """By which a law is found: without 中华人民共和国, the edition in brackets at the end, title marks and spaces."""
    plain = without_spaces(title).strip(_MARKS)
    plain = _EDITION.sub("", plain).strip(_MARKS)
    return plain.removeprefix(STATE) or plain
