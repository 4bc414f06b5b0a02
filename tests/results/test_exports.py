import datetime as dt
import io

import openpyxl
import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from exam_platform.people.models import Role, RoleGrant
from exam_platform.results import listings
from exam_platform.results.actions import exports
from exam_platform.results.actions.exports import expire_exports, make_export, path_of, stalled_exports
from exam_platform.results.models import Export
from questions.plain_text import FORMULA_STARTS
from tests.faults.disks import full, small_disk


@pytest.fixture
def ask(client, district):
    district.sat(district.finance, 9500)
    district.sat(district.finance, 5000)
    district.sat(district.justice, 7025)
    district.entry(district.justice, person_name="=HYPERLINK(1)")
    district.sat(district.village, 8000)
    district.tally()

    def request(person, **body):
        client.force_login(person)
        wanted = {"kind": "statistics", "exam": district.exam.pk, "unit": district.root.pk} | body
        return client.post("/api/v1/exports/", wanted, content_type="application/json")

    return request


def sheet(client, export_id, name):
    url = client.post(f"/api/v1/exports/{export_id}/download/").json()["url"]
    file = client.get(f"/api/v1/{url}")
    assert file.status_code == 200
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(b"".join(file.streaming_content))).get_sheet_by_name(name).to_python()
    )


def test_it_adds_up_to_the_screen(ask, client, district):
    export = ask(district.administrator).json()
    make_export(export_id=export["id"])
    head, *rows, total = sheet(client, export["id"], "统计")
    screen = client.get(f"/api/v1/exams/{district.exam.pk}/statistics/").json()["totals"]
    for title, name in (
        ("名册人数", "roster"),
        ("应考", "due"),
        ("实考", "sat"),
        ("合格", "passed"),
        ("缺考", "absent"),
    ):
        column = head.index(title)
        assert sum(row[column] for row in rows) == total[column] == screen[name]
    assert total[head.index("合格率(合格/实考)%")] == screen["pass_rate"]["percent"]


def test_it_writes_the_list_with_text_as_text_and_points_with_two_decimals(ask, client, district):
    export = ask(district.administrator, kind="results").json()
    make_export(export_id=export["id"])
    head, *rows = sheet(client, export["id"], "成绩名单")
    assert len(rows) == 5
    names = [row[head.index("姓名")] for row in rows]
    assert "'=HYPERLINK(1)" in names
    assert 70.25 in [row[head.index("最终成绩")] for row in rows]


def test_it_gives_a_file_with_a_header_alone_for_no_rows(ask, client, district):
    export = ask(district.administrator, kind="results", verdict="exempt").json()
    make_export(export_id=export["id"])
    assert len(sheet(client, export["id"], "成绩名单")) == 1


def grants(person, *roles):
    """These roles and no others."""
    RoleGrant.objects.filter(person=person).delete()
    for role, unit in roles:
        RoleGrant.objects.create(person=person, role=role, unit=unit)
    return person


def test_it_exports_the_own_subtree_alone(ask, client, district):
    refused = ask(district.finance_administrator, unit=district.justice.pk)
    assert refused.status_code == 404
    export = ask(district.finance_administrator, kind="results", unit=district.finance.pk).json()
    make_export(export_id=export["id"])
    assert {row[0] for row in sheet(client, export["id"], "成绩名单")[1:]} == {"财政局"}


def test_it_is_not_made_once_the_right_is_gone(ask, district):
    export = ask(district.finance_administrator, unit=district.finance.pk).json()
    RoleGrant.objects.filter(person=district.finance_administrator).delete()
    make_export(export_id=export["id"])
    made = Export.objects.get(pk=export["id"])
    assert made.state == "failed"
    assert made.error["code"] == "not_permitted"


@pytest.mark.parametrize("has_link", [False, True])
def test_it_is_not_given_out_once_the_right_is_gone(ask, client, district, has_link):
    export = ask(district.finance_administrator, kind="results", unit=district.finance.pk).json()
    make_export(export_id=export["id"])
    link = f"/api/v1/exports/{export['id']}/download/"
    url = client.post(link).json()["url"] if has_link else ""
    RoleGrant.objects.filter(person=district.finance_administrator).update(unit=district.justice)
    answer = client.get(f"/api/v1/{url}") if has_link else client.post(link)
    assert answer.status_code == 404


@pytest.mark.parametrize("has_link", [False, True])
def test_leading_scores_are_not_given_out_to_who_may_no_longer_see_them(ask, client, district, has_link):
    """She reaches examination and unit as before, as administrator of the unit instead of the district."""
    district.exam.leading_scores_to_district_only = True
    district.exam.save()
    export = ask(district.administrator, kind="results", unit=district.finance.pk).json()
    make_export(export_id=export["id"])
    link = f"/api/v1/exports/{export['id']}/download/"
    url = client.post(link).json()["url"] if has_link else ""
    grants(district.administrator, (Role.UNIT_ADMINISTRATOR, district.finance))
    answer = client.get(f"/api/v1/{url}") if has_link else client.post(link)
    assert (answer.status_code, answer.json()["code"]) == (403, "export_beyond_rights")
    again = ask(district.administrator, kind="results", unit=district.finance.pk).json()
    make_export(export_id=again["id"])
    assert len(sheet(client, again["id"], "成绩名单")) == 3


def test_the_files_of_a_unit_leave_leading_scores_out_as_its_screen_does(ask, client, district):
    district.exam.leading_scores_to_district_only = True
    district.exam.save()
    district.sat(district.finance, 8000, is_leading=True)
    district.tally()
    export = ask(district.finance_administrator, unit=district.finance.pk).json()
    make_export(export_id=export["id"])
    head, *_, total = sheet(client, export["id"], "统计")
    assert [total[head.index(title)] for title in ("实考", "优秀", "平均分")] == [3, 1, 72.5]
    assert any("不含领导干部" in text for _, text in sheet(client, export["id"], "说明"))


