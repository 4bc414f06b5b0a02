import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from exam_platform.people.models import Person
from questions.actions import load_starter_bank
from questions.drafts import check_draft
from questions.errors import OwnQuestion
from questions.laws.citation import parse_citations
from questions.laws.numerals import number_of
from questions.models import Question
from questions.selection import counts_by, machine_marked
from questions.starter import starter_drafts, starter_entries

_ARTICLE = re.compile(r"第([一二三四五六七八九十]+)条 (.*)")


def articles_of(law: str) -> dict[int, list[str]]:
    """Article → its paragraphs and items, line by line."""
    articles: dict[int, list[str]] = {}
    lines: list[str] = []
    for line in law.splitlines():
        if found := _ARTICLE.match(line):
            lines = articles[number_of(found[1])] = [found[2]]
        elif line.startswith("#"):
            lines = []
        elif line.strip():
            lines.append(line.strip())
    return articles


def test_every_entry_is_sound_and_cites_one_provision() -> None:
    drafts = starter_drafts()
    assert [draft.stem for draft in drafts if check_draft(draft)] == []
    assert [draft.stem for draft in drafts if len(parse_citations(draft.citation)) != 1 or not draft.explanation] == []
    assert len({draft.fingerprint for draft in drafts}) == len(drafts)


def test_the_key_of_every_entry_stands_in_the_article_it_cites(shared: Path) -> None:
    articles = articles_of((shared / "data/laws/优化营商环境条例(2019-10-22).md").read_text())
    assert len(articles) == 72
    for entry in starter_entries():
        (provision,) = parse_citations(entry["citation"])
        lines = articles[provision.article or 0]
        if provision.paragraph:
            lines = [lines[provision.paragraph - 1]]
        if provision.item:
            assert lines[provision.item].startswith(f"({entry['citation'][-2]})")
        assert entry["evidence"]
        for words in entry["evidence"]:
            assert words in "\n".join(lines), (entry["citation"], words)


def test_it_is_large_enough_for_varied_papers_of_the_preset() -> None:
    kinds = Counter(draft.kind for draft in starter_drafts())
    assert kinds["single"] >= 60
    assert kinds["multiple"] >= 30
    assert kinds["true_false"] >= 30
    assert kinds["fill_in"] >= 6


def test_nothing_about_an_option_betrays_the_key() -> None:
    singles = [draft for draft in starter_drafts() if draft.kind == "single"]
    letters = Counter(draft.key[0] for draft in singles)
    assert max(letters.values()) - min(letters.values()) <= 1

    def stands_out(draft: Any, sign: int) -> bool:
        lengths = {option["letter"]: sign * len(option["text"]) for option in draft.options}
        right = lengths.pop(draft.key[0])
        return right > max(lengths.values())

    # chance alone would single out the right option in a quarter
    assert sum(stands_out(draft, 1) for draft in singles) <= len(singles) / 4
    assert sum(stands_out(draft, -1) for draft in singles) <= len(singles) / 4
    verdicts = Counter(draft.key[0] for draft in starter_drafts() if draft.kind == "true_false")
    assert abs(verdicts["T"] - verdicts["F"]) <= 5


def test_loading_publishes_all_and_loading_again_adds_none(trainer: Person, reviewer: Person) -> None:
    total = len(starter_drafts())
    assert load_starter_bank(author=trainer, reviewer=reviewer) == total
    assert Question.objects.published().count() == total
    assert sum(row.questions for row in counts_by(machine_marked())) == total
    assert load_starter_bank(author=trainer, reviewer=reviewer) == 0
    assert Question.objects.count() == total


def test_the_author_may_not_be_the_reviewer(trainer: Person) -> None:
    with pytest.raises(OwnQuestion):
        load_starter_bank(author=trainer, reviewer=trainer)
    assert Question.objects.count() == 0
