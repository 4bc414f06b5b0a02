"""A question comes in as a file of the platform's own, and what the list shows goes out as one."""

import json
import re

from playwright.sync_api import expect

from questions.actions.question_export import MOST_AT_ONCE
from questions.drafts import Draft
from questions.formats import json_
from tests.browser.staff.conftest import import_file
from tests.browser.staff.desk import Desk


def test_the_questions_of_the_list_are_saved_as_a_file(bank: None, trainer: Desk, tmp_path):
    draft = Draft(kind="true_false", stem="导出的试题可以再导入。", key=["T"], explanation="内容一字不差。")
    file = tmp_path / "questions.json"
    file.write_bytes(json_.write([draft]).content)
    import_file(trainer, "question-imports", file, "1")
    trainer.open("questions?search=再导入")
    trainer.press("导出")
    with trainer.page.expect_download() as download:
        trainer.press("JSON")
    trainer.sees("已导出 1 题")
    download.value.save_as(file)
    assert json.loads(file.read_text()) == json.loads(json_.write([draft]).content)


def test_a_long_list_is_made_in_the_background_and_stays_to_be_downloaded(bank: None, trainer: Desk, tmp_path):
    trainer.open("questions")
    trainer.press("导出")
    with trainer.page.expect_download() as download:
        trainer.press("JSON")
    told = trainer.page.get_by_text(re.compile(r"已导出 \d+ 题"))
    expect(told).to_be_visible()
    download.value.save_as(tmp_path / "questions.json")
    questions = json.loads((tmp_path / "questions.json").read_text())["questions"]
    assert told.inner_text().startswith(f"已导出 {len(questions)} 题")
    assert len(questions) > MOST_AT_ONCE
    trainer.open("exports")
    expect(trainer.rows("导出文件").first).to_contain_text("试题")
    trainer.press("下载")
    expect(told).to_be_visible()
