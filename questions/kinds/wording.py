"""Checks and readings that the kinds share: stems, options, letters, free text. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from questions.kinds.contract import BadResponse, Content, Delivered, KeyReading, Option, Problem, ShownPicture
from questions.plain_text import folded, is_control, without_spaces

LETTERS = "ABCDEFGH"
MAX_STEM = 10_000
MAX_OPTION = 2_000
MAX_TEXT = 10_000
MAX_ALT = 200
MOST_PICTURES = 8
_BETWEEN_LETTERS = re.compile(r"[\s,、;|/.。·和及()\[\]【】]+")
_NUMBERS = {str(place): letter for place, letter in enumerate(LETTERS, start=1)}


def check_stem(content: Content) -> list[Problem]:
    stem = content["stem"]
    if not stem.strip():
        return [Problem("stem", "stem_missing", "题干不能为空。")]
    if len(stem) > MAX_STEM:
        return [Problem("stem", "stem_too_long", f"题干不能超过 {MAX_STEM:,} 字。")]
    if any(map(is_control, stem)):
        return [Problem("stem", "control_character", "题干含有不可见的控制字符。")]
    return []


def check_asked(content: Content, *details: str) -> list[Problem]:
    """The stem, its pictures, and that there are no further details than those named."""
    found = content.get("details", {})
    return [
        *check_stem(content),
        *check_pictures(found.get("pictures", [])),
        *(
            Problem(f"details/{name}", "details_not_taken", "该题型没有这一项。")
            for name in found
            if name not in ("pictures", *details)
        ),
    ]


def check_pictures(pictures: Sequence[ShownPicture]) -> list[Problem]:
    """That each is described and shown once; whether it is there, the bank says when it stores the question."""
    if len(pictures) > MOST_PICTURES:
        return [Problem("details/pictures", "too_many_pictures", f"最多 {MOST_PICTURES} 张图片。")]
    problems, seen = [], set[str]()
    for place, picture in enumerate(pictures):
        where, alt = f"details/pictures/{place}", picture["alt"]
        if not alt.strip():
            problems.append(Problem(f"{where}/alt", "alt_missing", f"第 {place + 1} 张图片要有文字说明。"))
        elif len(alt) > MAX_ALT:
            problems.append(Problem(f"{where}/alt", "alt_too_long", f"图片的文字说明不能超过 {MAX_ALT} 字。"))
        elif any(map(is_control, alt)):
            problems.append(Problem(f"{where}/alt", "control_character", "图片的文字说明含有不可见的控制字符。"))
        if picture["sha256"] in seen:
            problems.append(Problem(where, "picture_repeated", f"第 {place + 1} 张图片与前面的相同。"))
        seen.add(picture["sha256"])
    return problems


def check_lettered(
    content: Content,
    key: list[str],
    check_key: Callable[[Content, list[str]], list[Problem]],
    *details: str,
) -> list[Problem]:
    """Of a question with options; the key is looked at once they are sound."""
    problems = check_asked(content, *details) + check_options(content)
    if any(problem.field.startswith("options") for problem in problems):
        return problems
    return problems + check_key(content, key)


def check_options(content: Content) -> list[Problem]:
    """Two to eight, lettered from A without a gap, none empty, no two the same."""
    options = content["options"]
    if len(options) < 2:
        return [Problem(f"options/{len(options)}", "too_few_options", "至少要有两个选项。")]
    if len(options) > len(LETTERS):
        return [Problem(f"options/{len(LETTERS)}", "too_many_options", f"最多 {len(LETTERS)} 个选项。")]
    problems, seen = [], dict[str, str]()
    for place, option in enumerate(options):
        where, text = f"options/{place}", option["text"]
        if option["letter"] != LETTERS[place]:
            problems.append(Problem(where, "option_letter", f"第 {place + 1} 个选项的字母应为 {LETTERS[place]}。"))
        elif not text.strip():
            problems.append(Problem(where, "option_empty", f"选项 {option['letter']} 不能为空。"))
        elif len(text) > MAX_OPTION:
            problems.append(Problem(where, "option_too_long", f"选项不能超过 {MAX_OPTION:,} 字。"))
        elif any(map(is_control, text)):
            problems.append(Problem(where, "control_character", "选项含有不可见的控制字符。"))
        elif same := seen.get(folded(text)):
            problems.append(Problem(where, "option_repeated", f"选项 {option['letter']} 与选项 {same} 相同。"))
        seen.setdefault(folded(text), option["letter"])
    return problems


def check_no_options(content: Content) -> list[Problem]:
    return [Problem("options/0", "options_not_taken", "该题型没有选项。")] if content["options"] else []


def check_letters(content: Content, key: list[str]) -> list[Problem]:
    """That the key names options that there are, each once."""
    if not key:
        return [Problem("key", "key_missing", "答案不能为空。")]
    if len(set(key)) != len(key):
        return [Problem("key", "key_repeated", "答案中的字母有重复。")]
    letters = {option["letter"] for option in content["options"]}
    unknown = [letter for letter in key if letter not in letters]
    if unknown:
        return [Problem("key", "key_unknown_option", f"答案 {'、'.join(unknown)[:20]} 没有对应的选项。")]
    return []


def read_letters(text: str, *, in_order: bool = False) -> KeyReading:
    """`a，c`, `A、C`, `ＡＣ`, `CA`, `A C` → A, C; a single digit is the option's number. `in_order`: CA stays C, A."""
    plain = _BETWEEN_LETTERS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not plain:
        return KeyReading(problems=[Problem("key", "key_missing", "答案不能为空。")])
    if plain in _NUMBERS:
        return KeyReading([_NUMBERS[plain]], remark=f"答案 {plain} 读作第 {plain} 个选项({_NUMBERS[plain]})。")
    if not all(letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for letter in plain):
        return KeyReading(problems=[Problem("key", "key_unreadable", "答案应为选项字母,如 B 或 ABD。")])
    key = list(plain) if in_order else sorted(plain)
    written = "".join(key)
    return KeyReading(key, remark="" if text.strip() == written else f"答案读作 {written}。")


