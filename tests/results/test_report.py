"""The report on paper: the figures of the screen and of the workbook, as text of a PDF."""

import io
import re
import subprocess

import pytest
from python_calamine import CalamineWorkbook

from exam_platform.audit.models import AuditRecord
from exam_platform.exams.models import Exam
from exam_platform.people.models import Person, Role, RoleGrant, Unit
from exam_platform.results import report
from exam_platform.results.actions import exports
from exam_platform.results.actions.exports import make_export, path_of
from exam_platform.results.models import Export, ItemTally, Tally, TallyRun
from questions.models import Revision
from tests.factories.questions import make_questions, make_topic
from tests.security.test_printed_script import holds_no_script

NASTY = [
    '#panic("x")',
    "*粗* _斜_",
    "$x^2$",
    "[方] ]",
    "反\\斜 \\u{41}",
    "@ref <标签>",
    "`原样` // 注",
    "= 标题",
    "- 列表 + 编号",
    "~ -- --- ... '引' \"号\"",
    "#eval(1+1) #{",
    "&amp; <b>甲</b>",
    "javascript:ran()",
]


@pytest.fixture
def ask(client, district):
    district.sat(district.finance, 9500)
    district.sat(district.finance, 5000)
    district.sat(district.justice, 7025)
    district.entry(district.justice, person_name="未到者")
    district.sat(district.town, 10000)
    district.sat(district.village, 8000)
    district.entry(district.village, standing="exempt")
    district.sat(district.root, 6500)
    district.tally()

    def request(person, kind="report", **body):
        """The row of the file, made."""
        client.force_login(person)
        wanted = {"kind": kind, "exam": district.exam.pk, "unit": district.root.pk} | body
        answer = client.post("/api/v1/exports/", wanted, content_type="application/json")
        assert answer.status_code == 202, answer.json()
        make_export(export_id=answer.json()["id"])
        return Export.objects.get(pk=answer.json()["id"])

    return request


def download(client, export) -> tuple[str, bytes]:
    url = client.post(f"/api/v1/exports/{export.pk}/download/").json()["url"]
    answer = client.get(f"/api/v1/{url}")
    assert answer.status_code == 200
    return answer["Content-Type"], b"".join(answer.streaming_content)


def poppler(*command: str, pdf: bytes) -> str:
    return subprocess.run(command, input=pdf, check=True, capture_output=True).stdout.decode()


def text_of(pdf: bytes) -> str:
    """Without white space: how far apart Chinese and Latin letters stand is the type's business."""
    return re.sub(r"\s", "", poppler("pdftotext", "-layout", "-", "-", pdf=pdf))


def items(district, stem="下列说法正确的是", topic="行政许可") -> Revision:
    [revision] = make_questions("single", 1, district.administrator, make_topic(topic))
    revision.stem = stem
    revision.save()
    ItemTally.objects.create(exam=district.exam, revision=revision, count=5, right=2, points_sum=400, points_full=1000)
    return revision


def rate(shown) -> str:
    return "—" if shown["percent"] is None else f"{shown['percent']}%"


def points(hundredths) -> str:
    return "—" if hundredths is None else f"{hundredths / 100:.2f}"


def line(name: str, shown) -> str:
    """A line of the table of units, from what the screen is sent."""
    counts = [str(shown[key]) for key in ("due", "exempt", "sat", "absent", "passed", "failed")]
    rates = [rate(shown[f"{key}_rate"]) for key in ("participation", "pass")]
    return "".join([name, *counts, *rates, rate(shown["pass_rate_of_due"]), rate(shown["excellent_rate"])]) + points(
        shown["average"]
    )


@pytest.mark.parametrize("unit", ["root", "town", "finance"])
def test_it_has_the_numbers_of_the_screen_and_of_the_workbook(ask, client, district, unit):
    asked = {"unit": getattr(district, unit).pk, "category": "civil_servant"}
    kind, pdf = download(client, ask(district.administrator, **asked))
    assert kind == "application/pdf"
    text = text_of(pdf)
    screen = client.get(f"/api/v1/exams/{district.exam.pk}/statistics/", asked).json()
    totals = screen["totals"]
    values = [
        *(str(totals[key]) for key in ("due", "exempt", "sat")),
        *(rate(totals["participation_rate"]), str(totals["passed"]), rate(totals["pass_rate"])),
        *(rate(totals["pass_rate_of_due"]), rate(totals["excellent_rate"]), points(totals["average"])),
    ]
    for place, labels in ((0, "应考免考实考"), (3, "参考率合格合格率（按实考）"), (6, "合格率（按应考）优秀率平均分")):
        assert labels + "".join(values[place : place + 3]) in text
    for numerator, denominator, key in (("实考", "应考", "participation_rate"), ("合格", "实考", "pass_rate")):
        made_of = totals[key]
        assert f"{numerator}{made_of['numerator']}÷{denominator}{made_of['denominator']}" in text
    for child in screen["children"]:
        assert line(child["unit"]["name"], child) in text
    if screen["own"]["roster"]:
        assert line(f"{screen['unit']['name']}（本级）", screen["own"]) in text
    assert line("合计", totals) in text
    assert "人数" + "".join(str(band["count"]) for band in screen["distribution"]) in text
    for definition in screen["definitions"]:
        assert definition["term"] in text
        assert re.sub(r"\s", "", definition["text"])[:20] in text

    _, book = download(client, ask(district.administrator, kind="statistics", **asked))
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("统计").to_python()
    for row in rows:
        cell = dict(zip(head, row, strict=True))
        if cell["名册人数"]:
            counts = "".join(str(int(cell[name])) for name in ("应考", "免考", "实考", "缺考", "合格", "不合格"))
            assert f"{cell['单位']}{counts}" in text


