"""What the lines under a statute's title (题注) and its last articles say of dates, issuing body and number. Pure."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from questions.laws.numerals import NUMERAL, number_of
from questions.laws.titles import STATE

_DATE = rf"(?P<year>[0-9〇零○一二三四五六七八九]{{4}})年(?P<month>{NUMERAL})月(?P<day>{NUMERAL})日"
_DATES = re.compile(_DATE)
_QUOTED = re.compile(r"《[^《》]*》")
_PASSED = re.compile("通过|批准")
_PUBLISHED = re.compile("公布|发布|颁布|令第")
_AMENDED = re.compile("修正|修订|修改")
_AMENDMENT = re.compile("修正案》")
_IN_FORCE = re.compile("施行|实施|生效")
_NUMBER = re.compile(rf"[一-龥]{{2,20}}令第{NUMERAL}号|[一-龥]{{2,12}}〔[0-9]{{4}}〕[0-9]+号")
_SESSION = re.compile(rf"第{NUMERAL}届")
_BODY_ENDS = re.compile(rf"第{NUMERAL}次|会议|令第|《|公告|审议|通过|批准|修正|修订|修改|公布|发布|颁布")
_CLOSING = re.compile(rf"自{_DATE}起(?:施行|实施|生效)")
_AT_ONCE = re.compile(r"自(?:公布|发布|颁布)之日起(?:施行|实施|生效)")
_CLOSING_WITHIN = 3


@dataclass(frozen=True, slots=True)
class History:
    issuing_body: str = ""
    document_number: str = ""
    passed_on: dt.date | None = None
    published_on: dt.date | None = None
    in_force_on: dt.date | None = None
    is_amended: bool = False

    @property
    def dated(self) -> dt.date | None:
        return max((date for date in (self.passed_on, self.published_on) if date), default=None)


def date_in(text: str) -> dt.date | None:
    """The first date written as 2021年8月20日 or 二〇二一年八月二十日."""
    found = _DATES.search(text)
    return _date(found) if found else None


def read_history(lines: Sequence[str]) -> History:
    """The latest of each act counts: a law that was amended is dated by its last amendment."""
    events = sorted(_events("".join("".join(lines).split())), key=lambda event: event[0])
    passed = [date for date, text in events if _PASSED.search(_plain(text)) or _is_amendment(text)]
    published = [date for date, text in events if _PUBLISHED.search(_plain(text))]
    latest = max([*passed, *published], default=None)
    in_force = [date for date, text in events if _IN_FORCE.search(_plain(text)) and (not latest or date >= latest)]
    acts = [text for _, text in events if _BODY_ENDS.search(text)]
    numbers = [found[0] for text in acts if (found := _NUMBER.search(text))]
    return History(
        issuing_body=_body(acts[-1]) if acts else "",
        document_number=numbers[-1].removeprefix(STATE) if numbers else "",
        passed_on=max(passed, default=None),
        # an original that was amended later was promulgated before this version was passed
        published_on=max((date for date in published if not passed or date >= max(passed)), default=None),
        in_force_on=max(in_force, default=None),
        is_amended=any(_is_amendment(text) for _, text in events),
    )


def closing_date(articles: Sequence[str], history: History, dated: dt.date | None) -> dt.date | None:
    """When the last articles say that the text enters into force.

    An amended law keeps the day on which it first did so: a day before the text was made says nothing of this version.
    """
    for text in reversed(articles[-_CLOSING_WITHIN:]):
        if found := _CLOSING.search(text):
            date = _date(found)
            return date if date and (dated is None or date >= dated) else None
        if _AT_ONCE.search(text):
            return None if history.is_amended else dated
    return None


def _events(text: str) -> list[tuple[dt.date, str]]:
    """Each date with the words up to the next one."""
    found = list(_DATES.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    events = ((_date(match), text[match.end() : end]) for match, end in zip(found, ends, strict=False))
    return [(date, words) for date, words in events if date]


def _is_amendment(text: str) -> bool:
    return bool(_AMENDED.search(_plain(text)) or _AMENDMENT.search(text))


def _plain(text: str) -> str:
    return _QUOTED.sub("", text)


def _body(text: str) -> str:
    """第十三届全国人民代表大会常务委员会第三十次会议通过 → 全国人民代表大会常务委员会."""
    body = _SESSION.sub("", text)
    body = body[: found.start()] if (found := _BODY_ENDS.search(body)) else body
    return (body.strip(",，、()（）") or "").removeprefix(STATE)[:100]


def _date(found: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(number_of(found["year"]), number_of(found["month"]), number_of(found["day"]))
    except ValueError:
        return None
