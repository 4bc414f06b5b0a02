"""A question comes in as a file of the platform's own, and what the list shows goes out as one."""

import json

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
