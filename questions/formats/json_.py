"""The project's own format: JSON, versioned, everything that a draft holds. `question_file.schema.json` describes it.

`{"format": "legal-knowledge-questions", "version": 2, "questions": [{"kind", "stem", "options", "key", …}],
"pictures": {name: base64}}`; options are their texts in the order of the letters, points are hundredths, a field that
is left out is empty. A question's `details.pictures` name theirs: `[{"picture": name, "alt"}]`. Version 1 had none.
Pure.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import Any

import orjson

from questions.drafts import Draft
from questions.formats.blocks import (
    DEFAULTS,
    NO_PICTURES,
    Block,
    Left,
    Written,
    block,
    check_count,
    options_of,
    refused,
    unheld,
)
from questions.formats.pictures import decoded, encoded
from questions.imports.pictures import FilePicture
from questions.imports.problems import FileProblem
from questions.kinds import Problem
from questions.kinds.contract import Option

FORMAT, VERSION = "legal-knowledge-questions", 2
_WITHOUT_PICTURES = 1
MEDIA_TYPE, EXTENSION = "application/json", "json"
PLACE = "编号是试题在文件中的序号。"
HOLDS_PICTURES = True
REQUIRED = ("kind", "stem", "key")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_points(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _is_parts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) and _is_part(one) for one in value)


def _is_part(part: dict[str, Any]) -> bool:
    known = {"kind", "stem", "share"} <= part.keys() <= {"kind", "stem", "share", "options", "details"}
    whole = isinstance(part.get("share"), int) and not isinstance(part["share"], bool)
    if not known or not whole:
        return False
    fits = all(_SHAPES[name][0](value) for name, value in part.items() if name != "share")
    return fits and not {"parts", "pictures"} & part.get("details", {}).keys()


def _is_pictures(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict) and one.keys() == {"picture", "alt"} and all(map(_is_text, one.values())) for one in value
    )


_DETAILS: dict[str, Callable[[Any], bool]] = {
    "pictures": _is_pictures,
    "matches": _is_texts,
    "any_order": lambda value: isinstance(value, bool),
    "parts": _is_parts,
}


def _is_details(value: Any) -> bool:
    return isinstance(value, dict) and all(name in _DETAILS and _DETAILS[name](one) for name, one in value.items())


_TEXTS = ("kind", "stem", "explanation", "difficulty", "topic", "citation", "audience", "source")
_SHAPES: dict[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(_TEXTS, (_is_text, "应为文字。")),
    **dict.fromkeys(("options", "key"), (_is_texts, "应为文字的列表。")),
    "details": (_is_details, "应为图片(pictures)、右侧各项(matches)、不分顺序(any_order)或小题(parts)。"),
    "points": (_is_points, "应为整数(单位:百分之一分)或 null。"),
}


def schema() -> dict[str, Any]:
    text = resources.files("questions.formats").joinpath("question_file.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def write(drafts: Sequence[Draft], pictures: Mapping[str, bytes] = NO_PICTURES) -> Written:
    left = [Left(place, False, name) for place, draft in enumerate(drafts) for name in unheld(draft, tuple(_SHAPES))]
    shown = sorted({one["sha256"] for draft in drafts for one in draft.pictures})
    document = {
        "format": FORMAT,
        "version": VERSION,
        "questions": [_written(draft) for draft in drafts],
        **({"pictures": {sha256: encoded(pictures[sha256]) for sha256 in shown}} if shown else {}),
    }
    return Written((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode(), left)


def _written(draft: Draft) -> dict[str, Any]:
    fields = {each.name: getattr(draft, each.name) for each in dataclasses.fields(draft) if each.name in _SHAPES}
    fields["options"] = _texts(draft.options)
    if draft.pictures:
        named = [{"picture": one["sha256"], "alt": one["alt"]} for one in draft.pictures]
        fields["details"] = {**fields["details"], "pictures": named}
    if parts := draft.details.get("parts"):
        parts_written = [{**one, "options": _texts(one["options"])} for one in parts]
        fields["details"] = {**fields["details"], "parts": parts_written}
    return {name: value for name, value in fields.items() if name in REQUIRED or value != getattr(DEFAULTS, name)}


def _texts(options: Sequence[Option]) -> list[str]:
    return [option["text"] for option in options]


def read(data: bytes) -> list[Block]:
    """Raises FileProblem for what is not such a document at all."""
    try:
        document = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as wrong:
        raise FileProblem("not_json", f"文件不是有效的 JSON(第 {wrong.lineno} 行附近),请重新导出。") from wrong
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise FileProblem("unknown_format", f"这个 JSON 文件不是本平台的试题文件(缺少 format: {FORMAT})。")
    version = document.get("version")
    if version not in (_WITHOUT_PICTURES, VERSION) or isinstance(version, bool):
        raise FileProblem("unknown_version", f"不支持这个版本的试题文件,本平台读写第 {VERSION} 版。")
    questions, pictures = document.get("questions"), document.get("pictures", {})
    known = {"format", "version", "questions"} | ({"pictures"} if version == VERSION else set())
    if not isinstance(questions, list) or not isinstance(pictures, dict) or document.keys() - known:
        message = "试题文件只应有 format、version、questions、pictures 四项,questions 应为列表,pictures 应为对象。"
        raise FileProblem("unknown_format", message)
    check_count(len(questions))
    # each once, however often it is shown
    read = {name: decoded(one) if isinstance(one, str) else None for name, one in pictures.items()}
    return [_block(number, one, read) for number, one in enumerate(questions, start=1)]


def _block(number: int, entry: Any, pictures: Mapping[str, bytes | None]) -> Block:
    if not isinstance(entry, dict):
        return refused(number, "wrong_type", "每道试题应为一个对象。")
    stem = entry.get("stem")
    summary = stem if isinstance(stem, str) else ""
    unknown = sorted(entry.keys() - _SHAPES.keys())
    if unknown:
        return refused(number, "unknown_field", f"不认识的字段:{unknown[0][:50]}。", summary)
    problems = [Problem(name, "missing_field", "缺少这一项。") for name in REQUIRED if name not in entry]
    problems += [Problem(name, "wrong_type", _SHAPES[name][1]) for name in entry if not _SHAPES[name][0](entry[name])]
    if problems:
        return block(number, Draft(kind="", stem=summary), problems)
    found, problems = _pictures_of(entry, pictures)
    return block(number, Draft(**_with_options(entry) | _with_details(entry)), problems, pictures=found)


def _pictures_of(
    entry: dict[str, Any], pictures: Mapping[str, bytes | None]
) -> tuple[list[FilePicture], list[Problem]]:
    found, problems = [], []
    for place, one in enumerate(entry.get("details", {}).get("pictures", []), start=1):
        data = pictures.get(one["picture"])
        if data is None:
            message = f"第 {place} 张图片“{one['picture'][:20]}”不在文件的 pictures 里,或者不是 base64。"
            problems.append(Problem("details/pictures", "picture_missing", message))
        else:
            found.append(FilePicture(data, one["alt"]))
    return found, problems


def _with_options(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "options": options_of(entry.get("options", []))}


def _with_details(entry: dict[str, Any]) -> dict[str, Any]:
    """The pictures come from their bytes."""
    details = {name: value for name, value in entry.get("details", {}).items() if name != "pictures"}
    if "parts" in details:
        details["parts"] = [_with_options(part) for part in details["parts"]]
    return {"details": details}
