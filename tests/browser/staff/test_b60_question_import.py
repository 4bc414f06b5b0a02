"""B60, B63: the template, and the same preview for questions as for persons."""

import json
import re

import python_calamine
from playwright.sync_api import expect

from tests.browser.staff.desk import Desk


def test_b60_the_template_has_the_columns_that_an_import_reads(trainer: Desk, tmp_path):
    trainer.open("question-imports")
    with trainer.page.expect_download() as download:
        trainer.link("下载 Excel 模板")
    download.value.save_as(tmp_path / "template.xlsx")
    header = python_calamine.CalamineWorkbook.from_path(tmp_path / "template.xlsx").get_sheet_by_index(0).to_python()[0]
    assert {"题型", "题干", "答案"} <= {re.sub(r"[（(].*", "", str(cell)) for cell in header}


def test_b61_a_messy_file_of_questions_shows_its_verdicts(trainer: Desk, shared):
    expected = json.loads((shared / "data/questions/messy.expected.json").read_text())
    rejected = [row["row"] for row in expected if row["verdict"] == "reject"]
    trainer.open("question-imports")
    trainer.upload(shared / "data/questions/messy.xlsx")
    trainer.sees(f"有 {len(rejected)} 行有误，这些行不会导入")
    trainer.link(re.compile("有误"))
    expect(trainer.rows("逐行检查结果")).to_have_count(len(rejected))
    trainer.shoot("b61-questions")


def test_b60_the_imported_questions_are_in_the_bank(questions, trainer: Desk):
    trainer.open("questions")
    trainer.page.get_by_label("搜索").fill("营商环境")
    trainer.page.get_by_label("搜索").press("Enter")
    expect(trainer.rows("试题列表").first).to_contain_text("营商环境")
    trainer.shoot("b60-questions")
