"""What a secret examination's forms hold stays out of lists and searches until its last window has ended."""

import pytest

from exam_platform.exams.models import Exam, FormItem
from exam_platform.people.models import Person, Role
from questions.models import Citation, Law, Question
from tests.factories.exams import HOUR, make_district, make_published_exam, shift_windows
from tests.factories.people import make_staff, make_unit
from tests.questions.conftest import QUESTIONS, client_of


@pytest.mark.django_db
def test_a_secret_examination_keeps_its_questions_from_who_does_not_run_it() -> None:
    district = make_district()
    exam = make_published_exam(district, bank_openness=Exam.BankOpenness.SECRET)
    revision = FormItem.objects.filter(form__exam=exam).select_related("revision__question").earliest("pk").revision
    question, law = revision.question, Law.objects.create(title="某法", short_title="某法")
    Citation.objects.create(revision=revision, question=question, text="《某法》", law="某法", short_title="某法")
    Question.objects.filter(pk=question.pk).update(search_text="铁壁")

    def found(person: Person) -> list[bool]:
        """Whether she comes upon it in the list, by a search, by its kind and law, by its stem, and by its number."""
        client, rows = client_of(person), list[list[int]]()
        sees_keys = person.role_grants.filter(role__in=[Role.TRAINER, Role.REVIEWER]).exists()
        for query in ({}, {"search": "铁壁" if sees_keys else revision.stem[:20]}, {"kind": revision.kind}):
            page = client.get(QUESTIONS, {"page_size": 200, **query}).json()
            rows.append([row["id"] for row in page["results"]])
        if sees_keys:
            page = client.get(QUESTIONS, {"law": law.pk}).json()
            rows.append([row["id"] for row in page["results"]])
        return [*(question.pk in ids for ids in rows), client.get(f"{QUESTIONS}{question.pk}/").status_code == 200]

    elsewhere = make_unit("别的县")
    trainer, reviewer = make_staff(Role.TRAINER, name="旁人"), make_staff(Role.REVIEWER, name="审题")
    auditor, stranger = make_staff(Role.AUDITOR, name="审计"), make_staff(Role.OFFICER, elsewhere, name="别处")
    # who writes and reviews goes on working on what she knows the number of
    assert found(trainer) == found(reviewer) == [False, False, False, False, True]
    assert found(auditor) == found(stranger) == [False, False, False, False]
    assert found(district.officer) == [True] * 4
    author = Person.objects.get(pk=question.author_id)
    author.role_grants.get_or_create(role=Role.TRAINER)
    assert found(author) == [True] * 5
    alike = {"stem": revision.stem}
    assert question.pk not in _similar(trainer, alike)
    shift_windows(exam, -1000 * HOUR)
    assert found(trainer) == [True] * 5
    assert found(auditor) == [True] * 4


def _similar(person: Person, body: dict[str, str]) -> list[int]:
    answer = client_of(person).post("/api/v1/similar-questions/", body, format="json")
    assert answer.status_code == 200, answer.content
    return [row["question"] for row in answer.json()]
