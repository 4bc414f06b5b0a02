"""Question files through the API, with the real reader in its child process."""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from exam_platform.people.models import Person, Role
from questions.actions import review_question, submit_question
from questions.models import Key, Question, Topic
from questions.tasks import commit_question_import, parse_question_import
from tests.questions.conftest import IMPORTS, client_of, person_with
from tests.questions.imports.test_reading import xlsx


def upload(client: APIClient, name: str, content: bytes) -> dict[str, Any]:
    """Upload and parse, as the worker would."""
    answer = client.post(IMPORTS, {"file": SimpleUploadedFile(name, content)}, format="multipart")
    assert answer.status_code == 201, answer.content
    parse_question_import(job_id=answer.json()["id"])
    found: dict[str, Any] = client.get(f"{IMPORTS}{answer.json()['id']}/").json()
    return found


def confirm(client: APIClient, job: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(f"{IMPORTS}{job['id']}/confirmation/", {}, format="json")
    assert answer.status_code == 202, answer.content
    assert answer.json()["state"] == "committing"
    commit_question_import(job_id=job["id"])
    found: dict[str, Any] = client.get(f"{IMPORTS}{job['id']}/").json()
    return found


def rows_of(client: APIClient, job: dict[str, Any], query: str = "") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    url = f"{IMPORTS}{job['id']}/rows/?page_size=200{query}"
    while url:
        page = client.get(url).json()
        rows += page["results"]
        url = page["next"]
    return rows


def columns_at(row: dict[str, Any], level: str) -> set[str]:
    return {note["column"] for note in row["notes"] if note["level"] == level and note["column"]}


def test_messy_file_gives_exactly_the_expected_verdicts_and_columns(as_trainer: APIClient, shared: Path) -> None:
    folder = shared / "data" / "questions"
    expected = {each["row"]: each for each in json.loads((folder / "messy.expected.json").read_text())}
    job = upload(as_trainer, "messy.xlsx", (folder / "messy.xlsx").read_bytes())
    rows = {row["row"]: row for row in rows_of(as_trainer, job)}
    assert job["state"] == "ready"
    assert set(rows) == {number for number, each in expected.items() if each["verdict"] != "ignore"}
    for number, row in rows.items():
        level = "error" if row["verdict"] == "reject" else "warning"
        assert (number, row["verdict"]) == (number, expected[number]["verdict"])
        assert (number, columns_at(row, level)) == (number, set(expected[number]["columns"]))
    for number in (17, 18):
        assert [note["column"] for note in rows[number]["notes"] if note["level"] == "warning"] == [None]
    assert job["counts"] == {"accept": 10, "reject": 13, "skip": 1, "warning": 10, "empty": 0}
    assert [row["row"] for row in rows_of(as_trainer, job, "&verdict=skip")] == [16]
    assert "第 3 行" in rows[16]["notes"][0]["message"]


def test_markup_is_kept_as_text(as_trainer: APIClient, shared: Path) -> None:
    job = upload(as_trainer, "messy.xlsx", (shared / "data/questions/messy.xlsx").read_bytes())
    assert confirm(as_trainer, job)["state"] == "done"
    stems = [q.current.stem for q in Question.objects.select_related("current") if q.current]
    assert len(stems) == 10
    assert any("<img src=x onerror=alert(1)>" in stem for stem in stems)


@pytest.mark.parametrize(
    ("name", "accepted", "recurring"), [("business-environment", 32, 0), ("judicial-exam-1000", 1000, 2)]
)
def test_whole_files_are_accepted_and_a_second_import_changes_nothing(
    as_trainer: APIClient, shared: Path, name: str, accepted: int, recurring: int
) -> None:
    content = (shared / "data" / "questions" / f"{name}.xlsx").read_bytes()
    job = upload(as_trainer, f"{name}.xlsx", content)
    assert (job["state"], job["counts"]["accept"], job["total"]) == ("ready", accepted, accepted)
    codes = [note["code"] for row in rows_of(as_trainer, job) for note in row["notes"]]
    assert codes.count("same_stem") == recurring
    assert Question.objects.count() == 0
    assert confirm(as_trainer, job)["state"] == "done"
    assert Question.objects.count() == Key.objects.count() == accepted
    assert Topic.objects.count() == 1

    again = upload(as_trainer, f"{name}.xlsx", content)
    assert again["counts"] == {"accept": 0, "reject": 0, "skip": accepted, "warning": 0, "empty": 0}
    assert "与试题" in rows_of(as_trainer, again)[0]["notes"][0]["message"]
    assert confirm(as_trainer, again)["state"] == "done"
    assert Question.objects.count() == accepted


def test_a_paper_in_word_is_previewed_by_paragraph_and_knows_its_twin_in_excel(
    as_trainer: APIClient, shared: Path
) -> None:
    folder = shared / "data" / "questions"
    paper = (folder / "business-environment.docx").read_bytes()
    job = upload(as_trainer, "试卷.docx", paper)
    assert job["counts"] == {"accept": 18, "reject": 0, "skip": 1, "warning": 18, "empty": 0}
    title, first, *_ = rows_of(as_trainer, job)
    assert (title["row"], title["verdict"], title["notes"][0]["code"]) == (1, "skip", "not_a_question")
    assert (first["row"], first["summary"]) == (3, "《优化营商环境条例》自何时起施行？")
    assert as_trainer.get(f"{IMPORTS}{job['id']}/annotated-file/").json()["code"] == "not_a_table"
    assert confirm(as_trainer, job)["state"] == "done"
    again = upload(as_trainer, "试题.xlsx", (folder / "business-environment.xlsx").read_bytes())
    changes = [row["change"]["kind"] for row in rows_of(as_trainer, again) if row["verdict"] == "accept"]
    # what the paper left out, citation and topic, is what the table adds
    assert (changes.count("new"), changes.count("changed")) == (14, 18)
    assert upload(as_trainer, "试卷.docx", paper)["counts"]["skip"] == 19
    old = upload(as_trainer, "试卷.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert (old["state"], old["error"]["code"]) == ("failed", "old_format")


HEAD = ["题型", "题目", "A", "B", "正确答案", "答案解析", "难度"]
ROW = ["单选", "甲是什么?", "一", "二", "A", "解析", "易"]


def test_another_key_for_a_stored_question_is_a_new_revision_and_the_published_one_stays(
    as_trainer: APIClient, reviewer: Person
) -> None:
    confirm(as_trainer, upload(as_trainer, "a.xlsx", xlsx(HEAD, ROW)))
    question = Question.objects.get()
    submit_question(question=question, by=question.author)
    review_question(question=question, reviewer=reviewer, decision="approve")

    job = upload(as_trainer, "b.xlsx", xlsx(HEAD, [*ROW[:4], "B", "", "难"]))
    (row,) = rows_of(as_trainer, job)
    assert row["verdict"] == "accept"
    assert row["change"] == {"kind": "changed", "columns": {"正确答案": ["A", "B"], "难度": ["易", "难"]}}
    assert "revises_question" in [note["code"] for note in row["notes"] if note["level"] == "warning"]
    confirm(as_trainer, job)
    question.refresh_from_db()
    assert question.published_revision
    assert question.current
    assert (question.state, question.current.number, question.current.key.answer) == ("draft", 2, ["B"])
    # an empty cell leaves what is stored
    assert (question.current.explanation, question.current.difficulty) == ("解析", "hard")
    assert question.published_revision.key.answer == ["A"]


def test_options_in_another_order_are_the_same_question_with_the_same_key(as_trainer: APIClient) -> None:
    confirm(as_trainer, upload(as_trainer, "a.xlsx", xlsx(HEAD, ROW)))
    job = upload(as_trainer, "b.xlsx", xlsx(HEAD, ["单选", "甲是什么？", "二", "一", "B", "解析", "易"]))
    assert job["counts"]["skip"] == 1


def test_two_rows_that_contradict_each_other_name_one_another(as_trainer: APIClient) -> None:
    job = upload(as_trainer, "a.xlsx", xlsx(HEAD, ROW, [*ROW[:4], "B", "", ""]))
    rows = rows_of(as_trainer, job)
    assert [row["verdict"] for row in rows] == ["accept", "reject"]
    assert "第 2 行" in rows[1]["notes"][0]["message"]
    assert columns_at(rows[1], "error") == {"正确答案"}


def test_no_row_vanishes(as_trainer: APIClient) -> None:
    rows = [ROW, [], ROW, ["单选", "", "一", "二", "A"], [], ["判断", "乙。", None, None, "对"]]
    job = upload(as_trainer, "a.xlsx", xlsx(HEAD, *rows))
    counts = job["counts"]
    assert counts["accept"] + counts["reject"] + counts["skip"] + counts["empty"] == len(rows)


def test_csv_in_gbk_is_read_and_unknown_columns_are_listed(as_trainer: APIClient) -> None:
    content = "题型,题干,答案,is_staff\r\n判断题,市场主体有权拒绝摊派。,√,1\r\n".encode("gbk")
    job = upload(as_trainer, "题.csv", content)
    assert (job["state"], job["counts"]["accept"], job["ignored_columns"]) == ("ready", 1, ["is_staff"])


def test_the_template_can_be_downloaded_filled_and_imported(as_trainer: APIClient) -> None:
    answer = as_trainer.get("/api/v1/question-template/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["试题", "说明", "示例"]
    sheet, example = book["试题"], book["示例"]
    choices = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert '"单选题,多选题,判断题,填空题,排序题,连线题,简答题,案例分析题"' in choices
    for cells in example.iter_rows(min_row=2, values_only=True):
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    job = upload(as_trainer, "模板.xlsx", out.getvalue())
    assert (job["state"], job["counts"]["accept"], job["counts"]["reject"]) == ("ready", 6, 0)
    assert job["ignored_columns"] == []


def test_a_file_that_is_empty_or_too_large_is_refused_at_once(as_trainer: APIClient) -> None:
    empty = as_trainer.post(IMPORTS, {"file": SimpleUploadedFile("a.xlsx", b"")}, format="multipart")
    assert (empty.status_code, empty.json()["code"]) == (400, "empty_file")
    large = SimpleUploadedFile("a.xlsx", b"0" * (10 * 1024 * 1024 + 1))
    answer = as_trainer.post(IMPORTS, {"file": large}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    missing = as_trainer.post(IMPORTS, {}, format="multipart")
    assert missing.json()["errors"][0]["pointer"] == "/file"
    as_json = as_trainer.post(IMPORTS, {"file": "a.xlsx"}, format="json")
    assert as_json.status_code == 400


def test_jobs_of_others_are_not_there(as_trainer: APIClient) -> None:
    job = upload(as_trainer, "a.xlsx", xlsx(HEAD, ROW))
    other = client_of(person_with(Role.TRAINER, "教师丙"))
    assert other.get(IMPORTS).json()["results"] == []
    place = f"{IMPORTS}{job['id']}/"
    assert [other.get(place).status_code, other.delete(place).status_code] == [404, 404]
    for door in ("rows/", "annotated-file/"):
        assert other.get(place + door).status_code == 404
    assert other.post(f"{place}confirmation/", {}, format="json").status_code == 404
    assert [one["id"] for one in as_trainer.get(IMPORTS).json()["results"]] == [job["id"]]


@pytest.mark.parametrize("query", ["verdict=good", "level=error", "page_size=0", "page_size=x"])
def test_rows_can_be_asked_for_by_what_they_are_alone(as_trainer: APIClient, query: str) -> None:
    job = upload(as_trainer, "a.xlsx", xlsx(HEAD, ROW))
    assert as_trainer.get(f"{IMPORTS}{job['id']}/rows/?{query}").status_code == 400


def test_five_hundred_rows_cost_hardly_more_queries_than_five(
    as_trainer: APIClient, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [["判断题", f"第 {number} 题", None, None, "对", "解析", "易"] for number in range(490)]
    answer = as_trainer.post(IMPORTS, {"file": SimpleUploadedFile("a.xlsx", xlsx(HEAD, *rows))}, format="multipart")
    pk = answer.json()["id"]
    with django_assert_max_num_queries(20):
        parse_question_import(job_id=pk)
    as_trainer.post(f"{IMPORTS}{pk}/confirmation/", {}, format="json")
    with django_assert_max_num_queries(40):
        commit_question_import(job_id=pk)
    assert Question.objects.count() == 490
