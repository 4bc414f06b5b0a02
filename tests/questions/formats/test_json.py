import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.drafts import Draft
from questions.formats import json_
from questions.formats.extraction import read_blocks_safely
from questions.formats.picture_reading import with_pictures
from questions.imports.problems import FileProblem
from questions.kinds import KINDS
from questions.kinds.contract import Details, Part
from questions.starter import starter_drafts
from tests.questions.formats.drafts import BYTES, drafts, sound

ONE = {"kind": "single", "stem": "哪一项?", "options": ["甲", "乙"], "key": ["A"]}


def document(*questions: Any, **changes: Any) -> bytes:
    whole = {"format": json_.FORMAT, "version": 1, "questions": list(questions)} | changes
    return json.dumps(whole, ensure_ascii=False).encode()


@given(st.lists(drafts().filter(sound), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_back_the_same(some: list[Draft]) -> None:
    written = json_.write(some, BYTES)
    assert written.left == []
    assert [block.draft for block in with_pictures(json_.read(written.content))] == some


def test_starter_bank_goes_out_and_comes_back() -> None:
    some = starter_drafts()
    assert [block.draft for block in read_blocks_safely(json_.write(some).content, "json")] == some


def test_schema_names_every_field_and_kind_there_is() -> None:
    question = json_.schema()["$defs"]["question"]["properties"]
    assert set(question) == {each.name for each in fields(Draft)}
    assert question["kind"]["enum"] == list(KINDS)
    assert set(question["details"]["properties"]) == Details.__optional_keys__
    assert set(json_.schema()["$defs"]["part"]["properties"]) == Part.__required_keys__ | Part.__optional_keys__


@pytest.mark.parametrize(
    ("entry", "column", "code"),
    [
        (ONE | {"key": ["B", "A"]}, "答案", "single_needs_one"),
        (ONE | {"key": ["C"]}, "答案", None),
        (ONE | {"options": ["甲", "甲"]}, "选项B", "option_repeated"),
        (ONE | {"options": [str(number) for number in range(9)]}, "选项H", "too_many_options"),
        (ONE | {"stem": "字" * 10_001}, "题干", "stem_too_long"),
        (ONE | {"stem": ""}, "题干", "stem_missing"),
        (ONE | {"kind": "essay"}, "题型", "kind_unknown"),
        (ONE | {"points": -1}, "分值", "points_out_of_range"),
        (ONE | {"points": 0.5}, "分值", "wrong_type"),
        (ONE | {"points": True}, "分值", "wrong_type"),
        (ONE | {"options": [{"letter": "A"}]}, None, "wrong_type"),
        ({"kind": "single", "stem": "无答案?"}, "答案", "missing_field"),
        (ONE | {"details": {"parts": [1]}}, "补充内容", "wrong_type"),
        (ONE | {"details": {"parts": [{"kind": "single", "stem": "", "share": True}]}}, "补充内容", "wrong_type"),
        (ONE | {"details": {"parts": [{"kind": "single", "stem": "", "share": 1, "x": 1}]}}, "补充内容", "wrong_type"),
        (ONE | {"details": {"more": 1}}, "补充内容", "wrong_type"),
        (ONE | {"is_rehearsal": True}, None, "unknown_field"),
        ("不是对象", None, "wrong_type"),
    ],
)
def test_each_question_is_refused_for_itself(entry: Any, column: str | None, code: str | None) -> None:
    good, bad, last = json_.read(document(ONE, entry, ONE))
    assert [one.draft is None for one in (good, bad, last)] == [False, True, False]
    assert bad.number == 2
    assert bad.notes[0].column == column
    assert code in (None, bad.notes[0].code)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b'{"format": NaN}', "not_json"),
        (b"[]", "unknown_format"),
        (b'{"format": "other"}', "unknown_format"),
        (document(ONE, version=3), "unknown_version"),
        (document(ONE, version=True), "unknown_version"),
        (document(ONE, questions={}), "unknown_format"),
        (document(ONE, more=1), "unknown_format"),
        (document(), "no_questions"),
        (document(*[1] * 20_001), "too_many_rows"),
    ],
)
def test_files_that_are_no_such_document_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(FileProblem) as refusal:
        read_blocks_safely(data, "json")
    assert refusal.value.code == code
