from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from exam_platform.people.models import Person, Role
from questions.actions import add_revision, create_question, submit_question
from questions.drafts import Draft
from questions.models import Law, Question, Topic
from tests.cast import Cast
from tests.questions.conftest import IMPORTS, QUESTIONS, client_of, person_with, single, true_false


def stems(client: APIClient, **query: object) -> list[str]:
    answer = client.get(QUESTIONS, query)
    assert answer.status_code == 200, answer.content
    return [row["revision"]["stem"] for row in answer.json()["results"]]


@pytest.fixture
def bank(trainer: Person, reviewer: Person, published: Callable[[Draft], Question]) -> None:
    published(true_false("合同可以解除", topic="民法典/合同编", difficulty="easy"))
    published(true_false("行政处罚应当公开", topic="行政处罚法", difficulty="hard", explanation="处罚决定的公示"))
    submit_question(question=create_question(author=trainer, draft=single("合同何时生效?")), by=trainer)
    create_question(author=reviewer, draft=true_false("100%的题目_都对\\吗"))


@pytest.mark.usefixtures("bank")
def test_filters_are_those_that_were_promised(as_trainer: APIClient) -> None:
    civil = Topic.objects.get(name="民法典").pk
    assert stems(as_trainer, kind="single") == ["合同何时生效?"]
    assert stems(as_trainer, difficulty="hard") == ["行政处罚应当公开"]
    assert stems(as_trainer, state="published") == ["行政处罚应当公开", "合同可以解除"]
    assert stems(as_trainer, state="in_review") == ["合同何时生效?"]
    assert stems(as_trainer, topic=civil) == ["合同可以解除"]
    assert stems(as_trainer, topic=10**6) == []
    assert len(stems(as_trainer, mine="true")) == 3
    assert len(stems(as_trainer)) == 4


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("合同", 2),
        ("处罚", 1),
        ("公示", 1),
        ("合同 生效", 1),
        ("合　同", 2),
        ("民法典", 1),
        ("ＤＥ", 0),
        ("%", 1),
        ("_", 1),
        ("\\", 1),
        ("100%的", 1),
        ("没有这个词", 0),
        ("", 4),
    ],
)
def test_chinese_words_are_found_and_wildcards_are_text(as_trainer: APIClient, search: str, found: int) -> None:
    assert len(stems(as_trainer, search=search)) == found


@pytest.mark.parametrize(
    "query",
    [
        {"search": "字" * 101},
        {"kind": "essay"},
        {"state": "open"},
        {"topic": "x"},
        {"ordering": "password"},
        {"author__password": "x"},
    ],
)
def test_what_it_does_not_know_is_refused(as_trainer: APIClient, query: dict[str, str]) -> None:
    assert as_trainer.get(QUESTIONS, query).status_code == 400


