"""Articles found by a law's name, a number or words, and the questions on each of them."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from exam_platform.people.models import Person, Role
from questions import text_index
from questions.actions import add_revision, create_question
from questions.models import Law, LawVersion, Status
from tests.questions.conftest import QUESTIONS, client_of, person_with, true_false
from tests.questions.law_files import LAWS, NEW, OLD, import_laws
from tests.questions.test_question_export import export

PROVISIONS = "/api/v1/provisions/"
CONTRACTS = """中华人民共和国合同法

1999年3月15日 第九届全国人民代表大会第二次会议通过

第一条 为了保护合同当事人，制定本法。

第二条 违反图书馆管理规定的处罚：
（一）警告；
（二）罚款。
当事人可以解除合同。

第二条之一 合同应当公平。

第三条 本法自1999年10月1日起施行。
"""


@pytest.fixture
def as_candidate(db: None) -> APIClient:
    return client_of(person_with(Role.CANDIDATE, "考生丁"))


@pytest.fixture
def versions(as_trainer: APIClient) -> dict[int, int]:
    """Version id by year: two of the libraries' law, one of the other."""
    import_laws(as_trainer, OLD, NEW, CONTRACTS)
    return {version.dated.year: version.pk for version in LawVersion.objects.all()}


def find(client: APIClient, search: str, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(PROVISIONS, {"search": search, **query})
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def places(client: APIClient, search: str, **query: Any) -> list[str]:
    return [f"{one['law']['short_title']}{one['label']}" for one in find(client, search, **query)]


@pytest.mark.parametrize("few", [0, text_index.FEW])
@pytest.mark.usefixtures("versions")
def test_an_article_is_found_by_words_numbers_and_names(
    few: int, as_candidate: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_index, "FEW", few)
    assert places(as_candidate, "合同") == ["合同法第一条", "合同法第二条", "合同法第二条之一"]
    assert places(as_candidate, "处罚") == places(as_candidate, "图书馆 解除") == ["合同法第二条"]
    assert places(as_candidate, "三日内") == ["甲市图书馆条例第二条"]
    assert places(as_candidate, "五日内") == []
    assert places(as_candidate, "五日内", on="2016-01-01") == ["甲市图书馆条例第二条"]
    assert places(as_candidate, "合同", on="1999-09-30") == []
    assert places(as_candidate, "图书馆条例 押金") == ["甲市图书馆条例第四条"]
    assert places(as_candidate, "《中华人民共和国合同法》第二条") == ["合同法第二条", "合同法第二条之一"]
    assert places(as_candidate, "合同法第二条之一") == ["合同法第二条之一"]
    assert places(as_candidate, "图书馆 2") == ["甲市图书馆条例第二条", "合同法第二条"]
    assert len(places(as_candidate, "合同法")) == 4
    for nothing in ("没有这个词", "%", "_", "\\", "》", "合同法 押金"):
        assert places(as_candidate, nothing) == []


def test_what_is_found_can_be_cited_as_it_stands(versions: dict[int, int], as_candidate: APIClient) -> None:
    (one,) = find(as_candidate, "处罚")
    law = Law.objects.get(short_title="合同法")
    assert one["law"] == {"id": law.pk, "title": "中华人民共和国合同法", "short_title": "合同法"}
    assert (one["version"], one["article"], one["branch"], one["path"]) == (versions[1999], 2, 0, [])
    assert one["citation"] == "《中华人民共和国合同法》第二条"
    assert one["paragraphs"] == [
        {
            "citation": "《中华人民共和国合同法》第二条第一款",
            "text": "违反图书馆管理规定的处罚：\n（一）警告；\n（二）罚款。",
        },
        {"citation": "《中华人民共和国合同法》第二条第二款", "text": "当事人可以解除合同。"},
    ]
    assert {"text": "处罚", "found": True} in one["snippet"]


def test_one_version_is_looked_through_whether_in_force_or_not(
    versions: dict[int, int], as_candidate: APIClient
) -> None:
    assert places(as_candidate, "五日内", version=versions[2015]) == ["甲市图书馆条例第二条"]
    assert places(as_candidate, "合同", version=versions[2015]) == []
    assert places(as_candidate, "合同", version=10**9) == []
    for query in ({}, {"search": ""}, {"search": "字" * 101}, {"search": "一", "on": "昨天"}, {"search": "一", "x": 1}):
        assert as_candidate.get(PROVISIONS, query).status_code == 400


@pytest.mark.usefixtures("versions")
def test_pages_follow_one_another_at_a_fixed_cost(
    as_candidate: APIClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # laws by name, the index, the page
    with django_assert_num_queries(3):
        first = as_candidate.get(PROVISIONS, {"search": "合同", "page_size": 2}).json()
    second = as_candidate.get(first["next"]).json()
    assert [one["label"] for one in [*first["results"], *second["results"]]] == ["第一条", "第二条", "第二条之一"]
    with django_assert_num_queries(1):
        as_candidate.get(PROVISIONS, {"search": "合同法 2"})


@pytest.fixture
def cited(versions: dict[int, int], trainer: Person) -> Law:
    """Three questions on 第二条, of which one has moved to 第二条之一; one on the law as a whole."""
    questions = [
        create_question(author=trainer, draft=true_false(f"第{number}句。", citation="《合同法》第二条第一款、第二款"))
        for number in range(3)
    ]
    moved = true_false("第0句改。", citation="《中华人民共和国合同法》第二条之一")
    add_revision(question=questions[0], author=trainer, draft=moved)
    create_question(author=trainer, draft=true_false("全法。", citation="《合同法》；《甲市图书馆条例》第二条"))
    return Law.objects.get(short_title="合同法")


def test_each_article_says_how_many_questions_cite_it(
    cited: Law,
    versions: dict[int, int],
    as_trainer: APIClient,
    as_candidate: APIClient,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    door = f"{LAWS}{cited.pk}/versions/{versions[1999]}/provisions/"
    with django_assert_num_queries(3):
        counted = as_trainer.get(door).json()["results"]
    assert [(one["label"], one["questions"]) for one in counted] == [
        ("第一条", 0),
        ("第二条", 2),
        ("第二条之一", 1),
        ("第三条", 0),
    ]
    assert {one["questions"] for one in as_candidate.get(door).json()["results"]} == {None}


def test_the_list_of_questions_shows_those_on_an_article(
    cited: Law, as_trainer: APIClient, as_auditor: APIClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def stems(**query: Any) -> list[str]:
        rows = as_trainer.get(QUESTIONS, query).json()["results"]
        return [row["revision"]["stem"] for row in rows]

    assert stems(law=cited.pk, article=2) == ["第2句。", "第1句。"]
    assert stems(law=cited.pk, article=2, branch=1) == ["第0句改。"]
    assert stems(law=cited.pk) == ["全法。", "第2句。", "第1句。", "第0句改。"]
    assert stems(law=cited.pk, article=2, search="第2") == ["第2句。"]
    assert export(as_trainer, law=cited.pk, article=2)["exported"] == 2
    with django_assert_num_queries(4):
        as_trainer.get(QUESTIONS, {"law": cited.pk, "article": 2})
    assert as_trainer.get(QUESTIONS, {"law": 10**9}).status_code == 404
    assert as_trainer.get(QUESTIONS, {"article": 2}).status_code == 400
    # she may not see what a question cites, nor find out
    assert as_auditor.get(QUESTIONS, {"law": cited.pk}).status_code == 403


@pytest.fixture
def as_auditor(db: None) -> APIClient:
    return client_of(person_with(Role.AUDITOR, "审计员"))


def test_laws_are_listed_by_the_status_of_the_version_that_is_shown(
    versions: dict[int, int], as_trainer: APIClient, as_candidate: APIClient
) -> None:
    Law.objects.create(title="空", short_title="空")
    law = Law.objects.get(short_title="甲市图书馆条例")
    as_trainer.post(f"{LAWS}{law.pk}/repeal/", {"repealed_on": "2024-01-01", "reason": "被替代"}, format="json")

    def listed(day: str) -> dict[str, list[str]]:
        pages = {status: as_candidate.get(LAWS, {"status": status, "on": day}).json() for status in Status.values}
        return {status: [row["short_title"] for row in page["results"]] for status, page in pages.items()}

    library, contracts = "甲市图书馆条例", "合同法"
    for day in ("1999-09-30", "1999-10-01", "2016-01-01", "2020-06-01", "2024-01-01"):
        every = as_candidate.get(LAWS, {"on": day}).json()["results"]
        statuses = {row["short_title"]: row["version"]["status"] for row in every if row["version"]}
        assert listed(day) == {
            status: [title for title in (library, contracts) if statuses[title] == status] for status in Status.values
        }
    assert listed("2024-01-01")["repealed"] == [library]
    assert as_candidate.get(LAWS, {"status": "old"}).status_code == 400
