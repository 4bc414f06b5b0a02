"""Statutes through the API, with the real reader in its child process."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from exam_platform.audit.models import AuditRecord
from exam_platform.people.models import Role
from questions.laws.reading import plain_characters
from questions.models import Law, LawVersion, Provision
from questions.tasks import commit_law_import, parse_law_import
from tests.questions.conftest import client_of, person_with
from tests.questions.law_files import (
    LAW_IMPORTS,
    NEW,
    OLD,
    codes,
    confirm_laws,
    import_laws,
    rows_of,
    shared_texts,
    upload_laws,
    zipped,
)

CODE = ["总则", "物权编", "合同编", "人格权编", "婚姻家庭编", "继承编", "侵权责任编", "附则"]


def stored_text(version: LawVersion) -> str:
    """The law put together again from its rows."""
    lines = [version.law.title, *version.history.split("\n"), *version.preamble.split("\n")]
    path: list[str] = []
    for provision in version.provisions.order_by("article", "branch"):
        lines += [title for title in provision.path if title not in path]
        path = provision.path
        lines += [provision.label, provision.text]
    return "".join("".join(lines).split())


def test_the_whole_folder_is_imported_without_loss_and_a_second_time_changes_nothing(
    as_trainer: APIClient, shared: Path
) -> None:
    folder = shared / "data" / "laws"
    texts = {path.name: path.read_bytes() for path in folder.glob("*.md")}
    job = upload_laws(as_trainer, "laws.zip", zipped(texts))
    rows = rows_of(as_trainer, job)
    assert (job["state"], job["counts"]["accept"], len(rows)) == ("ready", 41, 41)
    assert [row["row"] for row in rows] == list(range(1, 42))
    assert Law.objects.count() == 0
    assert confirm_laws(as_trainer, job)["state"] == "done"

    # eight texts are one 民法典, and three laws came at two versions
    assert Law.objects.count() == 41 - 7 - 3
    assert LawVersion.objects.count() == 41 - 7
    code = LawVersion.objects.get(law__short_title="民法典")
    assert list(code.provisions.values_list("article", flat=True)) == list(range(1, 1261))
    assert sorted(code.parts) == sorted(CODE)
    stored = {stored_text(version) for version in LawVersion.objects.select_related("law")}
    for path in folder.glob("*.md"):
        if not path.name.startswith("民法典"):
            text = path.read_text(encoding="utf-8")
            assert plain_characters(text) in stored, path.name
    record = AuditRecord.objects.get(kind="laws_imported")
    assert (record.detail["texts"], len(record.detail["versions"])) == (41, 34)

    again = upload_laws(as_trainer, "laws.zip", zipped(texts))
    assert (again["counts"]["accept"], again["counts"]["skip"]) == (0, 41)
    assert {code for row in rows_of(as_trainer, again) for code in codes(row)} == {"already_stored"}
    assert confirm_laws(as_trainer, again)["state"] == "done"
    assert LawVersion.objects.count() == 34


def test_parts_may_come_one_by_one(as_trainer: APIClient, shared: Path) -> None:
    first = shared_texts(shared, "民法典-婚姻家庭编")
    (row,) = rows_of(as_trainer, job := upload_laws(as_trainer, "民法典-婚姻家庭编.md", *first.values()))
    assert row["summary"] == "《中华人民共和国民法典》 婚姻家庭编 2020-05-28 79 条"
    # this one of the eight files does not say when the law entered into force, and the next one does
    assert codes(row, "warning") == ["in_force_assumed"]
    confirm_laws(as_trainer, job)
    assert LawVersion.objects.get().in_force_on == dt.date(2020, 5, 28)
    (row,) = rows_of(
        as_trainer, job := upload_laws(as_trainer, "b.md", *shared_texts(shared, "民法典-继承编").values())
    )
    assert (codes(row), row["change"]) == (
        ["more_articles"],
        {"kind": "changed", "columns": {"条文": ["79 条", "124 条"]}},
    )
    confirm_laws(as_trainer, job)
    version = LawVersion.objects.get()
    assert (version.parts, version.provisions.count()) == (["婚姻家庭编", "继承编"], 124)
    assert (version.in_force_on, version.in_force_stated) == (dt.date(2021, 1, 1), True)


def test_the_preview_says_which_version_a_text_is(as_trainer: APIClient, shared: Path) -> None:
    names = ["行政复议法(2017-09-01)", "行政复议法(2023-09-01)", "宪法"]
    rows = rows_of(as_trainer, job := upload_laws(as_trainer, "a.zip", zipped(shared_texts(shared, *names))))
    by_title = {row["summary"]: row for row in rows}
    newer = by_title["《中华人民共和国行政复议法》 2023-09-01 90 条"]
    assert codes(newer) == ["newer_version"]
    assert newer["change"] == {"kind": "changed", "columns": {"版本": ["2017-09-01", "2023-09-01"]}}
    assert by_title["《中华人民共和国行政复议法》 2017-09-01 43 条"]["change"] == {"kind": "new"}
    assert codes(by_title["《中华人民共和国宪法》 2018-03-11 143 条"]) == ["in_force_assumed"]
    confirm_laws(as_trainer, job)
    constitution = LawVersion.objects.get(law__short_title="宪法")
    assert constitution.preamble.startswith("序言\n中国是世界上历史最悠久的国家之一。")
    assert (constitution.in_force_on, constitution.in_force_stated) == (dt.date(2018, 3, 11), False)


def test_an_older_version_is_taken_as_such(as_trainer: APIClient) -> None:
    import_laws(as_trainer, NEW)
    (row,) = rows_of(as_trainer, upload_laws(as_trainer, "old.md", OLD.encode()))
    assert codes(row) == ["older_version"]


def word(*paragraphs: str, body: str = "") -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    made = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    document = f"<?xml version='1.0' encoding='UTF-8'?>{body}<w:document {space}><w:body>{made}</w:body></w:document>"
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": document.encode()})


def test_word_plain_text_and_markdown_are_the_same_law(as_trainer: APIClient) -> None:
    lines = [line for line in OLD.splitlines() if line]
    import_laws(as_trainer, OLD)
    for name, content in {
        "a.docx": word(*lines),
        "a.txt": OLD.encode("gb18030"),
        "b.txt": OLD.encode("utf-16"),
        "b.md": b"\xef\xbb\xbf" + OLD.replace("第一章", "## 第一章").encode(),
    }.items():
        job = upload_laws(as_trainer, name, content)
        assert (name, job["counts"]["skip"], job["error"]) == (name, 1, None)


def test_names_that_windows_wrote_in_gbk_are_read(as_trainer: APIClient) -> None:
    name = "甲市通知.md".encode("gb18030")
    content = zipped({"x" * len(name): "通知".encode()}).replace(b"x" * len(name), name)
    (row,) = rows_of(as_trainer, upload_laws(as_trainer, "a.zip", content))
    assert (row["summary"], codes(row)) == ("甲市通知.md", ["no_articles"])


def test_bad_files_are_refused_by_name_and_the_others_go_in(as_trainer: APIClient) -> None:
    files = {
        "good.md": OLD.encode(),
        "notice.txt": "关于开展普法考试的通知\n各单位:请认真组织。".encode(),
        "order.md": "甲法\n2020年1月1日 甲会议通过\n第二条 甲。\n第一条 乙。".encode(),
        "picture.png": b"\x89PNG\r\n",
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "broken.docx": b"PK\x03\x04 broken",
        "latin.txt": b"\xff\xff\xfe\xfa" * 30,
        "entities.docx": word("甲法", body='<!DOCTYPE x [<!ENTITY a "aaaa">]>'),
        "empty.md": b"",
        "__MACOSX/._good.md": b"resource fork",
    }
    job = upload_laws(as_trainer, "laws.zip", zipped(files))
    said = {row["notes"][0]["message"]: row for row in rows_of(as_trainer, job) if row["verdict"] == "reject"}
    found = {row["summary"]: codes(row, "error") for row in said.values()}
    assert found == {
        "notice.txt": ["no_articles"],
        "order.md": ["article_order"],
        "picture.png": ["unknown_format"],
        "old.doc": ["old_format"],
        "broken.docx": ["unsafe_archive"],
        "latin.txt": ["unknown_encoding"],
        "entities.docx": ["document_type"],
        "empty.md": ["empty_text"],
    }
    assert "xlsx" not in "".join(said)
    assert any(text.startswith("第 4 行:第一条排在第二条之后") for text in said)
    assert (job["counts"]["accept"], job["counts"]["reject"]) == (1, 8)
    assert confirm_laws(as_trainer, job)["state"] == "done"
    assert [law.title for law in Law.objects.all()] == ["甲市图书馆条例"]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"../../etc/x.md": OLD.encode()}, "unsafe_archive"),
        ({"inner.zip": zipped({"a.md": OLD.encode()})}, "unsafe_archive"),
        ({"bomb.md": b"0" * 60_000_000}, "archive_bomb"),
        ({f"{n}.md": b"x" for n in range(501)}, "too_many_texts"),
        ({"folder/.hidden": b"x"}, "no_texts"),
        ({f"{n}.md": b"".join(b"%07d\n" % i for i in range(240_000)) for n in range(11)}, "too_large"),
    ],
)
def test_archives_that_are_not_sane_are_refused_as_a_whole(
    as_trainer: APIClient, files: dict[str, bytes], code: str
) -> None:
    job = upload_laws(as_trainer, "laws.zip", zipped(files))
    assert (job["state"], job["error"]["code"]) == ("failed", code)


def test_the_same_day_with_other_words_is_refused_and_names_the_articles(as_trainer: APIClient) -> None:
    import_laws(as_trainer, OLD)
    (row,) = rows_of(as_trainer, upload_laws(as_trainer, "a.md", OLD.replace("五日", "七日").encode()))
    assert codes(row) == ["text_differs"]
    assert "第二条" in row["notes"][0]["message"]


UNDATED = "乙市停车管理办法\n第一条 为了规范停车，制定本办法。\n第三条 停车场应当公示收费标准。"


def test_a_text_without_any_day_can_be_given_one_in_the_preview(as_trainer: APIClient) -> None:
    job = upload_laws(as_trainer, "a.md", UNDATED.encode())
    (row,) = rows_of(as_trainer, job)
    assert codes(row, "error") == ["no_date"]
    assert as_trainer.get(f"{LAW_IMPORTS}{job['id']}/annotated-file/").json()["code"] == "not_a_table"
    cells = f"{LAW_IMPORTS}{job['id']}/cells/"
    assert as_trainer.get(cells, {"row": 1}).json()["cells"] == {"文件": "a.md"}
    for day, expected in (("2021-13-01", ["bad_date"]), ("2021年3月1日", [])):
        assert as_trainer.put(cells, {"row": 1, "cells": {"公布日期": day}}, format="json").status_code == 202
        parse_law_import(job_id=job["id"])
        (row,) = rows_of(as_trainer, job)
        assert [code for code in codes(row, "error") if code != "no_date"] == expected
    assert codes(row, "warning") == ["missing_articles", "in_force_assumed"]
    assert "第二条" in row["notes"][0]["message"]
    assert confirm_laws(as_trainer, job)["state"] == "done"
    assert LawVersion.objects.get().dated == dt.date(2021, 3, 1)


def test_what_changed_since_the_preview_stops_the_confirmation(as_trainer: APIClient) -> None:
    job = upload_laws(as_trainer, "a.md", OLD.encode())
    import_laws(as_trainer, OLD)
    job = confirm_laws(as_trainer, job)
    assert (job["state"], job["error"]["code"]) == ("failed", "library_changed")
    assert Provision.objects.count() == 5


def test_running_a_step_twice_changes_nothing(as_trainer: APIClient) -> None:
    job = upload_laws(as_trainer, "a.md", OLD.encode())
    parse_law_import(job_id=job["id"])
    confirm_laws(as_trainer, job)
    commit_law_import(job_id=job["id"])
    assert Provision.objects.count() == 5


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.OFFICER, Role.AUDITOR, Role.CANDIDATE])
def test_only_who_writes_the_bank_imports(db: None, role: Role) -> None:
    file = SimpleUploadedFile("a.md", OLD.encode())
    answer = client_of(person_with(role, "某人")).post(LAW_IMPORTS, {"file": file}, format="multipart")
    assert answer.status_code == 403


def test_many_texts_cost_hardly_more_queries_than_one(
    as_trainer: APIClient, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    texts = {f"{n}.md": OLD.replace("甲市", f"第{n}市").encode() for n in range(40)}
    answer = as_trainer.post(LAW_IMPORTS, {"file": SimpleUploadedFile("a.zip", zipped(texts))}, format="multipart")
    with django_assert_max_num_queries(20):
        parse_law_import(job_id=answer.json()["id"])
    assert len(rows_of(as_trainer, answer.json())) == 40
