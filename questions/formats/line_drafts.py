"""A question as it stands in a paper → a checked draft, or everything that is wrong with it. Pure."""

import unicodedata

from questions.drafts import Draft
from questions.formats.answers import take_points
from questions.formats.blocks import Block, block, options_of
from questions.formats.excel import DETAILS_NOT_TAKEN, DIFFICULTY_NAMES, KIND_NAMES, read_details
from questions.formats.line_marks import SHARE, bracketed_keys, without_points
from questions.formats.line_shapes import Asked
from questions.imports.problems import warning
from questions.kinds import KINDS, Problem
from questions.kinds.case import MOST_SHARE
from questions.kinds.contract import Part
from questions.kinds.fill_in import blanks_in
from questions.kinds.wording import read_letters
from questions.plain_text import without_spaces

_EMPTY_BRACKET = "（　　）"
_LETTERED = ("single", "multiple")


def block_of(asked: Asked) -> Block:
    reading = _Reading(asked)
    reading.read()
    found = block(asked.line.number, reading.draft, reading.problems, reading.remarks, asked.pictures)
    found.notes += [warning(None, one.code, one.message) for one in asked.warnings]
    return found


class _Reading:
    """One question on its way; a sub-question is read as a question of its own."""

    def __init__(self, asked: Asked, *, is_part: bool = False) -> None:
        self.asked, self.is_part = asked, is_part
        self.draft = Draft(kind="", stem=asked.text("题干"), options=options_of(asked.options))
        self.problems = [Problem("", one.code, one.message) for one in asked.refusals]
        self.remarks: list[str] = []

    def read(self) -> None:
        draft = self.draft
        if not self.is_part and self.asked.parts and not self._parts_are_asked():
            return
        draft.explanation, draft.topic = self.asked.text("解析"), self.asked.text("知识点")
        draft.citation, draft.audience = self.asked.text("法条依据"), self.asked.text("适用对象")
        draft.source = self.asked.text("来源/年份")
        difficulty = without_spaces(self.asked.text("难度"))
        draft.difficulty = DIFFICULTY_NAMES.get(difficulty, difficulty)
        self._kind()
        self._details()
        if self.asked.parts:
            self._read_parts()
        elif draft.kind:
            self._key()
        if not self.is_part:
            self._points()

    def _parts_are_asked(self) -> bool:
        """Sub-questions have their own answers; an enumeration in the text of a case has none before the case's."""
        asked = self.asked
        answered = ["答案" in part.said for part in asked.parts]
        if all(answered):
            return True
        if any(answered[:-1]) or any(part.options or "题型" in part.said for part in asked.parts):
            self.problems.append(Problem("key", "key_missing", "有的小题没有答案,每个小题都要写答案。"))
            return False
        said = asked.said.setdefault("题干", [])
        for part in asked.parts:
            opening = part.line.text
            said += [opening, *part.said.get("题干", [])[1:]]
        last = asked.parts[-1]
        self.problems += [Problem("", one.code, one.message) for part in asked.parts for one in part.refusals]
        asked.said |= {column: lines for column, lines in last.said.items() if column != "题干"}
        asked.parts = []
        self.draft.stem = asked.text("题干")
        return True

    def _kind(self) -> None:
        written = self.asked.text("题型")
        kind = KIND_NAMES.get(without_spaces(written).removesuffix("题"), "")
        if written and not kind:
            self.problems.append(Problem("kind", "kind_unknown", f"不认识的题型“{written[:20]}”。"))
        own = "" if self.is_part else self.asked.section.head.kind
        self.draft.kind = kind or own or self._kind_by_form()
        if not self.draft.kind and not self.problems:
            message = "没有写明题型,请在题前写标题(如“一、单选题”),或在题后写“题型:单选题”。"
            self.problems.append(Problem("kind", "kind_missing", message))
        elif not (kind or own) and not self.is_part:
            self.remarks.append(f"题型读作{KINDS[self.draft.kind].label}。" if self.draft.kind else "")

    def _kind_by_form(self) -> str:
        """As far as form and answer leave no choice."""
        text, draft = self._written_key(), self.draft
        if draft.options:
            letters = text or next((key for _, key, _ in bracketed_keys(draft.stem, letters=True)), "")
            return "multiple" if len(read_letters(letters).key) > 1 else "single"
        if blanks_in(draft.stem):
            return "fill_in"
        return "short_answer" if self.is_part else ("true_false" if self._is_true_false(text) else "")

    def _is_true_false(self, text: str) -> bool:
        return bool(text and KINDS["true_false"].read_key(text, self.draft.content).key)

    def _written_key(self) -> str:
        return self.asked.text("答案") or next(iter(self.asked.given), "")

    def _details(self) -> None:
        text = self.asked.text("补充内容")
        details = read_details(self.draft.kind, text)
        if details is None:
            self.problems.append(Problem("details", "details_not_taken", DETAILS_NOT_TAKEN))
        else:
            self.draft.details = details

    def _key(self) -> None:
        draft, kind = self.draft, KINDS[self.draft.kind]
        texts = [*filter(None, [self.asked.text("答案")]), *self.asked.given]
        readings = [kind.read_key(text, draft.content) for text in texts]
        if len({tuple(one.key) for one in readings}) > 1:
            self.problems.append(Problem("key", "key_conflict", f"有几处不同的答案:{'、'.join(texts)[:60]}。"))
        if draft.kind in (*_LETTERED, "true_false"):
            self._key_in_stem("".join(readings[0].key) if readings else "")
        if readings:
            draft.key = readings[0].key
            self.problems += readings[0].problems
            self.remarks += [readings[0].remark] if readings[0].remark else []
        elif not draft.key:
            self.problems.append(Problem("key", "key_missing", "没有找到答案。"))
        self._compare_marks()

    def _key_in_stem(self, key: str) -> None:
        """`（ B ）` in the stem: the answer where no other is given; never left for the candidate to see."""
        draft, kind = self.draft, KINDS[self.draft.kind]
        found = list(bracketed_keys(draft.stem, letters=draft.kind in _LETTERED))
        if draft.kind == "true_false":
            ends = ("", "。", ".")
            found = [
                one for one in found if not draft.stem[: one[0].start()] or draft.stem[one[0].end() :].strip() in ends
            ]
        keys = ["".join(kind.read_key(text, draft.content).key) for _, text, _ in found]
        if not key and len(found) > 1:
            self.problems.append(Problem("key", "key_ambiguous", "题干里有几处像答案的括号,请另起一行写“答案:”。"))
        elif len(found) == 1 and key not in ("", keys[0]):
            message = f"题干括号里的“{found[0][1]}”与写出的答案不同,请核对。"
            self.problems.append(Problem("key", "key_conflict", message))
        elif len(found) == 1:
            (bracket, _, named) = found[0]
            stem = draft.stem[: bracket.start()] + ("" if named else _EMPTY_BRACKET) + draft.stem[bracket.end() :]
            draft.stem, draft.key = stem.strip(), list(keys[0])
            self.remarks.append(f"题干括号里的“{bracket[1].strip()}”读作答案,已从题干中去掉。")

    def _compare_marks(self) -> None:
        """Colour, bold type and underlining are never the answer; where they say another, that is said."""
        marked = sorted(set(self.asked.marked))
        if marked and marked != sorted(self.draft.key) and len(marked) < len(self.draft.options):
            message = f"选项 {'、'.join(marked)} 带有颜色、加粗或下划线,与答案不同,请核对(格式不作为答案)。"
            self.asked.warn("marked_otherwise", message)

    def _points(self) -> None:
        draft, said, head = self.draft, self.asked.text("分值"), self.asked.section.head
        stem, bracketed = without_points(draft.stem)
        text, times = said, 1
        if not said and bracketed:
            text, draft.stem = bracketed, stem
            self.remarks.append(f"题干里的“({bracketed}分)”读作分值。")
        elif not said and head.points:
            text, times = head.points, blanks_in(draft.stem) if head.per_blank else 1
        if text:
            plain = unicodedata.normalize("NFKC", without_spaces(text)).removesuffix("分")
            self.problems += take_points(draft, plain)
            draft.points = draft.points * times if draft.points is not None else None

    def _read_parts(self) -> None:
        parts: list[Part] = []
        for number, asked in enumerate(self.asked.parts, start=1):
            reading = _Reading(asked, is_part=True)
            reading.read()
            part = reading.draft
            self.problems += [
                Problem("key" if one.field == "key" else "details", one.code, f"第 {number} 小题:{one.message}")
                for one in reading.problems
            ]
            self.remarks += [f"第 {number} 小题:{remark}" for remark in reading.remarks]
            self.asked.warnings += asked.warnings
            self.draft.key += [f"{number}:{entry}" for entry in part.key]
            parts.append(
                {
                    "kind": part.kind,
                    "stem": part.stem,
                    "options": part.options,
                    "details": part.details,
                    "share": self._share(number, asked.text(SHARE)),
                }
            )
        self.draft.details = {**self.draft.details, "parts": parts}

    def _share(self, number: int, text: str) -> int:
        plain = unicodedata.normalize("NFKC", text)
        if not text:
            return 1
        if not (plain.isascii() and plain.isdigit() and 1 <= int(plain[:4]) <= MOST_SHARE):
            message = f"第 {number} 小题的占比应为 1 至 {MOST_SHARE} 的整数。"
            self.problems.append(Problem("details", "share_out_of_range", message))
            return 1
        return int(plain)