def chosen_letters(content: Content, answer: Any) -> list[str]:
    """Raises BadResponse unless the answer is a list of the question's own letters, each once; sorted."""
    return sorted(given_letters(content, answer))


def given_letters(content: Content, answer: Any) -> list[str]:
    """The same, in the order given."""
    if answer is None or answer in ("", []):
        return []
    if not isinstance(answer, list) or not all(isinstance(letter, str) for letter in answer):
        raise BadResponse
    letters = {option["letter"] for option in content["options"]}
    if len(set(answer)) != len(answer) or not letters.issuperset(answer):
        raise BadResponse
    return answer


def written_texts(answer: Any, count: int, longest: int) -> list[str]:
    """`count` texts, line ends folded, [] when all are blank. Raises BadResponse."""
    if answer is None or answer in ("", []):
        return []
    if not isinstance(answer, list) or len(answer) != count or not all(isinstance(text, str) for text in answer):
        raise BadResponse
    texts = [text.replace("\r\n", "\n").replace("\r", "\n") for text in answer]
    if any(len(text) > longest for text in texts):
        raise BadResponse("too_long")
    if any(is_control(character) for text in texts for character in text):
        raise BadResponse
    return texts if any(text.strip() for text in texts) else []


def letters_in_words(content: Content, letters: Sequence[str]) -> list[str]:
    """What the options say that the letters name, in the letters' order."""
    texts = {option["letter"]: without_spaces(option["text"]) for option in content["options"]}
    return [texts.get(letter, letter) for letter in letters]


def delivered_as(
    kind: str,
    content: Content,
    *,
    blanks: int = 0,
    matches: Iterable[str] = (),
    parts: Iterable[Delivered] = (),
) -> Delivered:
    """Built name by name: whatever else lies in the content stays here."""
    delivered: Delivered = {
        "kind": kind,
        "stem": content["stem"],
        "options": options_alone(content["options"]),
        "blanks": blanks,
        "matches": list(matches),
        "parts": list(parts),
    }
    if pictures := content.get("details", {}).get("pictures"):
        delivered["pictures"] = pictures_alone(pictures)
    return delivered


def options_alone(options: Iterable[Option]) -> list[Option]:
    return [{"letter": option["letter"], "text": option["text"]} for option in options]


def pictures_alone(pictures: Iterable[ShownPicture]) -> list[ShownPicture]:
    return [
        {"sha256": one["sha256"], "width": one["width"], "height": one["height"], "alt": one["alt"]} for one in pictures
    ]
