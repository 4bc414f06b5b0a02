"""The law library through the API: laws as of a day, versions, provisions, comparison, repeal, citations."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from exam_platform.audit.models import AuditRecord
from exam_platform.people.models import Role
from questions.models import Law, LawVersion, Provision, Status
from tests.questions.conftest import client_of, person_with
from tests.questions.law_files import LAWS, NEW, OLD, confirm_laws, import_laws, shared_texts, upload_laws, zipped


@pytest.fixture
def as_candidate(db: None) -> APIClient:
    return client_of(person_with(Role.CANDIDATE, "考生丁"))


@pytest.fixture
def library(as_trainer: APIClient) -> dict[int, int]:
    """Both versions of the invented law: version id by year."""
    import_laws(as_trainer, OLD, NEW)
    return {version.dated.year: version.pk for version in LawVersion.objects.all()}


def get(client: APIClient, path: str, **query: Any) -> Any:
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def law_path() -> str:
    return f"{LAWS}{Law.objects.get().pk}/"


@pytest.mark.parametrize(
    ("day", "year", "statuses"),
    [
        ("2015-05-31", None, ["not_yet_in_force", "not_yet_in_force"]),
        ("2015-06-01", 2015, ["in_force", "not_yet_in_force"]),
        ("2020-05-31", 2015, ["in_force", "not_yet_in_force"]),
        ("2020-06-01", 2020, ["amended", "in_force"]),
        ("2023-12-31", 2020, ["amended", "in_force"]),
        ("2024-01-01", None, ["repealed", "repealed"]),
    ],
)
def test_the_law_as_of_a_day(
    library: dict[int, int], as_trainer: APIClient, day: str, year: int | None, statuses: list[str]
) -> None:
    as_trainer.post(f"{law_path()}repeal/", {"repealed_on": "2024-01-01", "reason": "被替代"}, format="json")
    versions = get(as_trainer, law_path(), on=day)["versions"]
    assert [version["status"] for version in versions] == statuses
    # the query says the same as the property
    on_day = LawVersion.objects.in_force_on_day(dt.date.fromisoformat(day))
    assert list(on_day.values_list("pk", flat=True)) == ([library[year]] if year else [])


def test_status_and_query_agree_where_two_versions_enter_into_force_on_one_day(library: dict[int, int]) -> None:
    LawVersion.objects.update(in_force_on=dt.date(2020, 6, 1))
    day = dt.date(2021, 1, 1)
    (now,) = LawVersion.objects.in_force_on_day(day)
    assert now.pk == library[2020]
    found = {one.dated.year: one.status_on(day) for one in LawVersion.objects.with_end().select_related("law")}
    assert found == {2015: Status.AMENDED, 2020: Status.IN_FORCE}


def test_the_list_shows_the_version_of_the_day(library: dict[int, int], as_candidate: APIClient) -> None:
    (law,) = get(as_candidate, LAWS)["results"]
    assert (law["title"], law["versions"], law["permissions"]) == ("甲市图书馆条例", 2, {"edit": False})
    assert (law["version"]["id"], law["version"]["articles"]) == (library[2020], 5)
    assert law["version"]["issuing_body"] == "甲市人民代表大会常务委员会"
    (law,) = get(as_candidate, LAWS, on="2016-01-01", search="图书馆 甲市")["results"]
    assert (law["version"]["id"], law["version"]["superseded_on"]) == (library[2015], "2020-06-01")
    assert get(as_candidate, LAWS, search="民法典")["results"] == []
    assert as_candidate.get(LAWS, {"on": "昨天"}).status_code == 400
    assert as_candidate.get(LAWS, {"year": "2020"}).status_code == 400
    assert APIClient().get(LAWS).status_code in (401, 403)


def test_a_version_with_its_contents_and_provisions(library: dict[int, int], as_candidate: APIClient) -> None:
    path = f"{law_path()}versions/{library[2020]}/"
    version = get(as_candidate, path)
    assert version["history"].startswith("2015年3月1日 甲市第一届")
    assert version["contents"] == [
        {"level": 0, "title": "第一章 总则", "article": 1, "branch": 0},
        {"level": 0, "title": "第二章 服务", "article": 3, "branch": 0},
    ]
    assert (version["missing"], version["law"]["short_title"]) == ([], "甲市图书馆条例")
    page = get(as_candidate, f"{path}provisions/", page_size=2)
    assert [one["label"] for one in page["results"]] == ["第一条", "第二条"]
    page = as_candidate.get(page["next"]).json()
    assert [one["label"] for one in page["results"]] == ["第三条", "第四条"]
    (one,) = get(as_candidate, f"{path}provisions/", article=4, branch=0)["results"]
    assert (one["path"], one["text"]) == (["第二章 服务"], "图书馆不得向读者收取押金。")
    assert one["paragraphs"] == [{"text": "图书馆不得向读者收取押金。", "items": []}]
    other = Law.objects.create(title="乙", short_title="乙")
    assert as_candidate.get(f"{LAWS}{other.pk}/versions/{library[2020]}/provisions/").status_code == 404


def test_two_versions_side_by_side(library: dict[int, int], as_candidate: APIClient) -> None:
    path = f"{law_path()}versions/{library[2020]}/comparison/"
    compared = get(as_candidate, path, **{"with": library[2015]})
    assert compared["counts"] == {"same": 1, "changed": 2, "new": 1, "gone": 1, "moved": 1}
    kinds = [(one["kind"], (one["old"] or one["new"])["article"]) for one in compared["differences"]]
    assert kinds == [("same", 1), ("changed", 2), ("new", 3), ("moved", 3), ("gone", 4), ("changed", 5)]
    pieces = {(p["kind"], p["text"]) for p in compared["differences"][1]["pieces"]}
    assert {("deleted", "五"), ("inserted", "三")} <= pieces
    assert as_candidate.get(path).status_code == 400
    assert as_candidate.get(path, {"with": 10**9}).status_code == 404


def test_an_article_is_found_by_one_indexed_query(library: dict[int, int]) -> None:
    with CaptureQueriesContext(connection) as captured:
        Provision.objects.get(version=library[2020], article=4, branch=0)
    assert len(captured) == 1
    plan = Provision.objects.filter(version=library[2020], article=4, branch=0).explain()
    if connection.vendor == "sqlite":
        assert "USING INDEX" in plan


def test_a_repeal_is_dated_reasoned_recorded_and_can_be_taken_back(
    library: dict[int, int], as_trainer: APIClient, as_candidate: APIClient
) -> None:
    door, body = f"{law_path()}repeal/", {"repealed_on": "2024-01-01", "reason": "被乙市条例替代"}
    assert as_candidate.post(door, body, format="json").status_code == 403
    assert as_trainer.post(door, {"repealed_on": "2024-01-01"}, format="json").status_code == 400
    law = as_trainer.post(door, body, format="json").json()
    assert (law["repealed_on"], law["repeal_reason"]) == ("2024-01-01", "被乙市条例替代")
    assert {version["status"] for version in law["versions"]} == {"repealed"}
    assert as_trainer.post(door, body, format="json").json()["code"] == "law_repealed"
    assert as_trainer.delete(door, {"reason": "登记有误"}, format="json").json()["repealed_on"] is None
    assert as_trainer.delete(door, {"reason": "登记有误"}, format="json").json()["code"] == "law_not_repealed"
    kinds = list(AuditRecord.objects.filter(subject__startswith="law:").values_list("kind", flat=True))
    assert sorted(kinds) == ["law_repeal_undone", "law_repealed"]


def test_the_day_of_entry_into_force_can_be_put_right(library: dict[int, int], as_trainer: APIClient) -> None:
    door = f"{law_path()}versions/{library[2020]}/in-force/"
    law = as_trainer.put(door, {"in_force_on": "2021-01-01"}, format="json").json()
    assert [version["in_force_on"] for version in law["versions"]] == ["2015-06-01", "2021-01-01"]
    record = AuditRecord.objects.get(kind="law_in_force_set")
    assert (record.detail["before"], record.detail["after"]) == ("2020-06-01", "2021-01-01")


def test_what_a_citation_names_on_a_day(as_trainer: APIClient, as_candidate: APIClient, shared: Path) -> None:
    texts = shared_texts(shared, "行政处罚法(2021-01-22)", "监察法(2018-03-20)", "监察法(2024-12-25)")
    confirm_laws(as_trainer, upload_laws(as_trainer, "a.zip", zipped(texts)))
    door = "/api/v1/citation-lookup/"
    asked = "《行政处罚法》第九条第二项；第33条第一款、第九款；第二百条\n《监察法》第二十二条第一款;《刑法》第一条"
    found = get(as_candidate, door, text=asked, on="2024-06-01")
    assert [one["citation"] for one in found] == [
        "《中华人民共和国行政处罚法》第九条第二项",
        "《中华人民共和国行政处罚法》第三十三条第一款",
        "《中华人民共和国行政处罚法》第三十三条第九款",
        "《中华人民共和国行政处罚法》第二百条",
        "《中华人民共和国监察法》第二十二条第一款",
        "《刑法》第一条",
    ]
    assert found[0]["text"] == "（二）罚款、没收违法所得、没收非法财物；"
    assert found[1]["text"].startswith("违法行为轻微并及时改正")
    assert (found[2]["text"], found[2]["provision"]["label"]) == ("", "第三十三条")
    assert (found[3]["provision"], found[5]["law"]) == (None, None)
    assert found[4]["text"].startswith("被调查人涉嫌贪污贿赂")
    later = get(as_candidate, door, text="《监察法》第二十二条", on="2025-07-01")
    assert later[0]["text"] == "在调查过程中，监察机关可以询问证人等人员。"
    refused = as_candidate.get(door, {"text": "民法典第三条"})
    assert (refused.status_code, refused.json()["code"]) == (400, "citation_unreadable")


def test_lists_take_a_fixed_number_of_queries(
    as_trainer: APIClient, as_candidate: APIClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    import_laws(as_trainer, *(OLD.replace("甲市", f"第{n}市") for n in range(20)))
    as_candidate.get(LAWS)
    law = Law.objects.order_by("pk")[0]
    path = f"{LAWS}{law.pk}/versions/{law.versions.get().pk}/"
    # laws, versions
    with django_assert_num_queries(2):
        as_candidate.get(LAWS)
    # version with its law and count, headings
    with django_assert_num_queries(2):
        as_candidate.get(path)
    # version, provisions
    with django_assert_num_queries(2):
        as_candidate.get(f"{path}provisions/")
    with django_assert_num_queries(2):
        as_candidate.get(
            "/api/v1/citation-lookup/", {"text": ";".join(f"《第{n}市图书馆条例》第一条" for n in range(20))}
        )


def test_today_is_the_day_in_shanghai(
    library: dict[int, int], as_trainer: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour past midnight there, when it is the day before in UTC."""
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2026, 3, 1, 17, tzinfo=dt.UTC))
    for day, version in ((2, 2020), (3, 2015)):
        LawVersion.objects.filter(pk=library[2020]).update(in_force_on=dt.date(2026, 3, day))
        assert get(as_trainer, LAWS)["results"][0]["version"]["id"] == library[version]
