"""All statutes of the shared data, and what a statute may look like elsewhere; what is none is refused."""

import contextlib
import datetime as dt
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.laws.reading import NotAStatute, plain_characters, read_statute
from questions.laws.statute import Heading, Statute, cited_text, paragraphs_of
from questions.laws.titles import short_title

# Counted by hand from the last article's number, and from the first for a 编 of 民法典.
ARTICLES = {
    "个人信息保护法(2021-08-20)": 74, "中小企业促进法(2017-09-01)": 61, "乡村振兴促进法(2021-04-29)": 74,
    "人民调解法(2010-08-28)": 35, "优化营商环境条例(2019-10-22)": 72, "信访工作条例(2022-02-25)": 50,
    "公务员法(2018-12-29)": 113, "公平竞争审查条例(2024-06-06)": 27, "反不正当竞争法(2019-04-23)": 33,
    "反家庭暴力法(2015-12-27)": 38, "反有组织犯罪法(2021-12-24)": 77, "国家安全法(2015-07-01)": 84,
    "国家赔偿法(2012-10-26)": 42, "妇女权益保障法(2018-10-26)": 61, "妇女权益保障法(2022-10-30)": 86,
    "安全生产法(2021-06-10)": 119, "宪法": 143, "山东省优化营商环境条例(2020-09-25)": 67,
    "山东省法治宣传教育条例(2017-09-30)": 35, "市场主体登记管理条例(2021-07-27)": 55,
    "政府信息公开条例(2019-04-03)": 56, "村民委员会组织法(2018-12-29)": 41, "残疾人保障法(2018-10-26)": 68,
    "民法典-人格权编": 51, "民法典-侵权责任编": 95, "民法典-合同编": 526, "民法典-婚姻家庭编": 79, "民法典-总则": 204,
    "民法典-物权编": 258, "民法典-继承编": 45, "民法典-附则": 2, "法律援助法(2021-08-20)": 71,
    "监察法(2018-03-20)": 69, "监察法(2024-12-25)": 78, "行政处罚法(2021-01-22)": 86,
    "行政复议法(2017-09-01)": 43, "行政复议法(2023-09-01)": 90, "行政强制法(2011-06-30)": 71,
    "行政许可法(2019-04-23)": 83, "行政诉讼法(2017-06-27)": 103, "重大行政决策程序暂行条例(2019-04-20)": 44,
}  # fmt: skip


def text_of(shared: Path, name: str) -> str:
    return (shared / "data" / "laws" / f"{name}.md").read_text(encoding="utf-8")


def statute(shared: Path, name: str) -> Statute:
    return read_statute(text_of(shared, name))


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_table_names_every_file(shared: Path) -> None:
    assert {path.stem for path in (shared / "data" / "laws").glob("*.md")} == ARTICLES.keys()


@pytest.mark.parametrize("name", ARTICLES)
def test_it_loses_nothing(shared: Path, name: str) -> None:
    read = statute(shared, name)
    assert len(read.articles) == ARTICLES[name]
    assert read.gaps() == []
    assert squeezed(read.as_text()) == plain_characters(text_of(shared, name))
    for article in read.articles:
        parts = paragraphs_of(article.text)
        again = "".join(
            part.text + "".join(i.label + i.text + "".join(s.label + s.text for s in i.items) for i in part.items)
            for part in parts
        )
        assert squeezed(again) == squeezed(article.text)


def test_what_is_compared_is_the_text_itself(shared: Path) -> None:
    """plain_characters leaves out nothing that a reader would see: every other character of the file is in it."""
    text = text_of(shared, "宪法")
    visible = re.sub(r"<!-- (INFO END|FORCE BREAK) -->|#|\s", "", text)
    assert plain_characters(text) == visible


def test_it_reads_the_headings_above_an_article(shared: Path) -> None:
    code = {article.number: article for article in statute(shared, "民法典-合同编").articles}
    assert code[686].path == ("合同编", "第二分编 典型合同", "第十三章 保证合同", "第一节 一般规定")
    assert code[703].path == ("合同编", "第二分编 典型合同", "第十四章 租赁合同")
    assert code[979].path == ("合同编", "第三分编 准合同", "第二十八章 无因管理")
    assert statute(shared, "民法典-附则").articles[0].path == ("附则",)


def test_it_reads_the_preamble_of_the_constitution(shared: Path) -> None:
    constitution = statute(shared, "宪法")
    assert constitution.preamble.startswith("序言\n中国是世界上历史最悠久的国家之一。")
    assert len(constitution.preamble.split("\n")) == 14
    assert constitution.articles[0].path == ("第一章 总纲",)
    members = paragraphs_of(constitution.articles[64].text)
    assert [item.text for item in members[0].items] == ["委员长，", "副委员长若干人，", "秘书长，", "委员若干人。"]
    assert members[1].text.startswith("全国人民代表大会常务委员会组成人员中，应当有适当名额的少数民族代表。")


