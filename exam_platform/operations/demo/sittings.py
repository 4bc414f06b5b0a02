"""Invented sittings of a finished examination: attempts with their logs, as if saved answer by answer, then graded."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from exam_platform.exams.assembly import order_for
from exam_platform.exams.models import Entry, Exam, Form, FormItem, Window
from exam_platform.grading.actions import grade_attempts
from exam_platform.sittings import clock
from exam_platform.sittings.models import Attempt, Response
from questions.selection import keys_of

BATCH = 300
SHARE_SITTING = 0.975
SHARE_LEFT_TO_THE_CLOCK = 0.02
GRACE = dt.timedelta(seconds=30)


@dataclass(frozen=True)
class Item:
    position: int
    kind: str
    letters: str
    key: list[str]


def sit(exam: Exam, kind: str, *, seed: int, progress: Callable[[int], None]) -> None:
    """Let those who are due sit in the window of that kind; grade what they hand in. Fixed queries per batch."""
    random = Random(seed)
    window = Window.objects.get(exam=exam, kind=kind)
    papers = _papers(exam)
    entries = list(_who_sits(exam, kind, random))
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        attempts = Attempt.objects.bulk_create(_attempt(exam, window, entry, papers, random) for entry in batch)
        responses = [row for attempt in attempts for row in _log(attempt, papers[attempt.form_id][1], random)]
        Response.objects.bulk_create(responses, batch_size=2000)
        grade_attempts(attempt_ids=[attempt.pk for attempt in attempts])
        progress(len(batch))


def _who_sits(exam: Exam, kind: str, random: Random) -> Iterator[Entry]:
    due = Entry.objects.filter(exam=exam, standing=Entry.Standing.DUE).order_by("pk")
    if kind == Window.Kind.MAKE_UP:
        due = due.exclude(verdict__in=Entry.PASSING)
    return (entry for entry in due if random.random() < SHARE_SITTING)


def _papers(exam: Exam) -> dict[int, tuple[Form, list[Item]]]:
    forms = {form.pk: form for form in Form.objects.filter(exam=exam).defer("content")}
    items = list(FormItem.objects.filter(form__in=forms).select_related("revision").order_by("form", "position"))
    keys = keys_of({item.revision_id for item in items})
    papers: dict[int, tuple[Form, list[Item]]] = {pk: (form, []) for pk, form in forms.items()}
    for item in items:
        letters = "".join(option["letter"] for option in item.revision.options)
        papers[item.form_id][1].append(Item(item.position, item.revision.kind, letters, keys[item.revision_id]))
    return papers


def _attempt(
    exam: Exam, window: Window, entry: Entry, papers: dict[int, tuple[Form, list[Item]]], random: Random
) -> Attempt:
    form = papers[sorted(papers)[entry.pk % len(papers)]][0]
    number = 1 if window.kind == Window.Kind.MAIN else 2
    opened = (window.closes_at - window.opens_at).total_seconds()
    # Working hours of the days of the window; most come on the first ones.
    started = window.opens_at + dt.timedelta(seconds=opened * min(random.random(), random.random()) * 0.95)
    deadline = clock.deadline(started, dt.timedelta(minutes=exam.duration_minutes), dt.timedelta(), window.closes_at)
    by_clock = random.random() < SHARE_LEFT_TO_THE_CLOCK
    used = dt.timedelta(minutes=exam.duration_minutes * random.uniform(0.3, 0.95))
    return Attempt(
        entry=entry,
        form=form,
        window=window,
        number=number,
        order=order_for(form.outline, f"{entry.pk}:{number}:{form.pk}", exam.shuffle_options),
        started_at=started,
        deadline=deadline,
        accepted_until=clock.accepted_until(deadline, GRACE),
        state=Attempt.State.SUBMITTED,
        closed_at=deadline if by_clock else min(started + used, deadline),
        closed_by=Attempt.ClosedBy.CLOCK if by_clock else Attempt.ClosedBy.CANDIDATE,
        receipt=f"DEMO-{exam.pk}-{entry.pk}-{number}",
        device="demo",
    )


def _log(attempt: Attempt, items: list[Item], random: Random) -> Iterator[Response]:
    """One row per answer, a few changed afterwards; the able answer more of them rightly."""
    ability = min(max(random.gauss(0.77, 0.12), 0.25), 0.99)
    assert attempt.closed_at is not None
    step = (attempt.closed_at - attempt.started_at) / (len(items) + 5)
    seq = 0
    for item in items:
        first_thought_wrong = random.random() < 0.05
        for answer in ([_wrong(item, random)] if first_thought_wrong else []) + [_answer(item, ability, random)]:
            seq += 1
            yield Response(
                attempt=attempt,
                seq=seq,
                position=item.position,
                answer=json.dumps(answer, ensure_ascii=False),
                received_at=attempt.started_at + step * min(seq, len(items) + 4),
                lease=1,
            )


def _answer(item: Item, ability: float, random: Random) -> list[str]:
    return item.key if random.random() < ability else _wrong(item, random)


def _wrong(item: Item, random: Random) -> list[str]:
    """An answer that is not the key."""
    if item.kind == "true_false":
        return ["F" if item.key == ["T"] else "T"]
    if item.kind == "single":
        return [random.choice([letter for letter in item.letters if letter not in item.key])]
    missing = random.choice(item.key)
    return [letter for letter in item.key if letter != missing]
