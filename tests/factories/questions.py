"""Questions with only what they must have."""

from itertools import count

from exam_platform.people.models import Person
from questions.models import Key, Question, Revision, Topic
from questions.models.question import WORDED, worded

_numbers = count(1)
OPTIONS = [{"letter": letter, "text": f"选项{letter}"} for letter in "ABCD"]
KEYS = {
    "single": ["B"],
    "multiple": ["A", "C"],
    "true_false": ["T"],
    "fill_in": ["北京"],
    "short_answer": [],
    "case": [],
}


def make_topic(name: str = "", parent: Topic | None = None) -> Topic:
    name = name or f"知识点{next(_numbers)}"
    return Topic.objects.create(name=name, parent=parent, path=f"{parent.path}/{name}" if parent else name)


def make_questions(
    kind: str, size: int, author: Person, topic: Topic | None = None, difficulty: str = ""
) -> list[Revision]:
    """Published questions of one kind; their revisions. A handful of statements, however many."""
    start = next(_numbers) * 1_000_000
    questions = Question.objects.bulk_create(
        Question(author=author, fingerprint=f"{start + number}") for number in range(size)
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            question=question,
            number=1,
            kind=kind,
            stem=f"第{question.fingerprint}题____",
            options=OPTIONS if kind in ("single", "multiple") else [],
            explanation="解析",
            difficulty=difficulty,
            topic=topic,
            fingerprint=question.fingerprint,
            stem_fingerprint=question.fingerprint,
            created_by=author,
        )
        for question in questions
    )
    Key.objects.bulk_create(Key(revision=revision, answer=KEYS[kind]) for revision in revisions)
    for question, revision in zip(questions, revisions, strict=True):
        for name, value in (worded(revision) | {"published_revision": revision}).items():
            setattr(question, name, value)
    Question.objects.bulk_update(questions, [*WORDED, "published_revision"])
    return revisions