def test_a_list_is_not_given_out_to_who_may_no_longer_see_all_its_lines(ask, client, district):
    """An auditor of the town reads its figures; its persons in this examination are for its administrator."""
    export = ask(grants(district.auditor, (Role.UNIT_ADMINISTRATOR, district.town)), unit=district.town.pk).json()
    make_export(export_id=export["id"])
    grants(district.auditor, (Role.AUDITOR, district.town), (Role.UNIT_ADMINISTRATOR, district.village))
    link = f"/api/v1/exports/{export['id']}/download/"
    assert client.post(link).json()["code"] == "export_beyond_rights"
    grants(district.auditor, (Role.UNIT_ADMINISTRATOR, district.root))
    assert client.post(link).status_code == 200


def test_it_is_taken_once_by_its_own_person_within_ten_minutes(ask, client, district):
    export = ask(district.administrator).json()
    make_export(export_id=export["id"])
    url = client.post(f"/api/v1/exports/{export['id']}/download/").json()["url"]
    client.force_login(district.auditor)
    assert client.get(f"/api/v1/{url}").status_code == 404
    client.force_login(district.administrator)
    assert client.get(f"/api/v1/{url}").status_code == 200
    assert client.get(f"/api/v1/{url}").status_code == 404
    url = client.post(f"/api/v1/exports/{export['id']}/download/").json()["url"]
    Export.objects.update(download_token_until=timezone.now() - dt.timedelta(seconds=1))
    assert client.get(f"/api/v1/{url}").status_code == 404


def test_it_makes_one_file_at_a_time_for_a_person(ask, district):
    assert ask(district.administrator).status_code == 202
    assert ask(district.administrator).json()["code"] == "too_many_exports"


def test_it_may_be_delivered_twice(ask, district):
    export = ask(district.administrator).json()
    make_export(export_id=export["id"])
    make_export(export_id=export["id"])
    made = Export.objects.get(pk=export["id"])
    assert (made.state, made.runs) == ("done", 1)


def test_it_is_resumed_once_and_then_given_up(ask, district):
    export = ask(district.administrator).json()
    Export.objects.update(state="running", runs=2, heartbeat_at=timezone.now() - dt.timedelta(minutes=5))
    assert stalled_exports() == [export["id"]]
    make_export(export_id=export["id"])
    assert Export.objects.get(pk=export["id"]).error["code"] == "worker_died"


def test_it_can_be_cancelled_while_it_waits(ask, client, district):
    export = ask(district.administrator).json()
    assert client.delete(f"/api/v1/exports/{export['id']}/").status_code == 204
    make_export(export_id=export["id"])
    assert Export.objects.get(pk=export["id"]).state == "cancelled"


def test_it_is_removed_after_its_time(ask, client, district):
    export = ask(district.administrator).json()
    make_export(export_id=export["id"])
    made = Export.objects.get(pk=export["id"])
    assert path_of(made).exists()
    Export.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))
    expire_exports()
    assert not path_of(made).exists()
    assert client.post(f"/api/v1/exports/{export['id']}/download/").status_code == 410


def test_it_stops_half_way_when_cancelled(ask, district, monkeypatch):
    export = ask(district.administrator, kind="results").json()
    monkeypatch.setattr(listings, "CHUNK", 1)
    Export.objects.filter(pk=export["id"]).update(state="queued")
    real = exports._progress

    def cancel_then_report(row, done, total):
        Export.objects.filter(pk=row.pk).update(state="cancelled")
        return real(row, done, total)

    monkeypatch.setattr(exports, "_progress", cancel_then_report)
    make_export(export_id=export["id"])
    made = Export.objects.get(pk=export["id"])
    assert made.state == "cancelled"
    assert not path_of(made).exists()


def test_a_run_taken_for_dead_neither_ends_nor_touches_the_next_one(ask, district, monkeypatch):
    export = ask(district.administrator, kind="results").json()
    real, files = exports._progress, []

    def take_over_then_report(row, done, total):
        Export.objects.filter(pk=row.pk).update(runs=2)
        following = path_of(Export.objects.get(pk=row.pk))
        following.write_bytes(b"being written")
        files.extend([path_of(row), following])
        return real(row, done, total)

    monkeypatch.setattr(exports, "_progress", take_over_then_report)
    make_export(export_id=export["id"])
    assert Export.objects.get(pk=export["id"]).state == "running"
    assert [path.exists() for path in files] == [False, True]


DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    '=HYPERLINK("http://evil.example")',
]


def test_n101_no_cell_is_a_formula(ask, client, district):
    """S43: names and offices that a spreadsheet program could run are text, by a mark before them or by their type."""
    for text in DANGEROUS:
        district.entry(district.justice, person_name=text, office=text)
    export = ask(district.administrator, kind="results").json()
    make_export(export_id=export["id"])
    url = client.post(f"/api/v1/exports/{export['id']}/download/").json()["url"]
    content = b"".join(client.get(f"/api/v1/{url}").streaming_content)
    cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    texts = {cell.value for cell in cells if isinstance(cell.value, str)}
    assert {f"'{text}" for text in DANGEROUS if "\r" not in text} <= texts
    assert not [text for text in texts if text.startswith(FORMULA_STARTS)]


def test_a_full_disk_is_told_to_who_asked(ask, client, district):
    export = ask(district.administrator).json()
    with small_disk(exports.folder(), 1), full(exports.folder()):
        make_export(export_id=export["id"])
    told = client.get(f"/api/v1/exports/{export['id']}/").json()
    assert (told["state"], told["error"]["code"]) == ("failed", "disk_full")
    assert "磁盘" in told["error"]["detail"]
