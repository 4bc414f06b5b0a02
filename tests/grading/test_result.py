import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exam_platform.exams.models import Exam, FormItem, Window
from exam_platform.grading.actions import grade_attempts
from exam_platform.sittings.models import Attempt
from questions.actions.law import store_statute
from questions.laws.citation import parse_citations
from questions.laws.reading import read_statute
from questions.laws.titles import short_title
from questions.models import Citation
from tests.questions.law_files import NEW, OLD
from tests.sittings.room import CANARY, Candidate

SHANGHAI = ZoneInfo("Asia/Shanghai")


def result(candidate: Candidate, attempt: int | None = None) -> dict[str, Any]:
    answer = candidate.client.get(f"/api/v1/attempts/{attempt or candidate.attempt}/result/")
    assert answer.status_code == 200, answer.content
    body: dict[str, Any] = answer.json()
    return body


def graded(candidate: Candidate) -> Candidate:
    candidate.submit(candidate.change(1, ["B"]), candidate.change(3, ["A"]))
    grade_attempts(attempt_ids=[candidate.attempt])
    return candidate


def end_window() -> None:
    past = timezone.now() - dt.timedelta(hours=3)
    Window.objects.update(opens_at=past, closes_at=past + dt.timedelta(hours=1))


def test_it_shows_the_score_at_once_and_the_rates_by_kind(writing):
    shown = result(graded(writing))
    assert (shown["score"], shown["full_points"], shown["verdict"]) == (200, 1000, "failed")
    assert shown["by_kind"][0] == {
        "kind": "single",
        "label": "单选题",
        "count": 2,
        "right": 1,
        "points": 200,
        "full_points": 400,
    }
    assert shown["closed_by"] == "candidate"
    assert shown["receipt"]
    assert (shown["review_released"], shown["review"], shown["content_url"]) == (False, None, None)


def test_no_key_leaves_before_the_review_opens(writing):
    """I15: neither in the paper, nor in any answer, nor in the result."""
    bodies = [writing.content().content, writing.save(writing.change(1, ["B"])).content]
    graded(writing)
    bodies.append(writing.client.get(f"/api/v1/attempts/{writing.attempt}/result/").content)
    bodies.append(writing.client.get("/api/v1/my/exams/").content)
    bodies.append(writing.start().content)
    for body in bodies:
        assert CANARY.encode() not in body
        assert b'"key"' not in body


def test_it_shows_the_review_with_keys_after_the_last_window(writing, django_assert_max_num_queries):
    graded(writing)
    end_window()
    with django_assert_max_num_queries(15):
        shown = result(writing)
    first, _, third, *_ = shown["review"]
    assert (first["answer"], first["key"], first["right"], first["mark"]) == (["B"], ["B"], True, 200)
    assert (third["answer"], third["key"], third["right"], third["mark"]) == (["A"], ["A", "C"], False, 0)
    assert CANARY in first["explanation"]
    assert [position for position, _ in shown["order"]] != []


def test_it_waits_for_publication_where_the_rule_says_so(writing):
    Exam.objects.update(score_release="on_publication")
    shown = result(graded(writing))
    assert (shown["score"], shown["verdict"], shown["by_kind"], shown["by_topic"]) == (None, "", [], [])
    Exam.objects.update(results_published_at=timezone.now())
    assert result(writing)["score"] == 200


def test_the_review_waits_for_an_extended_deadline(writing):
    """N77: someone may still be writing the same questions."""
    graded(writing)
    other = writing.room.candidate()
    other.start()
    end_window()
    shown = result(writing)
    assert (shown["review_released"], shown["review"]) == (False, None)


def test_nobody_reads_anothers_result(writing):
    graded(writing)
    other = writing.room.candidate()
    assert other.client.get(f"/api/v1/attempts/{writing.attempt}/result/").status_code == 404


def started_on(attempt: int, *day: int) -> None:
    """As if the attempt had been started that day, an hour after midnight in Shanghai: the day before in Greenwich."""
    Attempt.objects.filter(pk=attempt).update(started_at=dt.datetime(*day, 1, tzinfo=SHANGHAI))


def import_law(text: str) -> None:
    statute = read_statute(text)
    assert statute.dated
    store_statute(statute=statute, dated=statute.dated, imported_by=None, imported_at=timezone.now())


def cite(position: int, text: str) -> None:
    revision = FormItem.objects.filter(position=position).earliest("pk").revision
    Citation.objects.bulk_create(
        Citation(
            revision=revision,
            question_id=revision.question_id,
            text=one.text,
            law=one.law,
            short_title=short_title(one.law),
            article=one.article,
            branch=one.branch,
            paragraph=one.paragraph,
            item=one.item,
        )
        for one in parse_citations(text)
    )


@pytest.fixture
def citing(writing: Candidate) -> Candidate:
    """With citations of an article that was amended, one that never was, a law that is not there, a whole law."""
    cite(1, "《甲市图书馆条例》第二条第一款")
    cite(2, "《甲市图书馆条例》第九条;《乙市图书馆条例》第二条")
    cite(3, "《甲市图书馆条例》")
    graded(writing)
    end_window()
    return writing


def cited(candidate: Candidate) -> list[list[Any]]:
    return [[one["provision"] for one in item["citations"]] for item in result(candidate)["review"]]


@pytest.mark.parametrize(
    ("day", "dated", "days"),
    [((2015, 6, 1), "2015-03-01", "五"), ((2020, 5, 31), "2015-03-01", "五"), ((2020, 6, 1), "2020-03-01", "三")],
)
def test_the_review_shows_the_article_as_in_force_on_the_day(citing, day, dated, days):
    """B51: the day of the attempt, not the day of reading."""
    import_law(OLD)
    import_law(NEW)
    started_on(citing.attempt, *day)
    shown = {
        "citation": "《甲市图书馆条例》第二条第一款",
        "dated": dated,
        "text": f"图书馆应当在{days}日内答复读者。",
    }
    assert cited(citing) == [[shown], [None, None], [None], [], []]


def test_the_review_shows_the_citation_alone_where_no_text_is_at_hand(citing):
    started_on(citing.attempt, 2020, 6, 1)
    assert cited(citing) == [[None], [None, None], [None], [], []]
    first, second, third, *_ = result(citing)["review"]
    assert first["citations"][0]["text"] == "《甲市图书馆条例》第二条第一款"
    assert [one["article"] for one in second["citations"]] == [9, 2]
    assert third["citations"] == [
        {"text": "《甲市图书馆条例》", "law": "甲市图书馆条例", "article": None, "provision": None}
    ]
    import_law(NEW)
    started_on(citing.attempt, 2020, 5, 31)
    assert cited(citing)[0] == [None]


def test_the_articles_of_a_review_take_two_queries_however_many(citing, django_assert_num_queries):
    import_law(NEW)
    for number in range(20):
        import_law(NEW.replace("甲市", f"第{number}市"))
        cite(4, f"《第{number}市图书馆条例》第一条;《第{number}市图书馆条例》第二条")
    with CaptureQueriesContext(connection) as asked:
        assert sum(provision is not None for item in cited(citing) for provision in item) == 41
    Citation.objects.all().delete()
    with django_assert_num_queries(len(asked) - 2):
        assert cited(citing) == [[], [], [], [], []]


def test_no_article_leaves_before_the_review_opens(writing):
    import_law(NEW)
    cite(1, "《甲市图书馆条例》第二条")
    graded(writing)
    answer = writing.client.get(f"/api/v1/attempts/{writing.attempt}/result/").content.decode()
    assert "图书馆" not in answer
