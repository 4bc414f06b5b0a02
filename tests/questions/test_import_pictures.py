"""Pictures come in with their questions, at once with them or not at all, and are known again."""

import io
import json
from typing import Any

import pytest
import xlsxwriter
from PIL import Image
from rest_framework.test import APIClient

from exam_platform.people.models import Person
from questions.actions import create_question
from questions.actions.picture import bytes_of, keep_pictures
from questions.formats.json_ import FORMAT
from questions.formats.pictures import encoded
from questions.models import Picture, PictureUpload, Question, RevisionPicture
from questions.pictures import read_picture
from tests.questions.conftest import true_false
from tests.questions.formats.drafts import picture_file
from tests.questions.test_question_export import export
from tests.questions.test_question_import import confirm, rows_of, upload


def photograph() -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((40, 30)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


PHOTOGRAPH = photograph()


def document(name: str, data: bytes, alt: str = "标志") -> bytes:
    question = {"kind": "true_false", "stem": "如图。", "key": ["T"]}
    shown = {"details": {"pictures": [{"picture": name, "alt": alt}]}}
    whole = {"format": FORMAT, "version": 2, "questions": [question | shown], "pictures": {name: encoded(data)}}
    return json.dumps(whole).encode()


def drafts_of(questions: Any) -> list[Any]:
    return [question.current.as_draft() for question in questions if question.current]


@pytest.mark.parametrize("code", ["json", "word"])
def test_pictures_go_out_and_come_into_an_empty_bank(code: str, as_trainer: APIClient, trainer: Person) -> None:
    """A photograph, too: drawn once more it would be another picture, and its question another question."""
    drawn = read_picture(PHOTOGRAPH)
    assert read_picture(drawn.content).sha256 != drawn.sha256
    kept = keep_pictures(pictures=[drawn, read_picture(picture_file("red"))], by=trainer)
    shown = [one.shown("图 <一>") for one in kept.values()]
    create_question(author=trainer, draft=true_false("如图。", details={"pictures": shown}, explanation="见图。"))
    before = drafts_of(Question.objects.all())
    file = export(as_trainer, code)
    assert (file["exported"], file["left"]) == (1, [])
    again = upload(as_trainer, file["file_name"], file["content"])
    assert again["counts"]["skip"] == 1, rows_of(as_trainer, again)
    Question.objects.update(retired_at="2026-01-01T00:00:00Z")
    assert confirm(as_trainer, upload(as_trainer, "任意.txt", file["content"]))["state"] == "done"
    assert drafts_of(Question.objects.filter(retired_at=None)) == before


@pytest.mark.parametrize("code", ["text", "gift", "csv", "excel"])
def test_what_holds_no_pictures_leaves_the_question_out_and_says_so(
    code: str, as_trainer: APIClient, trainer: Person
) -> None:
    kept = keep_pictures(pictures=[read_picture(PHOTOGRAPH)], by=trainer)
    shown = [one.shown("图") for one in kept.values()]
    pictured = create_question(author=trainer, draft=true_false("如图。", details={"pictures": shown}))
    create_question(author=trainer, draft=true_false("无图。"))
    file = export(as_trainer, code)
    assert (file["exported"], [(one["question"], one["whole"]) for one in file["left"]]) == (1, [(pictured.pk, True)])
    assert "图片" in file["left"][0]["what"]


def test_a_preview_counts_pictures_and_a_confirmation_binds_them(as_trainer: APIClient, trainer: Person) -> None:
    job = upload(as_trainer, "a.json", document("甲", PHOTOGRAPH))
    (row,) = rows_of(as_trainer, job)
    assert [note["code"] for note in row["notes"] if note["level"] == "note"] == ["pictures_read"]
    assert any("1 张图片" in note for note in job["notes"])
    assert not RevisionPicture.objects.exists()
    assert confirm(as_trainer, job)["state"] == "done"
    (question,) = Question.objects.select_related("current")
    assert question.current
    (shown,) = question.current.details["pictures"]
    assert RevisionPicture.objects.get().picture_id == shown["sha256"]
    assert (shown["width"], shown["height"], shown["alt"]) == (40, 30, "标志")
    assert bytes_of([shown["sha256"]])[shown["sha256"]].startswith(b"\xff\xd8")

    # known again by the file's own bytes; other words for it are another wording, another picture another question
    assert upload(as_trainer, "a.json", document("乙", PHOTOGRAPH))["counts"]["skip"] == 1
    (reworded,) = rows_of(as_trainer, upload(as_trainer, "a.json", document("甲", PHOTOGRAPH, "交通标志")))
    assert reworded["change"]["kind"] == "changed"
    assert reworded["change"]["columns"]["补充内容"] == ["图片:标志", "图片:交通标志"]
    (other,) = rows_of(as_trainer, upload(as_trainer, "a.json", document("甲", picture_file("red"))))
    assert (other["verdict"], other["change"]) == ("accept", {"kind": "new"})
    assert "same_stem" in [note["code"] for note in other["notes"]]


def test_rows_and_pictures_come_together_or_not_at_all(as_trainer: APIClient) -> None:
    job = upload(as_trainer, "a.json", document("甲", PHOTOGRAPH))
    PictureUpload.objects.all().delete()
    Picture.objects.all().delete()
    failed = confirm(as_trainer, job)
    assert (failed["state"], failed["error"]["code"]) == ("failed", "pictures_gone")
    assert not Question.objects.exists()


def workbook() -> bytes:
    """Rows 2 to 6, the head in row 1: one picture, another below, none, one over two rows, a shape; more in row 9."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("试题")
        for number, cells in enumerate([("题型", "题干", "答案", "补充内容"), *[("判断题", "如图。", "对")] * 2]):
            sheet.write_row(number, 0, cells)
        for number in range(3, 6):
            sheet.write_row(number, 0, ("判断题", f"第 {number} 题。", "对"))
        sheet.set_row(1, 60)
        for row, colour, size, alt in (
            (1, "green", (40, 30), "标志"),
            (2, "red", (3, 2), ""),
            (4, "red", (40, 90), "高"),
            (8, "red", (3, 2), "题外"),
        ):
            data = io.BytesIO(picture_file(colour, "PNG", size))
            sheet.insert_image(row, 4, "a.png", {"image_data": data, "description": alt, "decorative": False})
        sheet.insert_textbox(5, 6, "框")
    return out.getvalue()


def test_a_tables_pictures_belong_to_the_row_that_they_stand_in(as_trainer: APIClient) -> None:
    job = upload(as_trainer, "题.xlsx", workbook())
    rows = {row["row"]: row for row in rows_of(as_trainer, job)}
    assert {number: row["verdict"] for number, row in rows.items()} == {
        **dict.fromkeys((2, 3, 4, 6), "accept"),
        5: "reject",
    }
    codes = {number: {note["code"] for note in row["notes"]} for number, row in rows.items()}
    assert {"pictures_read"} <= codes[2]
    assert {"pictures_read", "alt_missing", "same_stem"} <= codes[3]
    assert "pictures_read" not in codes[4]
    assert "picture_misplaced" in codes[5]
    assert "graphic" in codes[6]
    assert any("2 张图片" in note for note in job["notes"])
    assert any("不在试题所在的行里" in note for note in job["notes"])
    confirm(as_trainer, job)
    pictured = [draft.pictures for draft in drafts_of(Question.objects.order_by("pk"))]
    assert [[(one["alt"], one["width"]) for one in pictures] for pictures in pictured] == [
        [("标志", 40)],
        [("图 1", 3)],
        [],
        [],
    ]
    assert upload(as_trainer, "题.xlsx", workbook())["counts"]["skip"] == 4
