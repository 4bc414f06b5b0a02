"""Rows about persons who are registered already: unchanged, changed, in another unit (N11–N13, N44)."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from exam_platform.audit.models import AuditRecord
from exam_platform.people.models import Person, Post, PostCategory, PostRequest
from tests.people.rosters.files import id_number, person, roster_file
from tests.people.rosters.runs import Run, codes, wrong_columns

pytestmark = pytest.mark.django_db
Preview = Callable[..., Run]
ClientOf = Callable[[str], APIClient]


def imported() -> Person:
    return Person.objects.exclude(id_number="").get(name="赵乙子")


def test_n44_it_skips_what_is_unchanged(preview: Preview) -> None:
    preview(person(1), person(2)).confirm()
    again = preview(person(1), person(2))
    assert again.job["counts"] == {"accept": 0, "reject": 0, "skip": 2, "warning": 0, "empty": 0}
    assert codes(again.rows[3]) == {"unchanged"}


def test_it_shows_what_changes_old_and_new_with_personal_columns_masked(preview: Preview) -> None:
    preview(person(1)).confirm()
    run = preview(person(1, 职务="科长", 手机号="13800138000", 是否领导干部="是", 人员类别="国家工作人员、人民调解员"))
    assert run.rows[3]["change"] == {
        "kind": "changed",
        "columns": {
            "手机号": ["199****0001", "138****8000"],
            "职务": ["科员", "科长"],
            "人员类别": ["国家工作人员", "国家工作人员、人民调解员"],
            "是否领导干部": ["否", "是"],
        },
    }
    run.confirm()
    post = Post.objects.get()
    assert (post.title, post.is_leading, post.rank) == ("科长", True, "一级科员")
    assert set(PostCategory.objects.values_list("category", flat=True)) == {"civil_servant", "mediator"}
    assert (imported().phone, imported().phone_masked) == ("13800138000", "138****8000")
    assert preview(person(1, 职务="科长", 手机号="13800138000")).job["counts"]["accept"] == 1


def test_it_leaves_alone_what_a_blank_cell_does_not_say(preview: Preview) -> None:
    preview(person(1)).confirm()
    assert preview(person(1, 手机号=None, 职务=None, 是否领导干部=None)).rows[3]["verdict"] == "skip"


def test_it_refuses_a_registered_number_under_another_name(preview: Preview) -> None:
    preview(person(1)).confirm()
    row = preview(person(1, 姓名="别人")).rows[3]
    assert wrong_columns(row) == {"身份证号"}
    assert "赵乙子" in row["notes"][0]["message"]


def test_it_takes_spellings_of_one_name_for_one_person(preview: Preview) -> None:
    preview(person(1, 姓名="买买提·艾力")).confirm()
    assert preview(person(1, 姓名="买买提・艾力")).rows[3]["verdict"] == "skip"


def test_n13_it_adds_a_post_at_once_for_who_sees_both_units(preview: Preview) -> None:
    preview(person(1)).confirm()
    run = preview(person(1, 单位="信访局", 手机号="13800138000"))
    assert run.rows[3]["change"] == {"kind": "new"}
    assert "another_post" in codes(run.rows[3])
    run.confirm()
    assert list(Post.objects.order_by("id").values_list("unit__name", "is_main")) == [
        ("司法办公室", True), ("信访局", False),
    ]  # fmt: skip
    assert imported().phone == "13800138000"
    assert Person.objects.exclude(id_number="").count() == 1


def test_it_gives_a_main_post_to_who_has_none_any_more(preview: Preview) -> None:
    preview(person(1)).confirm()
    Post.objects.update(valid_to="2026-01-01", is_main=False)
    preview(person(1, 单位="信访局"), person(1, 单位="疃里镇", 科室=None)).confirm()
    assert list(Post.objects.filter(valid_to=None).order_by("id").values_list("unit__name", "is_main")) == [
        ("信访局", True), ("疃里镇", False),
    ]  # fmt: skip


def test_n13_it_only_asks_for_who_does_not_see_the_other_unit(preview: Preview, administrator_of: ClientOf) -> None:
    preview(person(1)).confirm()
    town = administrator_of("000123")
    run = Run(town, "roster-imports", roster_file([person(1, 单位="疃里镇", 手机号="13900139000", 性别=None)]))
    row = run.rows[3]
    assert (row["verdict"], codes(row)) == ("accept", {"known_elsewhere"})
    assert "司法" not in str(row)
    run.confirm()
    assert Post.objects.count() == 1
    assert imported().phone == "19900000001"
    assert PostRequest.objects.get().state == "pending"
    again = Run(town, "roster-imports", roster_file([person(1, 单位="疃里镇")]))
    assert codes(again.rows[3]) == {"already_requested"}


def test_n13_it_does_not_name_who_is_registered_elsewhere(preview: Preview, administrator_of: ClientOf) -> None:
    preview(person(1)).confirm()
    row = Run(administrator_of("000123"), "roster-imports", roster_file([person(1, 姓名="别人", 单位="疃里镇")])).rows[
        3
    ]
    assert wrong_columns(row) == {"身份证号"}
    assert "赵乙子" not in str(row)
    assert "司法" not in str(row)


@pytest.fixture
def request_id(preview: Preview, administrator_of: ClientOf) -> int:
    """疃里镇 asks for a person of 司法办公室."""
    preview(person(1)).confirm()
    Run(
        administrator_of("000123"), "roster-imports", roster_file([person(1, 单位="疃里镇", 人员类别="人民调解员")])
    ).confirm()
    return PostRequest.objects.get().pk


def decide(client: APIClient, request_id: int, decision: str = "confirm", reason: str = "") -> int:
    url = f"/api/v1/post-requests/{request_id}/decision/"
    return client.post(url, {"decision": decision, "reason": reason}, format="json").status_code


def test_n13_the_other_unit_confirms(request_id: int, administrator_of: ClientOf) -> None:
    client = administrator_of("000106")
    listed = client.get("/api/v1/post-requests/?state=pending").json()["results"]
    assert [(row["id"], row["unit"]["name"], row["person"]["name"]) for row in listed] == [
        (request_id, "疃里镇", "赵乙子")
    ]
    assert listed[0]["post"] == {"office": "法制科", "title": "科员", "categories": ["mediator"]}
    assert decide(client, request_id) == 200
    post = Post.objects.get(unit__name="疃里镇")
    assert (post.is_main, post.title) == (False, "科员")
    assert list(post.categories.values_list("category", flat=True)) == ["mediator"]
    assert AuditRecord.objects.filter(kind="post_request.confirmed").count() == 1
    assert decide(client, request_id) == 409


def test_n13_the_district_declines(request_id: int, district: APIClient) -> None:
    assert decide(district, request_id, "decline") == 400
    assert decide(district, request_id, "decline", "不在贵镇工作") == 200
    assert Post.objects.count() == 1
    assert AuditRecord.objects.get(kind="post_request.declined").detail["reason"] == "不在贵镇工作"
    [declined] = district.get("/api/v1/post-requests/?state=declined").json()["results"]
    assert (declined["decision_reason"], declined["decided_by"] is not None) == ("不在贵镇工作", True)


def test_n13_who_asked_and_strangers_cannot_decide(request_id: int, administrator_of: ClientOf) -> None:
    for code in ("000123", "000124"):
        client = administrator_of(code)
        assert client.get("/api/v1/post-requests/").json()["results"] == []
        assert decide(client, request_id) == 404
    assert Post.objects.count() == 1


def test_it_says_when_a_post_has_come_about_otherwise(request_id: int, preview: Preview, district: APIClient) -> None:
    preview(person(1, 单位="疃里镇")).confirm()
    assert decide(district, request_id) == 409
    assert PostRequest.objects.get().state == "pending"


def test_it_refuses_an_employee_number_of_another_person(district: APIClient, units: object) -> None:
    from tests.people.rosters.files import HEADERS

    def run(*rows: dict[str, object]) -> Run:
        return Run(district, "roster-imports", roster_file(rows, [*HEADERS, "工号"]))

    run(person(1, 工号="A-001")).confirm()
    assert Person.objects.get(employee_number="A-001").name == "赵乙子"
    again = run(person(2, 工号="A-001"), person(3, 工号="A-002"), person(4, 工号="A-002"), person(5, 工号="甲 1"))
    assert [wrong_columns(row) for row in again.rows.values()] == [{"工号"}] * 4


def test_it_writes_nothing_when_the_platform_changed_since_the_preview(preview: Preview, district: APIClient) -> None:
    late = preview(person(1), person(2))
    preview(person(2, 姓名="别人")).confirm()
    district.post(f"{late.url}confirmation/", {}, format="json")
    from exam_platform.people import tasks

    tasks.commit_roster_import(job_id=late.job["id"])
    late.look()
    assert (late.job["state"], late.job["error"]["code"]) == ("failed", "changed_since_preview")
    assert not Person.objects.filter(id_number_tail=id_number(1)[-4:]).exists()


def test_it_writes_once_when_its_task_runs_twice(preview: Preview) -> None:
    from exam_platform.people import tasks

    run = preview(person(1), person(2)).confirm()
    tasks.commit_roster_import(job_id=run.job["id"])
    tasks.parse_roster_import(job_id=run.job["id"])
    assert Post.objects.count() == 2
    assert AuditRecord.objects.filter(kind="roster_import.done").count() == 1
