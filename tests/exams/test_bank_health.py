"""How the bank stands, by topic, kind, difficulty and law."""

import datetime as dt

import pytest
from django.utils import timezone

from exam_platform.exams.models import Blueprint, Exam, Form, FormItem, Window
from questions.actions import suspend_question
from questions.models import Citation, Law, LawVersion, StaleMark
from tests.factories.exams import make_exam
from tests.factories.questions import make_questions, make_topic

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/bank-health/"


def cite(revision, law, article):
    cited = {"law": law, "short_title": law, "article": article}
    Citation.objects.create(revision=revision, question=revision.question, **cited)


@pytest.fixture
def bank(district):
    """Five single choices on 行政法, of which one is suspended, one stale; three true/false without a topic."""
    author = district.officer
    topic = make_topic("处罚", parent=make_topic("行政法"))
    singles = make_questions("single", 5, author, topic=topic, difficulty="easy")
    others = make_questions("true_false", 3, author)
    suspend_question(question=singles[4].question, by=author, reason="有争议")
    law = Law.objects.create(title="行政处罚法", short_title="行政处罚法")
    day = dt.date(2020, 1, 1)
    version = LawVersion.objects.create(law=law, dated=day, in_force_on=day, imported_at=timezone.now())
    StaleMark.objects.create(
        question=singles[0].question,
        revision=singles[0],
        reason="changed",
        previous=version,
        version=version,
        article=1,
    )
    cite(singles[0], "行政处罚法", 1)
    cite(singles[0], "行政处罚法", 2)
    cite(singles[1], "行政处罚法", 1)
    cite(singles[1], "行政许可法", 1)
    return singles, others


def hold(exam, revision):
    """A form of the examination holds the question."""
    blueprint, _ = Blueprint.objects.get_or_create(exam=exam, paper="all")
    form = Form.objects.create(
        exam=exam, blueprint=blueprint, number=1, content=b"", content_hash="", outline=[], full_points=100
    )
    FormItem.objects.create(form=form, position=1, revision=revision, points=100)


def groups(client, **query):
    answer = client.get(ADDRESS, query)
    assert answer.status_code == 200, answer.content
    rows = answer.json()["groups"]
    names = query.get("by", "").split(",")
    return [tuple(row[name] for name in (*names, "published", "stale", "never_used")) for row in rows]


def test_it_counts_each_group(officer, district, bank, django_assert_num_queries):
    singles, _ = bank
    hold(make_exam(district), singles[1])
    topic = singles[0].topic
    with django_assert_num_queries(5):
        shown = officer.get(ADDRESS).json()
    assert shown["totals"] == {"published": 7, "stale": 1, "never_used": 6}
    assert [(row["topic_path"], row["kind"], row["published"]) for row in shown["groups"]] == [
        ("行政法/处罚", "single", 4),
        (None, "true_false", 3),
    ]
    assert groups(officer, by="difficulty", topic=topic.parent_id) == [("easy", 4, 1, 3)]
    assert groups(officer, by="law") == [("行政处罚法", 2, 1, 1), ("行政许可法", 1, 0, 0), (None, 5, 0, 5)]
    assert groups(officer, by="kind,law", law="行政处罚法") == [("single", "行政处罚法", 2, 1, 1)]
    assert groups(officer, by="topic,kind,difficulty,law", kind="true_false") == [
        (None, "true_false", "", None, 3, 0, 3)
    ]
    assert officer.get(ADDRESS, {"law": "行政处罚法"}).json()["totals"]["published"] == 2


def test_a_secret_examination_tells_nothing_until_it_is_over(officer, district, bank):
    exam = make_exam(district)
    Exam.objects.filter(pk=exam.pk).update(bank_openness=Exam.BankOpenness.SECRET)
    hold(exam, bank[0][1])
    now = timezone.now()
    Window.objects.create(exam=exam, opens_at=now - dt.timedelta(hours=2), closes_at=now + dt.timedelta(hours=1))
    assert officer.get(ADDRESS).json()["totals"]["never_used"] == 7
    exam.windows.update(closes_at=now - dt.timedelta(hours=1))
    assert officer.get(ADDRESS).json()["totals"]["never_used"] == 6


@pytest.mark.parametrize("query", [{"by": "author"}, {"kind": "essay"}, {"page_size": "5"}])
def test_it_refuses_what_it_does_not_know(officer, query):
    assert officer.get(ADDRESS, query).status_code == 400
