import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from exam_platform.people.models import Person
from questions.actions import load_starter_bank
from questions.drafts import Draft, check_draft
from questions.errors import OwnQuestion
from questions.laws.citation import Provision, parse_citations
from questions.laws.reading import plain_characters, read_statute
from questions.laws.statute import cited_text, paragraphs_of
from questions.laws.titles import short_title
from questions.models import Question
from questions.models.question import State
from questions.selection import counts_by, machine_marked
from questions.starter import starter_drafts, starter_entries

# What the bank promises (docs/starter-bank.md), by the titles that citations use.
LAWS = {
    *("优化营商环境条例", "山东省优化营商环境条例", "公平竞争审查条例", "重大行政决策程序暂行条例", "政府信息公开条例"),
    *("宪法", "民法典", "国家安全法", "监察法", "公务员法", "反有组织犯罪法", "国家赔偿法"),
    *("行政处罚法", "行政许可法", "行政强制法", "行政复议法", "行政诉讼法"),
    *("法律援助法", "人民调解法", "村民委员会组织法", "妇女权益保障法", "反家庭暴力法", "乡村振兴促进法"),
}
# Numbers with a unit, as a key states them: a period, a sum, a share, a head count.
FIGURE = re.compile(
    r"[〇零一二两三四五六七八九十百千万0-9]+(?:个工作日|个月|日|天|年|周岁|岁|倍|万元|元|人|名|次|小时|%|分之[一二三四五六七八九十]+)"
)
Articles = dict[tuple[int, int], str]


@cache
def law(folder: Path, title: str) -> Articles:
    """The newest text at hand of a law, all its parts; articles by number and branch."""
    versions: dict[Any, Articles] = {}
    for file in sorted(folder.glob(f"{short_title(title)}*.md")):
        statute = read_statute(file.read_text())
        if short_title(statute.title) == short_title(title):
            found = versions.setdefault(statute.dated, {})
            found |= {(article.number, article.branch): article.text for article in statute.articles}
    return versions[max(versions)]


def cited(folder: Path, provision: Provision) -> str:
    """The words cited; with an item come the opening words of its paragraph."""
    article = law(folder, provision.law)[provision.article or 0, provision.branch or 0]
    text = cited_text(article, provision.paragraph, provision.item)
    assert text is not None, provision
    if provision.item:
        within = paragraphs_of(article)[slice(provision.paragraph - 1, None) if provision.paragraph else slice(None)]
        text = next(paragraph.text for paragraph in within if paragraph.items) + text
    return plain_characters(text)


def figures_of(entry: dict[str, Any]) -> set[str]:
    """The figures that an entry's key claims to stand in the law."""
    if entry["kind"] in ("single", "multiple"):
        claimed = [text for letter, text in zip("ABCDEFGH", entry["options"], strict=False) if letter in entry["key"]]
    elif entry["kind"] == "fill_in":
        claimed = [blank.split(";")[0] for blank in entry["key"]]
    else:
        claimed = [entry["stem"]] if entry["key"] == ["T"] else []
    return {figure for text in claimed for figure in FIGURE.findall("".join(text.split()))}


def every_draft() -> list[Draft]:
    return starter_drafts() + starter_drafts(held=True)


def test_every_entry_is_sound_and_cites_what_can_be_read() -> None:
    drafts = every_draft()
    assert [draft.stem for draft in drafts if check_draft(draft)] == []
    assert [draft.stem for draft in drafts if not parse_citations(draft.citation) or not draft.explanation] == []
    assert len({draft.fingerprint for draft in drafts}) == len(drafts)


def test_the_key_of_every_entry_stands_in_the_provisions_it_cites(shared: Path) -> None:
    wrong = []
    for entry in starter_entries():
        text = "".join(cited(shared / "data" / "laws", one) for one in parse_citations(entry["citation"]))
        words = [plain_characters(piece) for piece in entry["evidence"]] + sorted(figures_of(entry))
        wrong += [(entry["citation"], piece) for piece in words if piece not in text]
        assert entry["evidence"], entry["stem"]
    assert wrong == []


def test_it_covers_what_it_promises() -> None:
    drafts = starter_drafts()
    assert len(drafts) >= 600
    by_law = Counter(short_title(parse_citations(draft.citation)[0].law) for draft in every_draft())
    assert by_law.keys() == LAWS
    assert by_law["优化营商环境条例"] + by_law["山东省优化营商环境条例"] >= 200
    assert min(by_law.values()) >= 15
    share = {kind: count / len(drafts) for kind, count in Counter(draft.kind for draft in drafts).items()}
    assert 0.45 <= share["single"] <= 0.55
    assert 0.22 <= share["multiple"] <= 0.28
    assert 0.17 <= share["true_false"] <= 0.25
    assert all(share[kind] > 0 for kind in ("fill_in", "short_answer", "case"))
    assert Counter(draft.difficulty for draft in drafts).keys() == {"easy", "medium", "hard"}


def test_nothing_about_an_option_betrays_the_key() -> None:
    singles = [draft for draft in starter_drafts() if draft.kind == "single"]
    letters = Counter(draft.key[0] for draft in singles)
    assert max(letters.values()) - min(letters.values()) <= len(singles) * 0.03

    def right_by_length(draft: Draft, choose: Any) -> float:
        """The chance to be right for who picks the longest (or shortest) option, by lot where several are."""
        lengths = {option["letter"]: len(option["text"]) for option in draft.options}
        picked = [letter for letter, length in lengths.items() if length == choose(lengths.values())]
        return (draft.key[0] in picked) / len(picked)

    assert sum(right_by_length(draft, max) for draft in singles) <= 0.35 * len(singles)
    assert sum(right_by_length(draft, min) for draft in singles) <= 0.35 * len(singles)
    verdicts = Counter(draft.key[0] for draft in starter_drafts() if draft.kind == "true_false")
    assert abs(verdicts["T"] - verdicts["F"]) <= 6


def test_loading_publishes_all_but_what_is_held_and_loading_again_adds_none(trainer: Person, reviewer: Person) -> None:
    published, held = len(starter_drafts()), len(starter_drafts(held=True))
    assert load_starter_bank(author=trainer, reviewer=reviewer) == published + held
    assert Question.objects.published().count() == published
    waiting = Question.objects.in_state(State.DRAFT)
    assert {question.current.source.split(";")[1] for question in waiting} == {
        entry["held"] for entry in starter_entries() if "held" in entry
    }
    marked_by_people = sum(draft.kind in ("short_answer", "case") for draft in starter_drafts())
    assert sum(row.questions for row in counts_by(machine_marked())) == published - marked_by_people
    assert load_starter_bank(author=trainer, reviewer=reviewer) == 0
    assert Question.objects.count() == published + held


def test_the_author_may_not_be_the_reviewer(trainer: Person) -> None:
    with pytest.raises(OwnQuestion):
        load_starter_bank(author=trainer, reviewer=trainer)
    assert Question.objects.count() == 0
