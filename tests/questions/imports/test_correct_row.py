"""B62: a row is mended in the preview, and judged by the same code as the file."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from questions.imports import actions, corrections
from questions.models import Question, QuestionImport
from questions.tasks import commit_question_import, parse_question_import
from tests.questions.conftest import IMPORTS
from tests.questions.imports.test_reading import xlsx

WRONG, RIGHT = 3, 2


class Preview:
    def __init__(self, client: APIClient) -> None:
        file = xlsx(["题型", "题干（必填）", "答案"], ["判断题", "第一题", "对"], ["判断题", "第二题", "也许"])
        made = client.post(IMPORTS, {"file": SimpleUploadedFile("试题.xlsx", file)}).json()
        self.client, self.id, self.url = client, made["id"], f"{IMPORTS}{made['id']}/"
        self.parse()

    def parse(self) -> None:
        parse_question_import(job_id=self.id)

    def rows(self) -> dict[int, dict[str, Any]]:
        return {row["row"]: row for row in self.client.get(f"{self.url}rows/").json()["results"]}

    def cells(self, row: int = WRONG) -> Any:
        return self.client.get(f"{self.url}cells/?row={row}")

    def correct(self, row: int = WRONG, **cells: str) -> Any:
        return self.client.put(f"{self.url}cells/", {"row": row, "cells": cells}, format="json")


@pytest.fixture
def preview(as_trainer: APIClient) -> Preview:
    return Preview(as_trainer)


def test_a_corrected_row_is_judged_anew_and_stored_with_the_others(preview: Preview) -> None:
    assert preview.rows()[WRONG]["verdict"] == "reject"
    shown = {"题型": "判断题", "题干（必填）": "第二题", "答案": "也许"}
    assert preview.cells().json() == {"row": WRONG, "cells": shown}
    answer = preview.correct(答案="错")
    assert (answer.status_code, answer.json()["state"]) == (202, "parsing")
    preview.parse()
    row = preview.rows()[WRONG]
    assert (row["verdict"], [note["code"] for note in row["notes"] if note["column"] == "答案"]) == (
        "accept",
        ["corrected"],
    )
    assert preview.client.get(preview.url).json()["counts"]["accept"] == 2
    preview.client.post(f"{preview.url}confirmation/", {}, format="json")
    commit_question_import(job_id=preview.id)
    stored = {question.current.stem: question.current.key.answer for question in Question.objects.all()}
    assert stored == {"第一题": ["T"], "第二题": ["F"]}


def test_it_may_be_corrected_again_and_a_cell_emptied(preview: Preview) -> None:
    preview.correct(答案="不知道", **{"题干（必填）": "改过的题"})
    preview.parse()
    assert preview.rows()[WRONG]["verdict"] == "reject"
    assert preview.cells().json()["cells"]["题干（必填）"] == "改过的题"
    preview.correct(答案="对")
    preview.parse()
    assert preview.rows()[WRONG]["verdict"] == "accept"
    preview.correct(**{"题干（必填）": ""})
    preview.parse()
    assert preview.rows()[WRONG]["verdict"] == "reject"


def test_what_is_wrong_with_a_correction_is_said_as_of_the_file(preview: Preview) -> None:
    preview.correct(**{"题干（必填）": "第一题", "答案": "对"})
    preview.parse()
    assert preview.rows()[WRONG]["verdict"] == "skip"


@pytest.mark.parametrize(
    ("row", "cells", "status", "code"),
    [
        (RIGHT, {"答案": "错"}, 404, "row_not_correctable"),
        (99, {"答案": "错"}, 404, "row_not_correctable"),
        (WRONG, {"解析": "没有这一列"}, 400, "unknown_column"),
        (WRONG, {}, 400, "invalid"),
        (WRONG, {"答案": "\0"}, 400, "parse_error"),
        (WRONG, {"答案": "长" * 10_001}, 400, "invalid"),
    ],
)
def test_it_refuses(preview: Preview, row: int, cells: dict[str, str], status: int, code: str) -> None:
    answer = preview.correct(row, **cells)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert QuestionImport.objects.get().state == "ready"


def test_only_a_preview_is_corrected(preview: Preview) -> None:
    preview.client.post(f"{preview.url}confirmation/", {}, format="json")
    assert preview.correct(答案="对").json()["code"] == "import_not_ready"
    assert preview.cells().status_code == 404


def test_there_is_an_end_to_it(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_CORRECTED", 0)
    assert preview.correct(答案="对").json()["code"] == "too_many_corrections"


def test_a_cancelled_import_keeps_nothing(preview: Preview) -> None:
    preview.correct(答案="对")
    preview.parse()
    preview.client.delete(preview.url)
    assert bytes(QuestionImport.objects.get().corrections) == b""


def test_a_very_large_files_row_is_corrected_without_its_old_values(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrections, "CELLS_KEPT", 1)
    preview.correct(答案="可能")
    preview.parse()
    assert preview.cells().json() == {"row": WRONG, "cells": {}}
    preview.correct(答案="对")
    preview.parse()
    assert preview.rows()[WRONG]["verdict"] == "accept"