def test_its_cover_says_what_was_counted_when_and_by_whom(ask, client, district):
    text = text_of(download(client, ask(district.administrator, category="civil_servant"))[1])
    cover = text[: text.index("总体情况")]
    assert "2026年度学法考试" in cover
    assert "统计单位东河区（含下级单位）" in cover
    assert "人员类别国家工作人员" in cover
    assert re.search(r"数据截至20\d\d年\d\d月\d\d日\d\d:\d\d", cover)
    assert re.search(r"制作时间20\d\d年\d\d月\d\d日\d\d:\d\d", cover)
    assert f"制作人{district.administrator.name}" in cover


def test_it_names_no_person(ask, client, district):
    text = text_of(download(client, ask(district.administrator))[1])
    assert "未到者" not in text
    assert "考生" not in text


def test_questions_are_for_who_may_see_the_papers(ask, client, district):
    items(district)
    for person, shown in ((district.administrator, True), (district.officer, True), (district.auditor, True)):
        text = text_of(download(client, ask(person))[1])
        assert ("下列说法正确的是40.00%5" in text) is ("行政许可40.00%5" in text) is shown
    text = text_of(download(client, ask(district.finance_administrator, unit=district.finance.pk))[1])
    assert "下列说法正确的是" not in text
    assert "薄弱知识点" not in text


def test_questions_are_not_given_out_to_who_may_no_longer_see_the_papers(ask, client, district):
    items(district)
    export = ask(district.officer, unit=district.finance.pk)
    RoleGrant.objects.filter(person=district.officer).update(role=Role.UNIT_ADMINISTRATOR, unit=district.finance)
    answer = client.post(f"/api/v1/exports/{export.pk}/download/")
    assert (answer.status_code, answer.json()["code"]) == (403, "export_beyond_rights")


def test_a_unit_administrator_gets_the_own_subtree_alone(ask, client, district):
    text = text_of(download(client, ask(district.finance_administrator, unit=district.finance.pk))[1])
    assert "财政局（本级）" in text
    assert "司法局" not in text
    assert "东河区" not in text


def test_text_is_never_markup(ask, client, district):
    """Every name that people write comes out as it was written, in each place where it stands."""
    for number, nasty in enumerate(NASTY):
        unit = Unit.objects.add_child(district.root, {"code": f"9{number}", "name": nasty, "kind": "department"})
        district.sat(unit, 7000)
    district.tally()
    everything = "".join(NASTY)[:110]
    Exam.objects.filter(pk=district.exam.pk).update(title=everything)
    Person.objects.filter(pk=district.administrator.pk).update(name='#panic("人")*名*')
    items(district, stem="\n".join(NASTY), topic="#let x = 1 *知*")
    pdf = download(client, ask(district.administrator))[1]
    assert holds_no_script(pdf)
    text = text_of(pdf).replace("\u200b", "")
    for nasty in NASTY:
        written = re.sub(r"\s", "", nasty)
        assert text.count(written) >= 3, nasty
        assert f"{written}101010" in text, nasty
    for written in (everything, '#panic("人")*名*', "#letx=1*知*"):
        assert re.sub(r"\s", "", written) in text


def crowd(district, size: int) -> None:
    """So many units straight below the district, one of four with a long name, with figures of each."""
    Unit.objects.bulk_create(
        Unit(
            code=f"u{number}",
            name=f"第{number}单位" + "经济技术开发区综合行政执法局" * (number % 4 == 0),
            kind="department",
            path=Unit._get_path(district.root.path, 2, 10 + number),
            depth=2,
        )
        for number in range(size)
    )
    units = Unit.objects.filter(code__startswith="u")
    Tally.objects.bulk_create(
        Tally(
            exam=district.exam,
            unit=unit,
            unit_path=unit.path,
            category="civil_servant",
            roster=30,
            sat=20 + unit.pk % 10,
            passed=10 + unit.pk % 10,
            scored=20 + unit.pk % 10,
            score_sum=150000,
            band_70=20,
        )
        for unit in units
    )
    TallyRun.objects.filter(exam=district.exam).update(tallied_at="2026-03-02T00:00:00Z")