def test_it_counts_paragraphs_items_and_sub_items(shared: Path) -> None:
    review = {article.number: article.text for article in statute(shared, "行政复议法(2017-09-01)").articles}
    first, second = paragraphs_of(review[28])
    assert [item.number for item in first.items] == [1, 2, 3, 4]
    assert [sub.number for sub in first.items[2].items] == [1, 2, 3, 4, 5]
    assert first.items[2].items[1].text == "适用依据错误的；"
    assert second.items == ()
    assert second.text.startswith("行政复议机关责令被申请人重新作出具体行政行为的")


def test_it_finds_the_words_that_a_citation_names(shared: Path) -> None:
    penalty = {article.number: article.text for article in statute(shared, "行政处罚法(2021-01-22)").articles}
    assert (cited_text(penalty[33], 1) or "").startswith("违法行为轻微并及时改正，没有造成危害后果的，不予行政处罚。")
    assert cited_text(penalty[9], item=2) == cited_text(penalty[9], 1, 2) == "（二）罚款、没收违法所得、没收非法财物；"
    assert cited_text(penalty[33], 4) is None
    assert cited_text(penalty[33], 1, 1) is None
    assert cited_text(penalty[9]) == penalty[9]


@pytest.mark.parametrize(
    ("name", "body", "number", "dated", "in_force"),
    [
        ("个人信息保护法(2021-08-20)", "全国人民代表大会常务委员会", "", (2021, 8, 20), (2021, 11, 1)),
        ("优化营商环境条例(2019-10-22)", "国务院", "国务院令第722号", (2019, 10, 22), (2020, 1, 1)),
        ("信访工作条例(2022-02-25)", "中共中央、国务院", "", (2022, 2, 25), (2022, 5, 1)),
        ("国家安全法(2015-07-01)", "全国人民代表大会常务委员会", "", (2015, 7, 1), (2015, 7, 1)),
        ("宪法", "全国人民代表大会", "", (2018, 3, 11), None),
        ("山东省优化营商环境条例(2020-09-25)", "山东省人民代表大会常务委员会", "", (2020, 9, 25), (2021, 1, 1)),
        ("政府信息公开条例(2019-04-03)", "国务院", "国务院令第711号", (2019, 4, 3), (2019, 5, 15)),
        # amended: 「自2004年7月1日起施行」 is the day of the first version, and says nothing of this one
        ("行政许可法(2019-04-23)", "全国人民代表大会常务委员会", "", (2019, 4, 23), None),
        # amended: 「自公布之日起施行」 is of 2018; the decision of 2024 entered into force on another day
        ("监察法(2024-12-25)", "全国人民代表大会常务委员会", "", (2024, 12, 25), None),
        ("监察法(2018-03-20)", "全国人民代表大会", "", (2018, 3, 20), (2018, 3, 20)),
        ("行政复议法(2023-09-01)", "全国人民代表大会常务委员会", "", (2023, 9, 1), (2024, 1, 1)),
    ],
)
def test_it_reads_dates_body_and_number(
    shared: Path,
    name: str,
    body: str,
    number: str,
    dated: tuple[int, int, int],
    in_force: tuple[int, int, int] | None,
) -> None:
    read = statute(shared, name)
    assert (read.issuing_body, read.document_number, read.dated) == (body, number, dt.date(*dated))
    assert read.in_force_on == (dt.date(*in_force) if in_force else None)


def test_a_text_without_a_history_takes_the_date_that_is_known_of_it(shared: Path) -> None:
    read = read_statute(text_of(shared, "公平竞争审查条例(2024-06-06)"), published_on=dt.date(2024, 6, 6))
    assert (read.dated, read.published_on, read.in_force_on) == (dt.date(2024, 6, 6),) * 2 + (dt.date(2024, 8, 1),)
    assert statute(shared, "公平竞争审查条例(2024-06-06)").dated == dt.date(2024, 8, 1)


PLAIN = """﻿　　某市公共图书馆条例

（2019年3月1日某市第十届人民代表大会常务委员会第五次会议通过　根据二〇二一年五月二十日某市第十届人民代表大会
常务委员会第二十次会议《关于修改〈某市公共图书馆条例〉等三件地方性法规的决定》修正）

目　　录
第一章　总　　则
第二章　服　　务
附　　则

第一章　总　　则
　　第一条　为了发展公共图书馆，制定本条例。
　　第二条　公共图书馆应当提供下列服务：
　　（一）阅览；
　　（二）外借。
　　第三条规定的服务不收费。
第二章　服　　务
　　第三条　不得向读者收取押金。
　　第三条之一　夜间开放的，应当公告。
附　　则
第四条本条例自2021年7月1日起施行。
附件：收费项目目录
无
"""


