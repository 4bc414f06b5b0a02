"""B65, B66: writing, previewing, submitting and approving a question."""

import io
import re

from PIL import Image
from playwright.sync_api import expect

from tests.browser.staff.desk import Desk
from tests.live import LivePlatform

STEM = "行政机关作出行政处罚决定之前，应当告知当事人什么？"
OPTIONS = ["拟作出的处罚内容及事实、理由、依据", "执法人员的家庭住址", "同类案件的罚款总额", "无须告知"]


def open_empty_form(desk: Desk) -> None:
    desk.open("")
    desk.page.evaluate("localStorage.clear()")
    desk.open("questions/new")


def write_question(desk: Desk, stem: str = STEM) -> None:
    open_empty_form(desk)
    desk.page.get_by_label("题干", exact=True).fill(stem)
    for letter, text in zip("ABCD", OPTIONS, strict=True):
        desk.page.get_by_label(f"选项 {letter}").fill(text)
    desk.page.locator("label", has_text=re.compile("^A$")).click()


def test_b65_the_preview_follows_what_is_written(roster, trainer: Desk):
    write_question(trainer)
    preview = trainer.page.get_by_role("region", name="考生看到的样子")
    expect(preview).to_contain_text(STEM)
    expect(preview).to_contain_text(OPTIONS[0])
    preview.get_by_text("关怀版").click()
    trainer.shoot("b65-editor")
    trainer.press("下移")
    expect(preview.locator(".option").nth(0)).to_contain_text(OPTIONS[1])
    expect(trainer.page.get_by_role("checkbox", name="标准答案 B")).to_be_checked()


def test_b65_a_matching_is_written_with_both_sides_and_its_pairs(roster, trainer: Desk):
    open_empty_form(trainer)
    trainer.choose("题型", "连线题")
    page = trainer.page
    page.get_by_label("题干", exact=True).fill("把法律与它的施行日期连起来。")
    for letter, text in zip("AB", ("行政处罚法", "行政复议法"), strict=True):
        page.get_by_label(f"选项 {letter}").fill(text)
    for _ in range(2):
        page.get_by_role("button", name="删除").last.click()
    page.get_by_label("右侧各项").fill("2024年1月1日\n2021年7月15日\n")
    page.get_by_label("标准答案").fill("A-2，B-1")
    expect(page.get_by_role("region", name="考生看到的样子")).to_contain_text("2021年7月15日")
    trainer.shoot("b65-matching")
    trainer.press("保存")
    expect(page.get_by_role("heading", name=re.compile("^试题"))).to_be_visible()
    for text in ("2021年7月15日", "A-2；B-1"):
        trainer.sees(text)


def test_b65_what_is_missing_is_said_beside_the_field(roster, trainer: Desk):
    open_empty_form(trainer)
    trainer.press("保存")
    for text in ("请填写题干", "选项不能为空", "请给出标准答案"):
        trainer.sees(text)


def test_b65_a_draft_outlives_the_tab(roster, trainer: Desk):
    write_question(trainer)
    trainer.page.wait_for_timeout(1500)
    assert trainer.page.evaluate("localStorage.length") == 1
    trainer.page.reload()
    trainer.sees("自动保存的草稿")
    expect(trainer.page.get_by_label("题干", exact=True)).to_have_value(STEM)


def test_b65_leaving_with_changes_asks_first(roster, trainer: Desk):
    write_question(trainer)
    trainer.link("试题")
    trainer.sees("有未保存的修改")
    trainer.press("取消")
    expect(trainer.page.get_by_label("题干", exact=True)).to_have_value(STEM)


def add_picture(desk: Desk, color: str, alt: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (640, 240), color).save(out, "PNG")
    with desk.page.expect_file_chooser() as chooser:
        desk.press("添加图片")
    chooser.value.set_files({"name": "标志.png", "mimeType": "image/png", "buffer": out.getvalue()})
    described = desk.page.get_by_label(re.compile("张图片的文字说明")).last
    expect(described).to_have_value("")
    described.fill(alt)


def test_b66_a_question_is_submitted_and_approved_by_another(roster, trainer: Desk, reviewer: Desk):
    """B65 too: its pictures are added, put in order and taken away, and seen by whoever reviews it."""
    write_question(trainer)
    for color, alt in (("red", "红色标志"), ("blue", "蓝色标志"), ("green", "绿色标志")):
        add_picture(trainer, color, alt)
    pictures = trainer.page.get_by_role("region", name="考生看到的样子").get_by_role("img")
    expect(pictures).to_have_count(3)
    trainer.shoot("b65-pictures")
    trainer.page.get_by_role("button", name="删除图片").first.click()
    trainer.page.get_by_role("button", name="上移").last.click()
    trainer.press("保存")
    expect(trainer.page.get_by_role("heading", name=re.compile("^试题"))).to_be_visible()
    trainer.press("提交审核")
    trainer.sees("待审")
    trainer.shoot("b66-question")

    reviewer.open("reviews")
    reviewer.link(re.compile(STEM))
    pictures = reviewer.page.get_by_role("region", name="考生看到的样子").get_by_role("img")
    expect(pictures).to_have_count(2)
    assert [picture.get_attribute("alt") for picture in pictures.all()] == ["绿色标志", "蓝色标志"]
    assert all(
        picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") == 640
        for picture in pictures.all()
    )
    reviewer.press("退回")
    reviewer.sees("退回时请写明理由")
    question = reviewer.page.url.partition("#/")[2]
    reviewer.press("通过")
    reviewer.sees("没有等待审核的试题。")
    reviewer.open(question)
    reviewer.sees("已发布")


DRAFTS = """
from exam_platform.people.models import Person
from questions.actions import create_question
from questions.drafts import Draft
for number in range(7):
    draft = Draft(kind="multiple", stem=f"成批送审的第{number}题", key=["A"],
        options=[{"letter": letter, "text": f"说法{letter}"} for letter in "ABC"])
    create_question(author=Person.objects.get(user_name="trainer"), draft=draft)
"""


def test_b66_questions_are_submitted_in_bulk(roster, trainer: Desk, reviewer: Desk, district: LivePlatform):
    district.python(DRAFTS)
    trainer.open("questions?state=draft&search=成批送审")
    expect(trainer.rows("试题列表")).to_have_count(7)
    trainer.page.locator("th .el-checkbox").click()
    trainer.sees("已选 7 题")
    trainer.press("提交审核")
    expect(trainer.page.get_by_text("没有符合条件的试题")).to_be_visible()
    reviewer.open("reviews")
    expect(reviewer.rows("试题列表")).to_have_count(7)
    one_after_the_other(reviewer)
    expect(reviewer.rows("试题列表")).to_have_count(6)
    reviewer.page.locator("th .el-checkbox").click()
    reviewer.press("通过")
    reviewer.sees("6 题已办理")
    reviewer.sees("没有等待审核的试题。")


def one_after_the_other(reviewer: Desk) -> None:
    """One is left for later, the next decided on; what follows is the one after it, and the way back is the queue."""
    reviewer.link("成批送审的第6题")
    for number, verb in ((5, "下一题"), (4, "通过")):
        reviewer.press(verb)
        expect(reviewer.page.get_by_role("region", name="考生看到的样子")).to_contain_text(f"成批送审的第{number}题")
    reviewer.shoot("b66-next")
    reviewer.link("返回审题")