@pytest.mark.parametrize(("size", "at_least"), [(55, 5), (2000, 40)])
def test_long_tables_go_over_pages_and_stay_within_them(ask, client, district, size, at_least):
    crowd(district, size)
    _, pdf = download(client, ask(district.administrator))
    information = poppler("pdfinfo", "-", pdf=pdf)
    assert "(A4)" in information
    pages = int(re.search(r"Pages:\s+(\d+)", information)[1])
    assert pages >= at_least
    sheets = poppler("pdftotext", "-layout", "-", "-", pdf=pdf).split("\f")[:pages]
    for number, sheet in enumerate(sheets[1:], start=1):
        assert f"第{number}页/共{pages - 1}页" in re.sub(r"\s", "", sheet)
    text = text_of(pdf)
    for number in range(size):
        assert f"第{number}单位" in text
    with_lines = [sheet for sheet in sheets if re.search(r"单位.*\d+\s+0\s+\d+\s+\d+\s", sheet)]
    assert len(with_lines) > 1
    assert all("参考率" in sheet and "应考" in sheet for sheet in with_lines)
    boxes = poppler("pdftotext", "-bbox", "-", "-", pdf=pdf)
    for left, top, right, bottom in re.findall(
        r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)"', boxes
    ):
        assert float(left) >= 36
        assert float(right) <= 596 - 36
        assert float(top) >= 20
        assert float(bottom) <= 842 - 20


def test_it_takes_a_fixed_number_of_queries(client, district, django_assert_max_num_queries):
    district.sat(district.finance, 9500)
    district.tally()
    crowd(district, 200)
    asked = {"kind": "report", "title": "报告", "exam": district.exam, "unit": district.root}
    waiting = Export.objects.create(requested_by=district.administrator, parameters={"category": ""}, **asked)
    with django_assert_max_num_queries(30):
        make_export(export_id=waiting.pk)
    assert Export.objects.get(pk=waiting.pk).state == "done"


def test_it_can_be_cancelled_on_its_way(ask, district, monkeypatch):
    real = exports._progress

    def cancel_then_report(row, done, total):
        Export.objects.filter(pk=row.pk).update(state="cancelled")
        return real(row, done, total)

    monkeypatch.setattr(exports, "_progress", cancel_then_report)
    export = ask(district.administrator)
    assert export.state == "cancelled"
    assert not path_of(export).exists()


def test_order_and_download_are_on_record(ask, client, district):
    export = ask(district.administrator)
    assert export.file_name == "2026年度学法考试_东河区_统计报告.pdf"
    download(client, export)
    rows = AuditRecord.objects.filter(kind__startswith="export.").order_by("id")
    assert [row.kind for row in rows] == ["export.requested", "export.downloaded"]
    assert rows[0].detail == {"export": export.pk, "kind": "report"}


def test_without_the_font_it_says_so(ask, district, tmp_path, monkeypatch):
    nowhere = tmp_path / "fonts.conf"
    (tmp_path / "none").mkdir()
    nowhere.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><dir>{tmp_path / 'none'}</dir></fontconfig>"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(nowhere))
    export = ask(district.administrator)
    assert (export.state, export.error["code"]) == ("failed", "font_missing")
    assert "Noto Sans CJK SC" in export.error["detail"]


def test_a_paper_that_takes_too_long_is_given_up(ask, district, monkeypatch):
    monkeypatch.setattr("exam_platform.typesetting.WALL_SECONDS", 0.01)
    assert ask(district.administrator).error["code"] == "typesetting_too_slow"


def test_small_groups_are_dashes_as_on_the_screen(ask, district, monkeypatch, client):
    """No scope of today reaches a group from outside: the rule is the screen's, so it is switched on for both."""
    monkeypatch.setattr("exam_platform.people.access.Scope.covers", lambda self, path: path == district.root.path)
    export = ask(district.administrator)
    client.force_login(district.administrator)
    page = client.get(f"/api/v1/exams/{district.exam.pk}/statistics/").json()
    assert all(child["suppressed"] for child in page["children"])
    text = text_of(path_of(export).read_bytes())
    for child in page["children"]:
        assert f"{child['unit']['name']}{child['due']}{child['exempt']}—————————" in text
    assert "人数少于5人的单位不显示成绩数字" in text


def test_bars_of_many_units_are_those_of_the_lowest(district):
    children = [
        {
            "unit": {"name": f"{number}"},
            "pass_rate": {"percent": f"{number % 100}.00" if number else None},
            "participation_rate": {"percent": "50.00"},
        }
        for number in range(100)
    ]
    drawn = report._bars(children)
    assert [bar["name"] for bar in drawn["lines"]] == [str(number) for number in range(report.BARS, 0, -1)]
    assert drawn["left_out"] == 99 - report.BARS