def test_no_list_costs_more_queries_with_more_rows(
    as_trainer: APIClient, trainer: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        draft = single(f"第{number}题", topic=f"法律/第{number}章", citation="《某法》第一条、第二条")
        create_question(author=trainer, draft=draft)
    question, topic = Question.objects.earliest("id"), Topic.objects.get(name="法律")
    law = Law.objects.create(title="某法", short_title="某法")
    for url, most in [
        (QUESTIONS, 4),
        # one more for the tree of topics, one for the law, one for each of several filters
        (f"{QUESTIONS}?kind=single&topic={topic.pk}&law={law.pk}&stale=false&state=draft&mine=true&search=题", 13),
        ("/api/v1/topics/", 3),
        (f"{QUESTIONS}{question.pk}/revisions/", 7),
        (IMPORTS, 3),
    ]:
        with django_assert_max_num_queries(most):
            answer = as_trainer.get(url)
        assert answer.status_code == 200
        assert answer.json()["results"] or url == IMPORTS


@pytest.mark.parametrize("few", [0, 2, 300])
@pytest.mark.usefixtures("bank")
def test_filters_meet_however_many_each_finds(few: int, as_trainer: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("questions.filtering.FEW", few)
    civil = Topic.objects.get(name="民法典").pk
    assert stems(as_trainer, kind="true_false", mine="true") == ["行政处罚应当公开", "合同可以解除"]
    assert stems(as_trainer, kind="true_false", topic=civil, stale="false") == ["合同可以解除"]
    assert stems(as_trainer, kind="single", topic=civil) == []
    assert stems(as_trainer, state="published", search="合同") == ["合同可以解除"]
    assert stems(as_trainer, state="published", stale="true") == []


def test_a_new_wording_is_what_filters_go_by(as_trainer: APIClient, trainer: Person) -> None:
    draft = single("先是单选", topic="旧", difficulty="easy", citation="《某法》第一条")
    question = create_question(author=trainer, draft=draft)
    law = Law.objects.create(title="某法", short_title="某法")
    assert stems(as_trainer, law=law.pk) == ["先是单选"]
    add_revision(question=question, author=trainer, draft=true_false("后是判断", topic="新", difficulty="hard"))
    old, new = (Topic.objects.get(name=name).pk for name in "旧新")
    for query in ({"kind": "single"}, {"topic": old}, {"difficulty": "easy"}, {"law": law.pk}):
        assert stems(as_trainer, **query) == []
    for query in ({"kind": "true_false"}, {"topic": new}, {"difficulty": "hard"}):
        assert stems(as_trainer, **query) == ["后是判断"]


def test_pages_follow_one_another_newest_first(as_trainer: APIClient, trainer: Person) -> None:
    for number in range(5):
        create_question(author=trainer, draft=true_false(f"第{number}题"))
    seen: list[str] = []
    url = f"{QUESTIONS}?page_size=2"
    while url:
        page = as_trainer.get(url).json()
        seen += [row["revision"]["stem"] for row in page["results"]]
        url = page["next"]
    assert seen == [f"第{number}题" for number in reversed(range(5))]


def test_topics_count_their_questions(
    as_trainer: APIClient, trainer: Person, published: Callable[[Draft], Question]
) -> None:
    published(true_false("甲", topic="法律/总则"))
    create_question(author=trainer, draft=true_false("乙", topic="总则"))
    rows = as_trainer.get("/api/v1/topics/").json()["results"]
    assert [(row["path"], row["questions"], row["published"]) for row in rows] == [("法律", 0, 0), ("法律/总则", 2, 1)]


def test_a_preview_is_what_a_candidate_is_given(as_trainer: APIClient, trainer: Person) -> None:
    draft = single(explanation="金丝雀", citation="《金丝雀》第一条")
    question = create_question(author=trainer, draft=draft)
    answer = as_trainer.get(f"{QUESTIONS}{question.pk}/preview/")
    assert set(answer.json()) == {"kind", "stem", "options", "blanks", "matches", "parts"}
    assert "金丝雀" not in answer.content.decode()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_who_may_not_see_keys_gets_none_in_any_byte(role: Role, trainer: Person) -> None:
    draft = Draft(kind="fill_in", stem="填____", key=["金丝雀"], explanation="金丝雀", citation="《金丝雀》第一条")
    question = create_question(author=trainer, draft=draft)
    client = client_of(person_with(role, "旁人"))
    for url in (QUESTIONS, f"{QUESTIONS}{question.pk}/", f"{QUESTIONS}{question.pk}/revisions/"):
        answer = client.get(url)
        assert answer.status_code == 200
        assert "金丝雀" not in answer.content.decode()
    # nor may she find out by searching
    assert client.get(QUESTIONS, {"search": "金丝雀"}).json()["results"] == []


DOORS = [
    ("get", QUESTIONS),
    ("post", QUESTIONS),
    ("get", "/api/v1/topics/"),
    ("get", "/api/v1/question-template/"),
    ("get", "/api/v1/question-template/word/"),
    ("get", IMPORTS),
    ("post", IMPORTS),
    ("post", "/api/v1/question-submissions/"),
    ("post", "/api/v1/question-reviews/"),
]


@pytest.mark.parametrize(("method", "url"), DOORS)
def test_others_pass_no_door(method: str, url: str, cast: Cast) -> None:
    for person in (cast.candidate, cast.unit_administrator):
        assert getattr(client_of(person), method)(url, {}, format="json").status_code == 403
    assert getattr(APIClient(), method)(url, {}, format="json").status_code == 401
