"""B40–B43, B50, B51: handing in, the result, the review."""

import json
import re

from playwright.sync_api import Locator, Route, expect

from tests.browser.take.candidate import OUTBOX, Candidate
from tests.browser.take.conftest import CROSSED
from tests.browser.take.scene_names import PROVISION


def answer_all(candidate: Candidate) -> None:
    for number in range(1, 10):
        if candidate.page.locator(".option").count():
            candidate.choose(0)
        else:
            for blank in candidate.page.get_by_role("textbox").all():
                blank.fill("公平")
        if number < 9:
            candidate.next()
            expect(candidate.question(number + 1)).to_be_visible()


def test_b40_the_dialog_counts_and_leads_back(candidate: Candidate) -> None:
    candidate.in_exam()
    page = candidate.page
    candidate.choose(0)
    page.get_by_role("button", name="标记本题").click()
    dialog = candidate.ask_to_submit()
    for line in ("已答\\s*1 题", "未答\\s*8 题", "已标记\\s*1 题", "剩余时间\\s*0[01]:\\d\\d:\\d\\d"):
        expect(dialog).to_contain_text(re.compile(line))
    expect(dialog.get_by_role("button", name="继续答题")).to_be_focused()
    candidate.picture(full=False)
    dialog.get_by_role("region", name="未答").get_by_role("button", name="第5题").click()
    expect(candidate.question(5)).to_be_visible()


@CROSSED
def test_b41_a_double_click_submits_once(candidate: Candidate) -> None:
    candidate.in_exam()
    answer_all(candidate)
    sent: list[str] = []
    candidate.page.on("request", lambda asked: sent.append(asked.url) if "/submission/" in asked.url else None)
    dialog = candidate.ask_to_submit()
    expect(dialog).to_contain_text(re.compile("未答\\s*0 题"))
    dialog.get_by_role("button", name="确认交卷").dblclick()
    expect(candidate.page.get_by_text("考试结果")).to_be_visible()
    assert len(sent) == 1
    (attempt,) = candidate.stage.attempts(candidate.login)
    expect(candidate.page.locator(".result__receipt")).to_have_text(attempt[2])


@CROSSED
def test_b42_without_a_network_it_waits_and_then_submits(candidate: Candidate) -> None:
    candidate.in_exam()
    candidate.choose(0)
    candidate.page.context.set_offline(True)
    candidate.ask_to_submit().get_by_role("button", name="确认交卷").click()
    dialog = candidate.page.get_by_role("dialog", name="等待网络，将自动交卷")
    expect(dialog).to_be_visible()
    candidate.picture(full=False)
    candidate.page.context.set_offline(False)
    expect(candidate.page.get_by_text("考试结果")).to_be_visible()
    assert len(candidate.stage.answers(candidate.login)) == 1


@CROSSED
def test_b42_a_lost_answer_to_the_submission_brings_the_same_receipt(candidate: Candidate) -> None:
    candidate.in_exam()
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(json.loads(route.fetch().text())["receipt"])
        return route.abort()

    candidate.page.route("**/submission/", lose_the_first)
    candidate.ask_to_submit().get_by_role("button", name="确认交卷").click()
    expect(candidate.page.locator(".result__receipt")).to_have_text(re.compile(r"\w+"))
    expect(candidate.page.locator(".result__receipt")).to_have_text(lost[0])


@CROSSED
def test_b43_back_does_not_open_the_paper_again(candidate: Candidate) -> None:
    candidate.in_exam("single")
    candidate.next()
    candidate.submit()
    candidate.page.go_back()
    candidate.page.wait_for_timeout(1500)
    expect(candidate.page.locator(".question__stem")).to_have_count(0)
    assert len(candidate.stage.attempts(candidate.login)) == 1


@CROSSED
def test_nothing_stays_in_the_browser_after_submitting(candidate: Candidate) -> None:
    candidate.in_exam()
    candidate.choose(0)
    candidate.submit()
    kept = candidate.page.evaluate("() => JSON.stringify(sessionStorage) + JSON.stringify(localStorage)")
    assert "exam-desk" not in kept
    assert "王小" not in kept
    assert candidate.page.evaluate("() => indexedDB.databases().then(all => all.map(one => one.name))") == [
        "exam-outbox"
    ]
    assert candidate.page.evaluate(OUTBOX) == []


def test_b50_the_result_says_what_was_reached(candidate: Candidate) -> None:
    candidate.in_exam()
    answer_all(candidate)
    candidate.submit()
    page = candidate.page
    expect(page.locator(".score__points")).to_have_text(re.compile(r"^\d+$"), timeout=40_000)
    expect(page.locator(".score__verdict")).to_have_text(re.compile("^(合格|不合格|优秀)$"))
    expect(page.get_by_text("合格线 60 分")).to_be_visible()
    expect(page.get_by_text("用时")).to_be_visible()
    expect(page.get_by_text(re.compile("^单选题$"))).to_be_visible()
    expect(page.get_by_text(re.compile("^答对 \\d+ 题，共 4 题$")).first).to_be_visible()
    expect(page.get_by_text("还可以再考 1 次。")).to_be_visible()
    expect(page.get_by_role("link", name="再考一次")).to_be_visible()
    candidate.picture()


