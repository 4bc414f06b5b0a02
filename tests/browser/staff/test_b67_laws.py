"""B67: the law library, and what a newer version of a law does to the questions that cite it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.staff.conftest import another_district, import_file
from tests.browser.staff.desk import Desk
from tests.live import LivePlatform

LAW = "监察法"

# Somebody else's published question on an article that the newer version changes.
CITE = """
from django.utils import timezone
from exam_platform.people.models import Person
from questions.actions import create_question
from questions.drafts import Draft
author = Person.objects.create(name="出题人", user_name="author")
question = create_question(author=author, draft=Draft(
    kind="true_false", stem="对涉嫌职务违法的被调查人，监察机关可以要求其就涉嫌违法行为作出陈述。", key=["T"],
    citation="《监察法》第二十条第一款",
))
question.current.published_at = timezone.now()
question.current.save()
question.published_revision = question.current
question.submitted_at = None
question.save()
from questions.models import QuestionReport
QuestionReport.objects.create(
    revision=question.current, reporter=author, origin="attempt:1", fault="citation", text="监察法已经修改。"
)
"""


@pytest.fixture(scope="module")
def library(
    tmp_path_factory: pytest.TempPathFactory, seat: Callable[[LivePlatform, str, str], Desk], shared: Path
) -> Iterator[Desk]:
    """A district with two versions of a law, the second imported after a question on the first was published."""
    with another_district(tmp_path_factory.mktemp("laws"), seat) as (platform, desk):
        import_file(desk, "law-imports", shared / f"data/laws/{LAW}(2018-03-20).md", "1")
        platform.python(CITE)
        import_file(desk, "law-imports", shared / f"data/laws/{LAW}(2024-12-25).md", "1")
        yield desk


def search(desk: Desk, text: str) -> None:
    field = desk.page.get_by_label("搜索").filter(visible=True).last
    field.fill(text)
    field.press("Enter")


@pytest.fixture
def desk(library: Desk, no_complaints: Callable[[Desk], Desk]) -> Desk:
    return no_complaints(library)


def test_b67_the_list_says_in_words_what_is_in_force(desk: Desk):
    desk.open("laws")
    rows = desk.rows("法律法规列表")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("现行有效")
    expect(rows.first).to_contain_text("2024年12月25日")
    desk.shoot("b67-laws")
    desk.choose("状态", "已废止")
    desk.sees("没有符合条件的法律法规")
    desk.press("清除筛选")
    expect(rows).to_have_count(1)


def test_b67_a_law_is_read_by_its_contents_in_each_version(desk: Desk):
    desk.open("laws")
    desk.link(LAW)
    desk.sees("现行有效")
    desk.shoot("b67-reader")
    contents = desk.page.get_by_role("navigation", name="目录")
    contents.get_by_role("link", name=re.compile("法律责任")).click()
    expect(desk.page.get_by_text("法律责任").last).to_be_in_viewport()
    assert "article=" in desk.page.url
    desk.choose("版本", "2018年3月20日")
    desk.sees("已被修改")
    article = desk.page.locator("#article-20-0")
    expect(article).to_contain_text("对涉嫌职务违法")
    article.get_by_role("link", name="引用本条的试题（1）").click()
    expect(desk.rows("试题列表")).to_have_count(1)
    desk.sees("只看引用《中华人民共和国监察法》第 20 条的试题")
    desk.shoot("b67-citing")


def test_b67_an_article_is_found_across_all_laws_in_force(desk: Desk):
    desk.open("laws")
    desk.press("查找条文")
    search(desk, "职务违法 谈话")
    found = desk.page.get_by_role("list", name="找到的条文").get_by_role("listitem")
    expect(found.first.locator("mark").first).to_be_visible()
    desk.shoot("b67-found")
    found.filter(has_text="第二十条").get_by_role("link").first.click()
    expect(desk.page.locator("#article-20-0")).to_be_focused()


def test_b67_what_the_text_leaves_out_is_filled_in_its_day_and_its_repeal(desk: Desk):
    desk.open("laws")
    desk.link(LAW)
    desk.sees("原文未写明")
    desk.press("更正施行日期")
    desk.fill_time("施行日期", "2025年6月1日")
    desk.agree("保存")
    expect(desk.page.get_by_text("原文未写明")).to_have_count(0)
    desk.sees("2025年6月1日")
    desk.press("标为废止")
    desk.agree("保存")
    desk.sees("请选择日期")
    desk.fill_time("废止日期", "2026年1月1日")
    desk.page.get_by_label("废止依据").fill("误填")
    desk.agree("保存")
    desk.sees("已废止")
    desk.sees("误填")
    desk.press("撤销废止")
    desk.page.get_by_role("dialog").get_by_role("textbox").fill("填错了")
    desk.agree("撤销废止")
    expect(desk.page.get_by_role("button", name="标为废止")).to_be_visible()


def test_b67_two_versions_are_compared_side_by_side(desk: Desk):
    desk.open("laws")
    desk.link(LAW)
    desk.press("与其他版本比较")
    desk.sees(re.compile(r"修改 [0-9]+ 条，新增 [0-9]+ 条"))
    articles = desk.page.get_by_role("list", name="逐条比较").get_by_role("listitem")
    changed = articles.filter(has_text="有修改").first
    expect(changed.locator("del").first).to_have_css("text-decoration-line", "line-through")
    expect(changed.locator("ins").first).to_have_css("text-decoration-line", "underline")
    unchanged = articles.filter(has=desk.page.get_by_text("未变", exact=True))
    expect(unchanged).to_have_count(0)
    desk.shoot("b67-comparison")
    desk.page.get_by_text("只看变化").click()
    expect(unchanged.first).to_be_visible()


def test_b67_a_question_waits_beside_what_changed_until_it_is_confirmed(desk: Desk):
    desk.open("questions?stale=true")
    expect(desk.rows("试题列表")).to_have_count(1)
    expect(desk.rows("试题列表")).to_contain_text("待复核")
    desk.open("stale-questions")
    waiting = desk.page.get_by_role("list", name="待复核的试题").get_by_role("listitem")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text("对涉嫌职务违法")
    expect(waiting.locator("ins")).to_have_text("进行谈话，")
    desk.shoot("b67-stale")
    desk.link("监察机关可以要求其就")
    desk.sees("监察机关可以进行谈话，要求其就")
    desk.shoot("b67-question")
    desk.link("第二十条第一款")
    expect(desk.page.locator("#article-20-0")).to_be_focused()
    desk.open("stale-questions")
    waiting.get_by_role("button", name="去修订").click()
    expect(desk.page.get_by_role("heading", name="修改试题")).to_be_visible()
    desk.open("stale-questions")
    waiting.get_by_role("button", name="仍然正确").click()
    desk.agree("仍然正确")
    desk.sees("没有待复核的试题")


def test_b55_a_report_of_a_candidate_is_answered(desk: Desk):
    desk.open("question-reports")
    rows = desk.rows("考生反馈列表")
    expect(rows).to_have_count(1)
    desk.shoot("b55-reports")
    desk.press("答复")
    desk.choose("处理结果", "已修订")
    desk.page.get_by_label("答复内容").fill("谢谢，题目没有错。")
    desk.agree("答复")
    desk.sees("还没有发布新版本")
    desk.choose("处理结果", "误报")
    desk.agree("答复")
    desk.sees("没有待处理的反馈。")
    desk.choose("处理情况", "误报")
    desk.sees("谢谢，题目没有错。")


def test_b65_a_case_is_written_with_its_sub_questions_and_an_article_from_the_library(desk: Desk):
    desk.open("")
    desk.page.evaluate("localStorage.clear()")
    desk.open("questions/new")
    page = desk.page
    desk.choose("题型", "案例分析题")
    page.get_by_label("案例材料").fill("监察机关对张某立案调查，要求他作出陈述。")
    for _ in range(2):
        desk.press("添加小题")
    first, second = (page.get_by_role("group", name=f"第 {number} 小题") for number in (1, 2))
    first.get_by_label("题干").fill("监察机关的做法是否正确？")
    desk.choose("题型", "判断题", within=first)
    first.get_by_text("正确", exact=True).click()
    second.get_by_label("题干").fill("监察机关还可以做什么？")
    for letter, text in zip("ABCD", ("谈话", "罚款", "拘传", "判刑"), strict=True):
        second.get_by_label(f"选项 {letter}").fill(text)
    desk.press("保存")
    expect(second).to_contain_text("请给出标准答案")
    second.get_by_label("标准答案 A").check(force=True)
    desk.press("从法律法规库选取")
    search(desk, "没有这样的词")
    desk.sees("可以直接在「法条依据」里书写")
    search(desk, "监察法 20")
    desk.shoot("b65-picker")
    page.get_by_role("dialog").get_by_role("button", name="引用第 1 款").first.click()
    page.keyboard.press("Escape")
    expect(page.get_by_label("法条依据")).to_have_value("《中华人民共和国监察法》第二十条第一款")
    desk.shoot("b65-case")
    desk.press("保存")
    desk.sees("1:T；2:A")
    desk.press("修改")
    expect(second.get_by_label("选项 A")).to_have_value("谈话")


def test_lists_of_articles_and_of_questions_are_published_and_the_bank_says_how_it_stands(desk: Desk):
    desk.open("must-know-lists/new")
    desk.page.get_by_label("名称").fill("领导干部应知应会清单")
    desk.page.get_by_label("适用对象").fill("领导干部")
    desk.choose("法律法规", f"中华人民共和国{LAW}")
    desk.page.get_by_label("从第几条").fill("20")
    desk.page.get_by_label("到第几条").fill("22")
    desk.press("保存为新版本")
    desk.sees("第二十条至第二十二条")
    desk.sees(re.compile("[01] / 3 条"))
    desk.page.get_by_text("还没有试题的条文").click()
    desk.shoot("must-know")

    desk.open("question-sets")
    desk.page.get_by_label("名称").fill("监察法专题")
    desk.press("新建题集")
    desk.press("挑选试题")
    desk.page.locator("th .el-checkbox").click()
    desk.press("加入题集")
    expect(desk.rows("题集中的试题")).to_have_count(1)
    desk.shoot("question-set")
    desk.press("发布新版本")
    desk.page.get_by_label("封面说明").fill("供练习用。")
    desk.agree("发布新版本")
    desk.link("第 1 版")
    desk.sees("供练习用。")
    desk.shoot("question-set-version")

    desk.open("bank-health")
    expect(desk.rows("题库情况").filter(has_text="判断题")).to_have_count(1)
    desk.shoot("bank-health")
