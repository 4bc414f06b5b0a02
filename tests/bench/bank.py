"""A bank in which each filter of the list finds much or little: what is common grows with the bank, what is rare is
as many questions in a large bank as in a small one."""

from typing import Any

from tests.bench.multiply import multiply, run

# More than a page.
RARE = 60


def bank(author: Any, size: int) -> dict[str, Any]:
    """So many questions, nearly all published; by what to filter them, and the ids of the first and the middle one."""
    from questions.models import Key, Revision
    from tests.factories.people import make_person
    from tests.factories.questions import make_questions, make_topic

    (revision,) = make_questions("single", 1, author)
    question = revision.question
    question.search_text = "罕见"
    question.save(update_fields=["search_text"])
    above = make_topic("大类")
    topics = [make_topic(f"小类{number}", above) for number in range(20)]
    someone = make_person("别的教师")
    rare = _rare(size, 1)
    # Of the twenty topics 0 to 9 hold single choices alone, 10 to 19 the other kinds
    place = "n.i % 20"
    wording = {
        "kind": f"CASE WHEN {rare} THEN 'matching' WHEN {place} < 10 THEN 'single' ELSE 'multiple' END",
        "topic_id": f"{topics[0].pk} + {place}",
        "difficulty": "CASE WHEN n.i / 20 % 2 = 0 THEN 'easy' ELSE 'hard' END",
    }
    mark = {"fingerprint": "'bench' || n.i"}
    text = "'第' || n.i || '题,关于行政处罚'"
    now = "CURRENT_TIMESTAMP"
    multiply(
        question,
        size - 1,
        **{f"current_{column}": value for column, value in wording.items()},
        **mark,
        current_id="NULL",
        published_revision_id="NULL",
        search_text=text,
        author_id=f"CASE WHEN {rare} THEN {author.pk} ELSE {someone.pk} END",
        submitted_at=f"CASE WHEN {rare} THEN {now} END",
    )
    of_question = {"question_id": "template.question_id + n.i", "stem": text, "stem_fingerprint": "'bench' || n.i"}
    multiply(revision, size - 1, **wording, **mark, **of_question)
    apart = revision.pk - question.pk
    run(
        "UPDATE questions_question SET current_id = id + %s, published_revision_id = id + %s WHERE id > %s",
        [apart, apart, question.pk],
    )
    keys, revisions = Key._meta.db_table, Revision._meta.db_table
    run(
        f"INSERT INTO {keys} (revision_id, answer) SELECT id, %s FROM {revisions} WHERE id > %s",
        ['["B"]', revision.pk],
    )
    laws = _laws(question, revision, size)
    _stale_marks(question, revision, laws["law_few"], size)
    return {
        "first": question.pk, "middle": question.pk + size // 2, "above": above.pk,
        "topic": topics[3].pk, "foreign_topic": topics[13].pk, **laws,
    }  # fmt: skip


def _laws(question: Any, revision: Any, size: int) -> dict[str, int]:
    """Laws that the older third of the bank cites; that its oldest fortieth does, as one import brings them; that
    few do."""
    from questions.models import Citation, Law

    citing = {"third": f"n.i < {size // 3}", "together": f"n.i < {max(size // 40, 150)}", "few": _rare(size, 2)}
    found = {}
    for place, (name, condition) in enumerate(citing.items()):
        found[f"law_{name}"] = Law.objects.create(title=name, short_title=name).pk
        cited = {"text": name, "law": name, "short_title": name, "article": 1}
        citation = Citation.objects.create(pk=place * size + 1, question=question, revision=revision, **cited)
        apart = {"question_id": "template.question_id + n.i", "revision_id": "template.revision_id + n.i"}
        multiply(citation, size - 1, where=condition, **apart)
    return found


def _stale_marks(question: Any, revision: Any, law: int, size: int) -> None:
    from questions.models import LawVersion, StaleMark

    old, new = (
        LawVersion.objects.create(law_id=law, dated=day, in_force_on=day, imported_at=f"{day}T00:00Z")
        for day in ("2020-01-01", "2025-01-01")
    )
    mark = StaleMark.objects.create(
        question=question, revision=revision, reason=StaleMark.Reason.CHANGED, previous=old, version=new, article=1
    )
    apart = {"question_id": "template.question_id + n.i", "revision_id": "template.revision_id + n.i"}
    multiply(mark, size - 1, where=_rare(size, 3), **apart)


def _rare(size: int, place: int) -> str:
    """RARE of the copies, spread over all of them."""
    return f"n.i % {max(size // RARE, 4)} = {place}"