@CROSSED
def test_b50_a_score_released_later_says_so(candidate: Candidate) -> None:
    candidate.in_exam("secret")
    candidate.submit()
    expect(candidate.page.get_by_text("成绩由考务人员统一公布，请留意通知。")).to_be_visible(timeout=40_000)
    expect(candidate.page.locator(".score__points")).to_have_count(0)
    candidate.picture()


def test_b51_the_review_shows_answer_key_and_provision(candidate: Candidate) -> None:
    candidate.in_exam("single")
    answer_all(candidate)
    shown = candidate.page.locator(".question__stem").inner_text()
    candidate.submit()
    page = candidate.page
    expect(page.locator(".score__points")).to_be_visible(timeout=40_000)
    expect(page.get_by_text(re.compile("^答题详情将于 .* 开放$"))).to_be_visible()
    candidate.stage.run(f"let_pass({candidate.stage.exams['single']}, 12)")
    try:
        page.reload()
        page.get_by_role("link", name="查看答题详情").click()
        look_at_the_review(candidate, shown)
    finally:
        candidate.stage.run(f"let_pass({candidate.stage.exams['single']}, -12)")


def look_at_the_review(candidate: Candidate, shown: str) -> None:
    page = candidate.page
    questions = page.get_by_role("article")
    expect(questions).to_have_count(9)
    expect(questions.nth(8).locator(".reviewed__stem")).to_have_text(shown)
    first = questions.first
    for word in ("您的答案", "正确答案", "解析", re.compile("法条依据《[^》]+》第")):
        expect(first).to_contain_text(word)
    # The first option of each question was chosen, by the letter that the screen showed.
    expect(first.locator("dd").first).to_have_text("A")
    report_a_question(questions.nth(1))
    look_at_a_provision(first, candidate)
    candidate.picture()
    wrong = questions.filter(has_text="答错").count()
    page.get_by_label("只看错题").check()
    expect(questions).to_have_count(wrong)
    expect(questions.filter(has_text="✓ 答对")).to_have_count(0)


def report_a_question(question: Locator) -> None:
    """B55."""
    question.get_by_role("button", name="本题有误").click()
    form = question.get_by_role("form", name="本题有误")
    form.get_by_role("button", name="提交反馈").click()
    expect(form.get_by_role("alert")).to_have_text("请写明哪里有误。")
    form.get_by_label("答案有误").check()
    form.get_by_role("textbox").fill("答案与条文不符。")
    form.get_by_role("button", name="提交反馈").click()
    expect(question.get_by_role("status")).to_contain_text("答案有误：答案与条文不符。")
    expect(question.get_by_role("status")).to_contain_text("待处理")


def look_at_a_provision(question: Locator, candidate: Candidate) -> None:
    """The article's words wait behind its name."""
    provision = question.locator("details").first
    name, words = provision.locator("summary"), provision.get_by_text(PROVISION.splitlines()[0])
    expect(name).to_have_text(re.compile("^《中华人民共和国.+》第.+条"))
    expect(words).to_be_hidden()
    box = name.bounding_box()
    assert box
    assert box["height"] >= candidate.view.target
    name.click()
    expect(words).to_be_visible()
    expect(provision).to_contain_text("考试当日有效的版本（2021年7月15日）")
    assert candidate.page.evaluate("document.documentElement.scrollWidth") <= candidate.view.width


@CROSSED
def test_the_next_person_sees_nothing_of_this_one(candidate: Candidate) -> None:
    candidate.in_exam()
    candidate.choose(0)
    candidate.submit()
    page = candidate.page
    page.get_by_role("button", name="换下一位").click()
    expect(page.get_by_role("heading", name="登录", exact=True)).to_be_visible()
    assert "王小" not in page.content()
    candidate.sign_in(next(candidate.stage.logins))
    expect(page.get_by_role("heading", name="我的考试")).to_be_visible()
    expect(page.get_by_role("link", name="查看成绩")).to_have_count(0)


@CROSSED
def test_leaving_with_unsent_answers_warns(candidate: Candidate) -> None:
    candidate.in_exam()
    page = candidate.page
    page.route("**/responses/", lambda route: route.abort())
    candidate.choose(0)
    candidate.leave()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("dialog")).to_contain_text("本机还有答案没有上传")
    candidate.picture(full=False)
    page.get_by_role("button", name="取消").click()
    page.unroute("**/responses/")
    page.get_by_role("link", name="继续答题").click()
    candidate.saved()
    assert len(candidate.stage.answers(candidate.login)) == 1
