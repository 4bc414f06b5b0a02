"""Pairs of versions of the shared data. What is asserted of them was read in the texts themselves."""

from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from questions.laws.comparison import Difference, Text, changed_places, compare, marked
from questions.laws.reading import read_statute
from questions.plain_text import without_spaces


def version(shared: Path, name: str) -> list[Text]:
    read = read_statute((shared / "data" / "laws" / f"{name}.md").read_text(encoding="utf-8"))
    return [Text(article.number, article.branch, article.text) for article in read.articles]


def by_new(differences: list[Difference]) -> dict[int, Difference]:
    return {difference.new.number: difference for difference in differences if difference.new}


def words(difference: Difference, kind: str) -> list[str]:
    return [piece.text for piece in difference.pieces if piece.kind == kind]


def test_supervision_law_2018_and_2024(shared: Path) -> None:
    old, new = version(shared, "监察法(2018-03-20)"), version(shared, "监察法(2024-12-25)")
    differences = compare(old, new)
    assert Counter(one.kind for one in differences) == {"same": 14, "moved": 40, "changed": 15, "new": 9}
    found = by_new(differences)
    # 强制到案, 责令候查 and 管护 came in; the articles behind them moved on
    assert [n for n, one in found.items() if one.kind == "new"] == [21, 23, 25, 46, 48, 49, 51, 62, 64]
    moved = {one.old.number: one.new.number for one in differences if one.kind == "moved" and one.old and one.new}
    assert {22: 24, 23: 26, 25: 28, 50: 57, 69: 78}.items() <= moved.items()
    assert [n for n, one in found.items() if one.kind == "changed"][:4] == [1, 5, 12, 18]
    assert "尊重和保障人权" in "".join(words(found[5], "inserted"))
    # 第十五条 differs in the width of a colon alone
    assert found[15].kind == "same"
    assert words(found[15], "deleted") == words(found[15], "inserted") == []


def test_review_law_2017_and_2023(shared: Path) -> None:
    old, new = version(shared, "行政复议法(2017-09-01)"), version(shared, "行政复议法(2023-09-01)")
    differences = compare(old, new)
    found = by_new(differences)
    assert Counter(one.kind for one in differences) == {"changed": 31, "moved": 1, "new": 58, "gone": 11}
    assert found[89].kind == "moved"
    assert found[89].old == old[40]
    assert words(found[1], "deleted") == ["具体", "和监督"]
    assert words(found[1], "inserted") == ["监督和", "发挥行政复议化解行政争议的主渠道作用，推进法治政府建设，"]
    # the ways of deciding of 第二十八条 went into 第六十四条, freedom from fees from 第三十九条 into 第八十七条
    assert {n: one.old.number for n, one in found.items() if one.old} | {64: 28, 87: 39, 24: 15, 80: 34} == {
        n: one.old.number for n, one in found.items() if one.old
    }
    assert words(found[87], "inserted") == []
    assert words(found[87], "deleted") == ["行政复议活动所需经费，应当列入本机关的行政经费，由本级财政予以保障。"]
    assert [n for n, one in found.items() if one.kind == "new"][:6] == [4, 5, 6, 7, 8, 9]


def test_protection_of_women_2018_and_2022(shared: Path) -> None:
    old, new = version(shared, "妇女权益保障法(2018-10-26)"), version(shared, "妇女权益保障法(2022-10-30)")
    differences = compare(old, new)
    assert Counter(one.kind for one in differences) == {"changed": 44, "moved": 10, "new": 32, "gone": 7}
    moved = {one.old.number: one.new.number for one in differences if one.kind == "moved" and one.old and one.new}
    assert moved == {9: 12, 15: 35, 19: 38, 21: 40, 22: 41, 24: 45, 30: 53, 37: 19, 43: 60, 44: 61}
    gone = [one.old.number for one in differences if one.kind == "gone" and one.old]
    assert gone == [17, 38, 40, 54, 55, 58, 60]


def test_it_compares_a_version_with_itself(shared: Path) -> None:
    code = version(shared, "民法典-合同编")
    assert {one.kind for one in compare(code, code)} == {"same"}
    assert changed_places(code, code) == {}


def test_whoever_cites_by_number_is_told_where_the_words_went(shared: Path) -> None:
    old, new = version(shared, "监察法(2018-03-20)"), version(shared, "监察法(2024-12-25)")
    places = changed_places(old, new)
    assert (2, 0) not in places
    assert (15, 0) not in places
    assert places[1, 0].kind == "changed"
    assert places[22, 0].kind == "moved"
    assert places[22, 0].new == new[23]
    assert len(places) == 69 - 14


LAW = [
    Text(1, 0, "为了测试比较,制定本法。"),
    Text(2, 0, "机关应当在五日内答复申请人。"),
    Text(3, 0, "本法自公布之日起施行。"),
]


def test_what_is_gone_stands_where_it_stood() -> None:
    new = [LAW[0], Text(2, 0, LAW[2].text)]
    differences = compare(LAW, new)
    assert [one.kind for one in differences] == ["same", "gone", "moved"]
    assert changed_places(LAW, new)[2, 0].kind == "gone"
    assert changed_places(LAW, new)[3, 0].kind == "moved"


def test_an_inserted_branch_moves_nobody() -> None:
    new = [*LAW[:2], Text(2, 1, "申请人可以查阅、复制有关材料。"), LAW[2]]
    assert [one.kind for one in compare(LAW, new)] == ["same", "same", "new", "same"]
    assert changed_places(LAW, new) == {}


def test_two_articles_of_the_same_words_keep_their_numbers() -> None:
    twins = [Text(4, 0, "依照前条规定处理。"), Text(9, 0, "依照前条规定处理。")]
    assert [one.kind for one in compare(twins, twins)] == ["same", "same"]
    assert [one.kind for one in compare(twins, twins[1:])] == ["gone", "same"]


def test_very_long_texts_are_marked_as_a_whole() -> None:
    pieces = list(marked("甲" * 3000, "乙" * 3000))
    assert [piece.kind for piece in pieces] == ["deleted", "inserted"]


texts = st.text(alphabet="应当在五日内答复申请人甲乙，。\n（一）", max_size=60)


@given(texts, texts)
def test_the_marked_words_are_both_texts(old: str, new: str) -> None:
    pieces = list(marked(old, new))
    assert "".join(piece.text for piece in pieces if piece.kind != "deleted") == new
    assert without_spaces("".join(p.text for p in pieces if p.kind != "inserted")) == without_spaces(old)


@given(st.lists(texts, max_size=8), st.lists(texts, max_size=8))
def test_every_article_of_both_versions_appears_once(old_texts: list[str], new_texts: list[str]) -> None:
    old = [Text(number, 0, text) for number, text in enumerate(old_texts, start=1)]
    new = [Text(number, 0, text) for number, text in enumerate(new_texts, start=1)]
    differences = compare(old, new)
    assert [one.new for one in differences if one.new] == new
    assert sorted(one.old for one in differences if one.old) == old


def test_articles_that_are_all_alike_keep_their_order() -> None:
    old = [Text(n, 0, f"第{n}类事项由主管部门依照本法第{n}章的规定办理并公告。" * 5) for n in range(1, 60)]
    new = [Text(one.number, 0, one.text.replace("公告", "公示")) for one in old]
    differences = compare(old, new)
    assert [(one.old.number, one.new.number) for one in differences if one.old and one.new] == [
        (n, n) for n in range(1, 60)
    ]
    assert {one.kind for one in differences} == {"changed"}
