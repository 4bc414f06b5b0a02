import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.laws.citation import CitationUnreadable, Provision, cite, parse_citations
from questions.laws.numerals import LARGEST, number_of, numeral_of

Place = tuple[str, int | None, int | None, int | None, int | None]


def places(text: str) -> list[Place]:
    return [(one.law, one.article, one.branch, one.paragraph, one.item) for one in parse_citations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("《中华人民共和国民法典》第三条第一款;", [("中华人民共和国民法典", 3, None, 1, None)]),
        ("《刑法》第一百二十条之一第二款第（三）项", [("刑法", 120, 1, 2, 3)]),
        ("《民法典》", [("民法典", None, None, None, None)]),
        ("依据《甲法》第３条第2款第10项的规定。", [("甲法", 3, None, 2, 10)]),
        ("《甲法》第六十九条第一项、第八项", [("甲法", 69, None, None, 1), ("甲法", 69, None, None, 8)]),
        (
            "《甲法》第三条；第五条第一款、第二款",
            [("甲法", 3, None, None, None), ("甲法", 5, None, 1, None), ("甲法", 5, None, 2, None)],
        ),
        ("《甲法》第六十二条至第六十四条", [("甲法", n, None, None, None) for n in (62, 63, 64)]),
        (
            "《甲法》第一条\n《乙法（2021修订）》第二条",
            [("甲法", 1, None, None, None), ("乙法(2021修订)", 2, None, None, None)],
        ),
    ],
)
def test_it_reads(text: str, expected: list[Place]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "民法典第3条",
        "《甲法》第条",
        "《甲法》第三条第",
        "《甲法》附则",
        "",
        "。",
        "第三条",
        "《甲法》第三条、",
        "《甲法》第一款",
        "《甲法》第1条至第1000条",
        "《甲法》第0条",
        "《甲法》第99999999999999999999条",
        "《甲法》第一条第99999款",
    ],
)
def test_it_refuses_to_guess(text: str) -> None:
    with pytest.raises(CitationUnreadable):
        parse_citations(text)


@given(st.text(alphabet="《》第条款项之至、;一二十百3民法典 ", max_size=40))
def test_whatever_it_is_given_it_reads_or_refuses(text: str) -> None:
    with contextlib.suppress(CitationUnreadable):
        assert all(one.law for one in parse_citations(text))


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("七", 7),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("七十二", 72),
        ("一百", 100),
        ("一百零三", 103),
        ("一百二十", 120),
        ("一千二百六十", 1260),
        ("二〇二〇", 2020),
        ("12", 12),
    ],
)
def test_numerals(numeral: str, number: int) -> None:
    assert number_of(numeral) == number


def test_every_numeral_reads_as_the_number_it_was_written_from() -> None:
    assert all(number_of(numeral_of(number)) == number for number in range(1, LARGEST + 1))
    assert [numeral_of(n) for n in (10, 11, 20, 101, 110, 1009, 1010, 1260)] == [
        "十", "十一", "二十", "一百零一", "一百一十", "一千零九", "一千零一十", "一千二百六十",
    ]  # fmt: skip


def test_it_writes_what_it_reads() -> None:
    assert cite(Provision("", "中华人民共和国行政处罚法", 33, None, 1, 2)) == (
        "《中华人民共和国行政处罚法》第三十三条第一款第二项"
    )
    assert cite(Provision("", "刑法", 120, 1)) == "《刑法》第一百二十条之一"
    assert cite(Provision("", "民法典")) == "《民法典》"


numbers = st.none() | st.integers(1, LARGEST)


@given(st.integers(1, LARGEST), numbers, numbers, numbers)
def test_writing_then_reading_gives_the_same_provision(
    article: int, branch: int | None, paragraph: int | None, item: int | None
) -> None:
    written = cite(Provision("", "甲法", article, branch, paragraph, item))
    assert places(written) == [("甲法", article, branch, paragraph, item)]
