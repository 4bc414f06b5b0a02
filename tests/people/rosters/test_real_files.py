"""The district's own files, end to end: HTTP, the real tasks, either database."""

import io
import json
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from django.db.models import Count
from rest_framework.test import APIClient

from exam_platform.audit.models import AuditRecord
from exam_platform.people.models import Person, Post, PostCategory, Unit
from tests.people.rosters.runs import Run, wrong_columns

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(shared: Path) -> Path:
    return shared / "data" / "rosters"


@pytest.fixture
def real_units(district: APIClient, files: Path) -> Run:
    return Run(district, "unit-imports", (files / "units.xlsx").read_bytes(), "units.xlsx").confirm()


def roster(client: APIClient, files: Path, name: str) -> Run:
    return Run(client, "roster-imports", (files / name).read_bytes(), name)


def stored() -> list[list[tuple[object, ...]]]:
    """Everything that an import may write, as the database has it."""
    return [list(model.objects.order_by("pk").values_list()) for model in (Unit, Person, Post, PostCategory)]


def test_it_imports_the_tree_of_units(real_units: Run) -> None:
    assert real_units.job["counts"] == {"accept": 55, "reject": 0, "skip": 0, "warning": 0, "empty": 0}
    kinds = Counter(Unit.objects.values_list("kind", flat=True))
    assert kinds == {"district": 1, "department": 17, "agency": 5, "town": 2, "village": 30}
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    village = Unit.objects.get(name="高庙村")
    assert [unit.name for unit in Unit.objects.get_ancestors(village)] == ["经济开发区", "疃里镇"]


def test_it_changes_nothing_when_the_units_come_again(district: APIClient, files: Path, real_units: Run) -> None:
    before = stored()
    again = Run(district, "unit-imports", (files / "units.xlsx").read_bytes(), "units.xlsx")
    assert again.job["counts"] == {"accept": 0, "reject": 0, "skip": 55, "warning": 0, "empty": 0}
    again.confirm()
    assert stored() == before


def test_it_imports_two_thousand_civil_servants(district: APIClient, files: Path, real_units: Run) -> None:
    run = roster(district, files, "civil-servants-2010.xlsx")
    assert run.job["state"] == "ready"
    assert run.job["counts"] == {"accept": 2010, "reject": 0, "skip": 0, "warning": 0, "empty": 0}
    assert {row["change"]["kind"] for row in run.rows.values()} == {"new"}
    run.confirm()
    assert run.job["processed"] == run.job["total"] == 2010
    assert Person.objects.exclude(name="区管理员").count() == Post.objects.filter(is_main=True).count() == 2010
    assert PostCategory.objects.filter(category="law_enforcement_officer").count() == 157
    done = AuditRecord.objects.get(kind="roster_import.done")
    assert done.detail == {"person": 2010}


def test_it_changes_nothing_when_the_roster_comes_again(district: APIClient, files: Path, real_units: Run) -> None:
    roster(district, files, "gbk.csv").confirm()
    before = stored()
    again = roster(district, files, "gbk.csv")
    assert again.job["counts"]["skip"] == 100
    again.confirm()
    assert stored() == before


def test_it_finds_the_persons_of_the_csv_in_the_workbook(district: APIClient, files: Path, real_units: Run) -> None:
    csv = roster(district, files, "gbk.csv")
    assert csv.job["counts"]["accept"] == 100
    csv.confirm()
    counts = roster(district, files, "civil-servants-2010.xlsx").job["counts"]
    assert (counts["accept"], counts["skip"], counts["reject"]) == (1910, 100, 0)


def test_it_imports_villagers_with_posts_in_their_villages(district: APIClient, files: Path, real_units: Run) -> None:
    run = roster(district, files, "villages.xlsx")
    assert run.job["counts"] == {"accept": 270, "reject": 0, "skip": 0, "warning": 0, "empty": 0}
    run.confirm()
    persons = Person.objects.exclude(name="区管理员")
    assert persons.count() == 255
    assert Post.objects.filter(unit__kind="village", office="").count() == Post.objects.count() == 270
    assert Post.objects.filter(is_main=True).count() == 255
    advisers = Person.objects.annotate(served=Count("posts")).filter(served=2)
    assert advisers.count() == 15
    for adviser in advisers.prefetch_related("posts__unit"):
        assert len({post.unit.parent_path for post in adviser.posts.all()}) == 2
    shared_phones = persons.values("phone_index").annotate(n=Count("id")).filter(n__gt=1)
    shared_names = persons.values("name").annotate(n=Count("id")).filter(n__gt=1)
    assert shared_phones.exists()
    assert shared_names.exists()
    again = roster(district, files, "villages.xlsx")
    assert again.job["counts"]["skip"] == 270


def test_it_says_of_the_messy_file_exactly_what_is_expected(district: APIClient, files: Path, real_units: Run) -> None:
    expected = {row["row"]: row for row in json.loads((files / "messy.expected.json").read_text())}
    run = roster(district, files, "messy.xlsx")
    rows = run.rows
    assert rows.keys() == {number for number, row in expected.items() if row["verdict"] != "ignore"}
    for number, row in rows.items():
        assert (row["verdict"], wrong_columns(row)) == (expected[number]["verdict"], set(expected[number]["columns"]))
        if row["verdict"] == "accept":
            assert {note["level"] for note in row["notes"]} <= {"note"}
    counts = Counter(row["verdict"] for row in expected.values())
    assert run.job["counts"] == {
        "accept": counts["accept"], "reject": counts["reject"], "skip": counts["skip"], "warning": 0,
        "empty": counts["ignore"],
    }  # fmt: skip


def test_it_imports_what_is_right_in_the_messy_file(district: APIClient, files: Path, real_units: Run) -> None:
    roster(district, files, "messy.xlsx").confirm()
    names = set(Person.objects.values_list("name", flat=True))
    assert {"郑芳华", "𠮷田・买买提·艾力"} <= names
    assert Person.objects.get(name="文俊").id_number == "37089919950618061X"
    assert "重复行" not in names


def test_it_gives_the_messy_file_back_with_its_errors(district: APIClient, files: Path, real_units: Run) -> None:
    run = roster(district, files, "messy.xlsx")
    response = district.get(f"{run.url}annotated-file/")
    assert response.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    last = sheet.max_column
    assert sheet.cell(2, last).value == "错误说明"
    told = str(sheet.cell(24, last).value)
    assert all(column in told for column in ("姓名", "手机号", "单位"))
    assert sheet.cell(3, last).value is None
