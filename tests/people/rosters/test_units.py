"""Files of units (N23, N24), and browsing the tree."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from exam_platform.audit.models import AuditRecord
from exam_platform.people.models import Unit
from tests.people.rosters.files import unit_file
from tests.people.rosters.runs import Run, codes, wrong_columns

pytestmark = pytest.mark.django_db


def tree(client: APIClient, *rows: Any) -> Run:
    return Run(client, "unit-imports", unit_file(rows))


def test_it_takes_parents_in_any_order(district: APIClient) -> None:
    run = tree(district, ["C", "丙", "B", "村"], ["B", "乙", "A", "镇"], ["A", "甲", "", "区"], ["D", "丁", "A", "怪"])
    run.confirm()
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    assert list(Unit.objects.order_by("path").values_list("code", "depth", "numchild", "kind")) == [
        ("A", 1, 2, "district"), ("B", 2, 1, "town"), ("C", 3, 0, "village"), ("D", 2, 0, "other"),
    ]  # fmt: skip


def test_it_grows_a_tree_that_is_there(district: APIClient, units: dict[str, Unit]) -> None:
    run = tree(district, ["000123", "疃里镇", "0001", "镇"], ["X", "新村", "000123", "村"], ["Y", "新局", "0001", ""])
    assert [row["verdict"] for row in run.rows.values()] == ["skip", "accept", "accept"]
    run.confirm()
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    assert Unit.objects.get(code="000123").numchild == 3
    assert AuditRecord.objects.get(kind="unit_import.done").detail == {"created": 2, "changed": 0, "moved": 0}


def test_it_shows_and_makes_changes_of_name_and_place(district: APIClient, units: dict[str, Unit]) -> None:
    run = tree(district, ["000123", "新疃里镇", "0001", "街道"], ["00012401", "邵庄村", "000123", "村"])
    assert run.rows[2]["change"] == {
        "kind": "changed", "columns": {"单位名称": ["疃里镇", "新疃里镇"], "单位类型": ["镇", "街道"]},
    }  # fmt: skip
    assert run.rows[3]["change"]["columns"] == {"上级单位代码": ["000124", "000123"]}
    run.confirm()
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    assert Unit.objects.get(code="00012401").path.startswith(Unit.objects.get(name="新疃里镇").path)
    assert tree(district, ["000123", "新疃里镇", "0001", "街道"]).job["counts"]["skip"] == 1


def test_nobody_comes_to_stand_where_another_unit_stood(district: APIClient, units: dict[str, Unit]) -> None:
    """I17: frozen entries and records keep the path of then, and who has it by now would read them as her own."""
    tree(district, ["00012402", "张庄村", "000123", "村"]).confirm()
    tree(district, ["N", "新村", "000124", "村"], ["00012301", "高庙村", "000124", "村"]).confirm()
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    assert {unit.code for unit in Unit.objects.get_children(Unit.objects.get(code="000124"))} == {
        "00012401",
        "N",
        "00012301",
    }
    for code in ("00012402", "00012301"):
        assert not Unit.objects.filter(path__startswith=units[code].path).exists()


def test_it_turns_two_units_around(district: APIClient, units: dict[str, Unit]) -> None:
    run = tree(district, ["000123", "疃里镇", "00012301", "镇"], ["00012301", "高庙村", "0001", "村"])
    run.confirm()
    assert Unit.objects.find_problems() == ([], [], [], [], [])
    town, village = Unit.objects.get(code="000123"), Unit.objects.get(code="00012301")
    assert (village.depth, town.depth) == (2, 3)
    assert town.path.startswith(village.path)
    assert Unit.objects.get(code="00012302").depth == 4


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([["A", "甲", "A", ""]], "A 的上级是它自己"),
        ([["A", "甲", "B", ""], ["B", "乙", "A", ""]], "A 的上级是 B 的上级是 A"),
        ([["000123", "疃里镇", "00012301", "镇"]], "000123 的上级是 00012301 的上级是 000123"),
    ],
)
def test_n24_it_refuses_a_file_with_a_cycle_naming_it(
    district: APIClient, units: dict[str, Unit], rows: list[Any], named: str
) -> None:
    run = tree(district, *rows)
    assert (run.job["state"], run.job["error"]["code"]) == ("failed", "unit_cycle")
    assert named in run.job["error"]["detail"]


def test_n24_it_refuses_units_deeper_than_twelve(district: APIClient) -> None:
    rows = [[f"U{depth}", f"第{depth}级", f"U{depth - 1}" if depth > 1 else "", ""] for depth in range(1, 51)]
    run = tree(district, *rows)
    assert (run.job["counts"]["accept"], run.job["counts"]["reject"]) == (12, 38)
    assert codes(run.rows[14]) == {"too_deep"}
    run.confirm()
    assert Unit.objects.count() == 12


def test_it_refuses_a_move_that_takes_units_below_too_deep(district: APIClient) -> None:
    tree(district, *([f"U{n}", f"第{n}级", f"U{n - 1}" if n > 1 else "", ""] for n in range(1, 13))).confirm()
    tree(district, ["V1", "甲", "U1", ""], ["V2", "乙", "V1", ""]).confirm()
    row = tree(district, ["V1", "甲", "U11", ""]).rows[2]
    assert codes(row) == {"too_deep"}


def test_n23_it_refuses_unknown_parents_and_what_stands_below_them(district: APIClient) -> None:
    rows = tree(district, ["A", "甲", "缺", ""], ["B", "乙", "Z", ""], ["C", "丙", "B", ""], ["D", "丁", "", ""]).rows
    assert [row["verdict"] for row in rows.values()] == ["reject", "reject", "reject", "accept"]
    assert codes(rows[3]) == {"unknown_parent"}
    assert codes(rows[4]) == {"parent_refused"}


WRONG = {
    "no code": (["", "甲", "", ""], "单位代码"),
    "a number": ([101, "甲", "", ""], "单位代码"),
    "bad code": (["A B/", "甲", "", ""], "单位代码"),
    "no name": (["A", "", "", ""], "单位名称"),
    "markup": (["A", "<b>甲</b>", "", ""], "单位名称"),
    "long name": (["A", "长" * 121, "", ""], "单位名称"),
    "formula": (["A", "=B1", "", ""], "单位名称"),
}


@pytest.mark.parametrize(("row", "column"), WRONG.values(), ids=WRONG.keys())
def test_it_refuses_wrong_cells(district: APIClient, row: list[Any], column: str) -> None:
    assert wrong_columns(tree(district, row).rows[2]) == {column}


def test_it_says_which_rows_share_a_code_or_a_name(district: APIClient) -> None:
    rows = tree(
        district, ["A", "甲", "", ""], ["B", "乙", "A", ""], ["B", "丙", "A", ""], ["C", "丁", "A", ""],
        ["C", "丁", "A", ""], ["D", "丁", "A", ""],
    ).rows  # fmt: skip
    assert [row["verdict"] for row in rows.values()] == ["accept", "reject", "reject", "accept", "skip", "accept"]
    assert codes(rows[3]) == {"code_twice"}
    assert codes(rows[5]) == codes(rows[7]) == {"namesake"}


def test_it_lets_an_administrator_cancel(district: APIClient) -> None:
    run = tree(district, ["A", "甲", "", ""])
    assert district.delete(run.url).status_code == 204
    run.look()
    assert run.job["state"] == "cancelled"
    assert run.rows == {}
    assert AuditRecord.objects.filter(kind="unit_import.cancelled").count() == 1
    assert district.post(f"{run.url}confirmation/", {}, format="json").status_code == 409


def test_it_browses_the_tree(district: APIClient, units: dict[str, Unit]) -> None:
    def codes_of(query: str) -> list[str]:
        return [row["code"] for row in district.get(f"/api/v1/units/?{query}").json()["results"]]

    assert codes_of("parent=root") == ["0001"]
    assert codes_of(f"parent={units['000123'].pk}") == ["00012301", "00012302"]
    assert codes_of("search=张庄") == ["00012302", "00012402"]
    assert codes_of("search=000124") == ["000124", "00012401", "00012402"]
    assert len(codes_of("")) == len(units)
    assert codes_of("search=%25") == []
    town = district.get(f"/api/v1/units/{units['00012301'].pk}/").json()
    assert (town["path_name"], town["parent"], town["children_count"], town["kind"]) == (
        "经济开发区/疃里镇/高庙村", units["000123"].pk, 0, "village",
    )  # fmt: skip


def test_it_shows_the_top_of_the_own_subtree_without_a_parent(units: dict[str, Unit], administrator_of: Any) -> None:
    rows = administrator_of("000123").get("/api/v1/units/?parent=root").json()["results"]
    assert [(row["code"], row["parent"]) for row in rows] == [("000123", None)]


@pytest.mark.parametrize("query", ["parent=x", "parent=-1", "search=" + "长" * 101, "sort=name", "page_size=0"])
def test_it_refuses_unreadable_queries(district: APIClient, query: str) -> None:
    assert district.get(f"/api/v1/units/?{query}").status_code == 400


def test_it_reads_a_page_of_units_in_a_fixed_number_of_queries(
    district: APIClient, units: dict[str, Unit], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(3):
        assert district.get("/api/v1/units/").status_code == 200
