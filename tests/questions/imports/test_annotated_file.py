import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl.worksheet.worksheet import Worksheet
from rest_framework.test import APIClient

from questions.tasks import parse_question_import
from tests.questions.conftest import IMPORTS
from tests.questions.imports.test_reading import xlsx

HEAD = ["题型", "题干", "答案", "难度"]
ROWS = [["判断题", "=1+1", "对", "超难"], ["判断题", "市场主体有权拒绝摊派。", "√", "易"]]


def annotated(client: APIClient, name: str, content: bytes) -> tuple[Worksheet, Any]:
    answer = client.post(IMPORTS, {"file": SimpleUploadedFile(name, content)}, format="multipart")
    pk = answer.json()["id"]
    parse_question_import(job_id=pk)
    answer = client.get(f"{IMPORTS}{pk}/annotated-file/")
    assert answer.status_code == 200, answer.content
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert isinstance(sheet, Worksheet)
    return sheet, answer


def test_the_users_own_file_gets_a_column_that_says_what_is_wrong(as_trainer: APIClient) -> None:
    def widen(sheet: Worksheet) -> None:
        sheet.column_dimensions["B"].width = 77

    sheet, answer = annotated(as_trainer, "试题.xlsx", xlsx(["题库"], HEAD, *ROWS, change=widen))
    assert sheet.column_dimensions["B"].width == 77
    assert sheet["E2"].value == "错误说明"
    assert "【错误】“题干”:单元格是公式" in str(sheet["E3"].value)
    assert "【错误】“难度”:不认识的难度" in str(sheet["E3"].value)
    assert sheet["B3"].fill.fgColor.rgb == "FFFFC7CE"
    assert "公式" in sheet["B3"].comment.text
    assert "【错误】" not in str(sheet["E4"].value)
    assert "filename*=UTF-8''%E8%AF%95" in answer["Content-Disposition"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_a_csv_comes_back_as_xlsx_and_its_formulas_as_text(as_trainer: APIClient, encoding: str) -> None:
    lines = [HEAD, ["判断题", "=HYPERLINK(1)", "大概", "易"]]
    content = "\n".join(",".join(line) for line in lines).encode(encoding)
    sheet, _ = annotated(as_trainer, "试题.csv", content)
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=HYPERLINK(1)", "s")
    assert sheet["C2"].fill.fgColor.rgb == "FFFFC7CE"
    assert "“答案”" in str(sheet["E2"].value)


def test_a_stray_cell_far_below_does_no_harm(as_trainer: APIClient) -> None:
    def blow_up(sheet: Worksheet) -> None:
        sheet.cell(1_048_576, 1, "孤")

    sheet, _ = annotated(as_trainer, "a.xlsx", xlsx(HEAD, *ROWS, change=blow_up))
    assert "【错误】" in str(sheet["E2"].value)


def test_it_is_gone_with_the_job(as_trainer: APIClient) -> None:
    answer = as_trainer.post(IMPORTS, {"file": SimpleUploadedFile("a.xlsx", xlsx(HEAD, *ROWS))}, format="multipart")
    pk = answer.json()["id"]
    assert as_trainer.delete(f"{IMPORTS}{pk}/").status_code == 204
    gone = as_trainer.get(f"{IMPORTS}{pk}/annotated-file/")
    assert (gone.status_code, gone.json()["code"]) == (409, "import_file_gone")
