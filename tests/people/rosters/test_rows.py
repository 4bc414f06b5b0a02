"""RELIABILITY, bad inputs, 1 Roster import: what is said of a row; the N.. are the numbers there."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from exam_platform.people.models import Person, Post, Unit
from tests.people.rosters.files import HEADERS, id_number, person, roster_file
from tests.people.rosters.runs import Run, codes, wrong_columns

pytestmark = pytest.mark.django_db
Preview = Callable[..., Run]

KEPT_NAMES = ["𠮷野家", "㐂三", "𡈼四", "张〇三", "买买提·艾力", "阿依古丽・吐尔逊", "Ñandú O'Neil", "欧阳修文"]


@pytest.mark.parametrize("name", KEPT_NAMES)
def test_n1_it_keeps_rare_characters(preview: Preview, name: str) -> None:
    run = preview(person(姓名=name))
    assert run.rows[3]["notes"] == []
    run.confirm()
    assert Person.objects.filter(name=name).exists()


@pytest.mark.parametrize("name", ["\uf9e3三", "\u2f00三"])
def test_n4_it_warns_of_compatibility_characters_and_keeps_them(preview: Preview, name: str) -> None:
    run = preview(person(姓名=name))
    row = run.rows[3]
    assert (row["verdict"], codes(row)) == ("accept", {"compatibility_character"})
    assert run.job["counts"]["warning"] == 1
    run.confirm()
    assert Person.objects.filter(name=name).exists()


@pytest.mark.parametrize("name", ["张　三", "张\u00a0三", "张\u200b三", "\ufeff张三", "张 三"])
def test_n5_it_removes_spaces_and_invisible_characters(preview: Preview, name: str) -> None:
    run = preview(person(姓名=name))
    assert codes(run.rows[3]) == {"tidied"}
    run.confirm()
    assert Person.objects.filter(name="张三").exists()


def test_n8_it_moves_what_stands_in_brackets_to_the_remark(preview: Preview) -> None:
    run = preview(person(姓名="张三（借调）", 备注="试用期"))
    assert codes(run.rows[3]) == {"remark_moved"}
    run.confirm()
    assert Post.objects.get(person__name="张三").remark == "试用期；借调"


WRONG_NAMES = ["", "-", "无", "/", "<script>alert(1)</script>", "＝A1", "张三2", "13800138000", "字" * 61, "张三\x7f"]


@pytest.mark.parametrize("name", WRONG_NAMES)
def test_n7_n8_n9_it_refuses_what_is_no_name(preview: Preview, name: str) -> None:
    assert wrong_columns(preview(person(姓名=name)).rows[3]) == {"姓名"}


def test_n10_it_takes_two_persons_of_one_name(preview: Preview) -> None:
    run = preview(person(1, 姓名="张三"), person(2, 姓名="张三"))
    assert run.job["counts"]["accept"] == 2
    run.confirm()
    assert Person.objects.filter(name="张三").count() == 2


def test_n11_it_skips_an_exact_repeat_naming_the_row(preview: Preview) -> None:
    row = preview(person(1), person(2), person(1, 序号=9)).rows[5]
    assert row["verdict"] == "skip"
    assert "第 3 行" in row["notes"][0]["message"]


def test_n12_it_refuses_one_id_number_under_two_names_in_each_row(preview: Preview) -> None:
    rows = preview(person(1, 姓名="张三"), person(2), person(1, 姓名="李四")).rows
    assert [rows[number]["verdict"] for number in (3, 4, 5)] == ["reject", "accept", "reject"]
    assert wrong_columns(rows[3]) == wrong_columns(rows[5]) == {"身份证号"}
    assert "第 5 行" in rows[3]["notes"][0]["message"]
    assert "第 3 行" in rows[5]["notes"][0]["message"]


def test_it_refuses_two_lines_for_one_post_that_disagree(preview: Preview) -> None:
    rows = preview(person(1), person(1, 职务="科长")).rows
    assert [codes(rows[number]) for number in (3, 4)] == [{"post_twice"}, {"post_twice"}]


def test_it_refuses_two_phones_of_one_person(preview: Preview) -> None:
    rows = preview(person(1), person(1, 单位="信访局", 手机号="13900139000")).rows
    assert wrong_columns(rows[3]) == wrong_columns(rows[4]) == {"手机号"}


WRONG_ID_NUMBERS = {
    "N14 check digit": id_number()[:17] + ("0" if id_number()[17] != "0" else "1"),
    "N15 circled digit": id_number()[:17] + "①",
    "N15 superscript": "²" + id_number()[1:17] + "A",
    "N19 no such day": id_number(birth="19900230"),
    "N19 in the future": id_number(birth="20990101"),
    "N19 a child": id_number(birth="20200101"),
    "N19 too old": id_number(birth="18800101"),
    "N20 residence permit without a type": id_number(area="810000"),
    "old number": "370899900101001",
    "too short": "37089919900101",
    "letters": "ABCDEFGHIJKLMNOPQR",
    "empty": "",
}


@pytest.mark.parametrize("number", WRONG_ID_NUMBERS.values(), ids=WRONG_ID_NUMBERS.keys())
def test_n14_n19_n20_it_refuses_wrong_id_numbers(preview: Preview, number: str) -> None:
    row = preview(person(身份证号=number, 性别=None)).rows[3]
    assert wrong_columns(row) == {"身份证号"}
    assert number not in str(row) or not number


def with_x() -> int:
    return next(number for number in range(400) if id_number(number).endswith("X"))


def full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


@pytest.mark.parametrize(
    "write",
    [
        str.lower,
        full_width,
        lambda number: f"'{number}",
        lambda number: f" {number}\t",
        lambda number: number + "\u200b",
    ],
    ids=["N15 lower case", "N15 full width", "N18 apostrophe", "N18 spaces", "zero width"],
)
def test_n15_n18_it_normalises_id_numbers(preview: Preview, write: Callable[[str], str]) -> None:
    number = id_number(with_x())
    preview(person(身份证号=write(number))).confirm()
    assert Person.objects.exclude(name="区管理员").get().id_number == number


def test_n17_it_refuses_an_id_number_that_excel_made_a_number(preview: Preview) -> None:
    row = preview(person(身份证号=float(id_number(0)[:17] + "0"))).rows[3]
    assert codes(row) == {"id_number_as_number"}
    assert "文本格式" in row["notes"][0]["message"]


def test_n19a_it_refuses_a_sex_that_disagrees_with_the_id_number(preview: Preview) -> None:
    assert wrong_columns(preview(person(性别="男")).rows[3]) == {"性别"}


DOCUMENTS = {
    "港澳台居民居住证": id_number(area="810000"),
    "台湾居民居住证": id_number(area="830000"),
    "护照": "E12345678",
    "军官证": "军字第20240001号",
}


@pytest.mark.parametrize(("kind", "number"), DOCUMENTS.items())
def test_n20_it_takes_other_documents_when_their_type_is_said(
    district: APIClient, units: dict[str, Unit], kind: str, number: str
) -> None:
    rows = [person(身份证号=number, 证件类型=kind), person(2, 身份证号=number, 证件类型="驾驶证")]
    run = Run(district, "roster-imports", roster_file(rows, [*HEADERS, "证件类型"]))
    assert run.rows[3]["verdict"] == "accept"
    assert "证件类型" in wrong_columns(run.rows[4])


PHONES = {
    "+86 138 0013 8000": "13800138000",
    "86-13800138000": "13800138000",
    "１３８００１３８０００": "13800138000",
    "13800138000.0": "13800138000",
    13800138000.0: "13800138000",
    None: "",
}


@pytest.mark.parametrize(("written", "phone"), PHONES.items())
def test_n21_n22_it_normalises_phones(preview: Preview, written: Any, phone: str) -> None:
    preview(person(手机号=written)).confirm()
    assert Person.objects.exclude(name="区管理员").get().phone == phone


def test_n21_it_takes_a_landline_as_the_phone_of_the_office(preview: Preview) -> None:
    run = preview(person(手机号="(0537) 2345678"))
    assert codes(run.rows[3]) == {"landline"}
    run.confirm()
    assert Post.objects.get().office_phone == "0537-2345678"
    assert Person.objects.exclude(name="区管理员").get().phone == ""


@pytest.mark.parametrize("phone", ["1380013800", "12345", "无", "23800138000", "138001380001"])
def test_n21_it_refuses_wrong_phones(preview: Preview, phone: str) -> None:
    assert wrong_columns(preview(person(手机号=phone)).rows[3]) == {"手机号"}


def test_n23_it_finds_units_by_name_by_code_and_by_path(preview: Preview) -> None:
    run = preview(
        person(1, 单位="司法办公室"),
        person(2, 单位="000106"),
        person(3, 单位="经济开发区/司法办公室"),
        person(4, 单位=" 司法 办公室 "),
        person(5, 单位="马集镇／张庄村", 科室=None),
        person(6, 单位="00012402", 科室=None),
    )
    run.confirm()
    units = list(Post.objects.order_by("person__id").values_list("unit__code", flat=True))
    assert units == ["000106"] * 4 + ["00012402"] * 2


def test_n23_it_refuses_unknown_and_ambiguous_units(preview: Preview) -> None:
    rows = preview(person(1, 单位="不存在的局"), person(2, 单位="张庄村"), person(3, 单位=None)).rows
    assert [wrong_columns(rows[number]) for number in (3, 4, 5)] == [{"单位"}] * 3
    assert codes(rows[4]) == {"ambiguous_unit"}
    assert "单位代码" in rows[4]["notes"][0]["message"]


def test_it_reads_a_village_in_the_office_column_as_the_unit(preview: Preview) -> None:
    run = preview(
        person(1, 单位="疃里镇", 科室="张庄村"),
        person(2, 单位="疃里镇", 科室="财政所"),
        person(3, 单位="疃里镇", 科室="不存在村"),
        person(4, 单位="司法办公室", 科室="驻村"),
    )
    assert wrong_columns(run.rows[5]) == {"科室"}
    run.confirm()
    posts = list(Post.objects.order_by("person__id").values_list("unit__code", "office"))
    assert posts == [("00012302", ""), ("000123", "财政所"), ("000106", "驻村")]


@pytest.mark.parametrize("separator", ["、", ",", "，", ";", "；", "/", " 、 "])
def test_it_splits_categories(preview: Preview, separator: str) -> None:
    preview(person(人员类别=f"国家工作人员{separator}行政执法人员")).confirm()
    categories = set(Post.objects.get().categories.values_list("category", flat=True))
    assert categories == {"civil_servant", "law_enforcement_officer"}


@pytest.mark.parametrize("category", ["临时工", "", "国家工作人员、临时工", "、"])
def test_it_refuses_unknown_categories_naming_the_known(preview: Preview, category: str) -> None:
    row = preview(person(人员类别=category)).rows[3]
    assert wrong_columns(row) == {"人员类别"}
    assert "人民调解员" in row["notes"][0]["message"]


@pytest.mark.parametrize(
    ("written", "leading"), [("是", True), ("√", True), ("否", False), ("0", False), (None, False)]
)
def test_it_reads_who_is_a_leading_cadre(preview: Preview, written: Any, leading: bool) -> None:
    preview(person(是否领导干部=written)).confirm()
    assert Post.objects.get().is_leading is leading


@pytest.mark.parametrize(
    ("column", "value"),
    [("性别", "不明"), ("是否领导干部", "也许"), ("职务", "长" * 81), ("备注", "长" * 201), ("科室", "长" * 81)],
)
def test_it_names_the_column_of_other_errors(preview: Preview, column: str, value: str) -> None:
    assert wrong_columns(preview(person(1, **{column: value})).rows[3]) == {column}


def test_it_says_all_that_is_wrong_with_a_row_at_once(preview: Preview) -> None:
    row = preview(person(姓名=None, 身份证号="1", 手机号="2", 单位="3", 人员类别="4", 是否领导干部="5")).rows[3]
    assert wrong_columns(row) == {"姓名", "身份证号", "手机号", "单位", "人员类别", "是否领导干部"}


def test_n45_it_imports_the_others_when_one_row_is_wrong(preview: Preview) -> None:
    run = preview(*(person(number) for number in range(1, 21)), person(30, 手机号="1"))
    assert (run.job["counts"]["accept"], run.job["counts"]["reject"]) == (20, 1)
    run.confirm()
    assert Post.objects.count() == 20
