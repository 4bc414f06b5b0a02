"""A question before it is stored: what files, the API and the starter bank hand to the actions. Pure."""

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from questions.kinds import KINDS, Content, Details, Problem, ShownPicture, is_machine_marked, kind_of, normal_key
from questions.kinds.contract import Option
from questions.kinds.wording import MAX_TEXT
from questions.laws.citation import CitationUnreadable, Provision, parse_citations
from questions.plain_text import without_spaces

DIFFICULTIES = ("easy", "medium", "hard")
MAX_POINTS = 1_000_00
LONGEST = {"explanation": MAX_TEXT, "topic": 100, "citation": 3_000, "audience": 100, "source": 200}


@dataclass(slots=True)
class Draft:
    """`topic` is a name, or a path `上级/下级`; `citation` the text as written; `points` hundredths or None."""

    kind: str
    stem: str
    options: list[Option] = field(default_factory=list)
    key: list[str] = field(default_factory=list)
    details: Details = field(default_factory=Details)
    explanation: str = ""
    difficulty: str = ""
    topic: str = ""
    citation: str = ""
    audience: str = ""
    source: str = ""
    points: int | None = None

    @property
    def content(self) -> Content:
        return {"stem": self.stem, "options": self.options, "details": self.details}

    @property
    def pictures(self) -> list[ShownPicture]:
        return self.details.get("pictures", [])

    @property
    def machine_marked(self) -> bool:
        return is_machine_marked(self.kind, self.content)

    @property
    def stem_fingerprint(self) -> str:
        """Equal for stems that differ in spaces, punctuation and width alone."""
        plain = unicodedata.normalize("NFKC", self.stem)
        return _digest("".join(character for character in plain if unicodedata.category(character)[0] not in "ZPC"))

    @property
    def fingerprint(self) -> str:
        """A question's identity: kind, stem, set of options in whatever order, and what else is asked. Not the key.

        Of its pictures the bytes: under one stem two pictures ask two questions. How they are described is a wording.
        """
        texts = sorted(without_spaces(option["text"]) for option in self.options)
        matches = sorted(without_spaces(text) for text in self.details.get("matches", []))
        parts = [part.fingerprint for part in self._parts]
        pictures = sorted(one["sha256"] for one in self.pictures)
        return _digest("\x1f".join([self.kind, self.stem_fingerprint, *texts, *matches, *parts, *pictures]))

    @property
    def search_text(self) -> str:
        """What a search looks through: folded, without spaces. Not the key."""
        texts = [*self._texts, self.explanation, self.citation, self.topic]
        return "\n".join(search_form(text) for text in texts)

    @property
    def _texts(self) -> list[str]:
        own = [self.stem, *(one["alt"] for one in self.pictures)]
        own += [*(option["text"] for option in self.options), *self.details.get("matches", [])]
        return own + [text for part in self._parts for text in part._texts]

    @property
    def _parts(self) -> "list[Draft]":
        """A case's sub-questions, as far as they are questions."""
        return [
            Draft(part["kind"], part["stem"], part["options"], details=part.get("details", {}))
            for part in self.details.get("parts", [])
        ]

    def normalised(self) -> "Draft":
        """As it is stored: the key as its kind writes an answer, and no detail that says nothing."""
        self.details = cast(Details, {name: value for name, value in self.details.items() if value})
        self.key = normal_key(self.kind, self.content, self.key)
        return self

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def check_draft(draft: Draft) -> list[Problem]:
    """Everything that keeps a draft from being stored; `field` of each names the draft's field."""
    if draft.kind not in KINDS:
        return [Problem("kind", "kind_unknown", "不认识的题型。")]
    problems = KINDS[draft.kind].check_content(draft.content, draft.key)
    for name, longest in LONGEST.items():
        if len(getattr(draft, name)) > longest:
            problems.append(Problem(name, "too_long", f"不能超过 {longest:,} 字。"))
    if draft.difficulty not in ("", *DIFFICULTIES):
        problems.append(Problem("difficulty", "difficulty_unknown", "难度应为易、中或难。"))
    if draft.points is not None and not 0 < draft.points <= MAX_POINTS:
        problems.append(Problem("points", "points_out_of_range", "分值应大于 0,不超过 1000。"))
    return problems


def advice(draft: Draft) -> Iterator[Problem]:
    """What a trainer should look at in a sound draft; `field` is empty for the question as a whole."""
    if draft.kind == "multiple" and len(draft.key) == 1:
        yield Problem("key", "multiple_with_one", "多选题只有一个答案,请核对题型或答案。")
    if not draft.explanation:
        yield Problem("", "explanation_missing", "没有解析。")
    if not draft.citation:
        yield Problem("", "citation_missing", "没有法条依据。")
        return
    try:
        parse_citations(draft.citation)
        yield Problem("", "citation_unverified", "法条依据未经核对(法规库尚未建立),请自行确认。")
    except CitationUnreadable:
        yield Problem("citation", "citation_unreadable", "法条依据无法识别,按原文保存;写法如《…法》第三条第一款。")


def topic_path(name: str) -> tuple[str, ...]:
    """`上级/下级` as its parts."""
    return tuple(part.strip() for part in name.split("/") if part.strip())


def differences(old: Draft, new: Draft) -> list[str]:
    """The fields in which two wordings of the same question (by fingerprint) differ.

    A topic's path counts by its last part; options, and the right side of a matching, may stand in another order.
    """
    changed = [
        name
        for name in ("explanation", "difficulty", "citation", "audience", "source", "points")
        if getattr(old, name) != getattr(new, name)
    ]
    if topic_path(old.topic)[-1:] != topic_path(new.topic)[-1:]:
        changed.append("topic")
    if _key_in_words(old) != _key_in_words(new):
        changed.append("key")
    if _otherwise_asked(old) != _otherwise_asked(new):
        changed.append("details")
    return changed


def _key_in_words(draft: Draft) -> list[str]:
    return kind_of(draft.kind).key_in_words(draft.content, draft.key)


def _otherwise_asked(draft: Draft) -> Any:
    return draft.details.get("any_order"), _shares(draft), draft.pictures


def _shares(draft: Draft) -> list[tuple[int, bool]]:
    parts = draft.details.get("parts", [])
    return [(part["share"], part.get("details", {}).get("any_order", False)) for part in parts]


def provisions_of(citation: str) -> list[Provision]:
    """What a citation names; one that cannot be read is kept as it stands, without a law."""
    if not citation.strip():
        return []
    try:
        return parse_citations(citation)
    except CitationUnreadable:
        return [Provision(citation.strip()[:300], "")]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def search_form(text: str) -> str:
    return without_spaces(text).lower()