def test_it_reads_plain_text_with_contents_branches_and_an_annex() -> None:
    read = read_statute(PLAIN)
    assert squeezed(read.as_text()) == plain_characters(PLAIN)
    assert [article.label for article in read.articles] == ["第一条", "第二条", "第三条", "第三条之一", "第四条"]
    assert [(one.number, one.branch) for one in read.articles][3] == (3, 1)
    assert read.articles[1].text.endswith("第三条规定的服务不收费。")
    assert read.contents == ("目　　录", "第一章　总　　则", "第二章　服　　务", "附　　则")
    assert read.articles[4].path == ("附则",)
    assert [str(block) for block in read.body if isinstance(block, Heading)][:2] == ["第一章 总则", "第二章 服务"]
    assert read.annex == "附件：收费项目目录\n无"
    assert read.issuing_body == "某市人民代表大会常务委员会"
    assert (read.dated, read.in_force_on) == (dt.date(2021, 5, 20), dt.date(2021, 7, 1))


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "empty_text", 0),
        ("\u200b\n  \n", "empty_text", 0),
        ("第一条 为了测试，制定本法。", "no_title", 1),
        ("\n2024年我区开展了普法考试。共有两千人参加。", "no_title", 2),
        ("关于开展普法考试的通知\n各单位：\n请认真组织。", "no_articles", 0),
        ("通知\n" + "请认真组织。\n" * 20 + "第一条 为了测试。", "text_before_articles", 10),
        ("甲法\n第一章 总则\n这里没有条号。\n第一条 为了测试。", "text_outside_articles", 3),
        ("甲法\n第一条 甲。\n第三条 乙。\n第二条 丙。", "article_order", 4),
        ("甲法\n第一条 甲。\n第一条 乙。", "article_order", 3),
        ("甲法\n第一条 甲。\n第二条 乙。\n乙法\n第一条 甲。", "article_order", 5),
        ("甲法\n第一条\n第二条 乙。", "empty_article", 0),
        ("甲法\n第99999条 甲。", "article_number", 2),
        ("甲法\n目录\n第一章 总则\n第二章 罚则", "no_articles", 0),
        ("甲市人民政府令\n第3号\n甲市停车办法\n第一条 甲。", "decree_before_title", 1),
        ("甲法（修订草案）\n第一条 甲。", "draft_text", 1),
    ],
)
def test_what_is_no_statute_is_refused_with_its_place(text: str, code: str, line: int) -> None:
    with pytest.raises(NotAStatute) as refused:
        read_statute(text)
    assert (refused.value.code, refused.value.line) == (code, line)
    assert refused.value.detail.startswith(f"第 {line} 行:" if line else "")
    assert re.search("[一-龥]", refused.value.detail)


def test_missing_articles_are_named() -> None:
    assert read_statute("甲法\n第一条 甲。\n第三条 乙。\n第七条 丙。").gaps() == ["第二条", "第四条至第六条"]
    assert read_statute("甲法\n第三条 乙。").gaps() == ["第一条至第二条"]
    assert read_statute("# 甲法\n# 合同编\n第三条 乙。").gaps() == []


@given(st.text(alphabet="第一二十百零章节编条之款项（）《》目录附则序言。；，：年月日20 \n#<!->\u200b法", max_size=300))
def test_whatever_it_is_given_it_reads_all_of_it_or_refuses(text: str) -> None:
    with contextlib.suppress(NotAStatute):
        assert squeezed(read_statute(text).as_text()) == plain_characters(text)


@pytest.mark.parametrize(
    "piece", ["<!--", "《", "第一条 ", "（一）", "第一百", "# ", "2021年1月1日", "(", "令第", "一"]
)
def test_a_long_line_of_one_thing_is_read_in_time_that_grows_with_it(piece: str) -> None:
    def seconds(times: int) -> float:
        begun = time.process_time()
        for text in (piece * times, f"甲法\n{piece * times}\n第一条 甲。\n第二条 {piece * times}"):
            with contextlib.suppress(NotAStatute):
                read_statute(text)
        return time.process_time() - begun

    seconds(1000)
    # Twice at most: one may meet a collection of garbage.
    assert any(seconds(50_000) < max(0.5, 40 * seconds(5_000)) for _ in range(2))


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("中华人民共和国行政处罚法", "行政处罚法"),
        ("《行政处罚法》", "行政处罚法"),
        ("行政处罚法（2021修订）", "行政处罚法"),
        ("中华人民共和国监察法(2024年12月25日修正)", "监察法"),
        ("优化营商环境条例", "优化营商环境条例"),
        ("山东省优化营商环境条例", "山东省优化营商环境条例"),
        ("某某管理办法（试行）", "某某管理办法(试行)"),
        ("中华人民共和国", "中华人民共和国"),
    ],
)
def test_short_titles(title: str, short: str) -> None:
    assert short_title(title) == short
