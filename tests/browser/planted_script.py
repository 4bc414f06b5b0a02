"""Script wherever the platform keeps somebody's text, written past every check. Run inside the live platform."""

import datetime as dt
import gzip
import hashlib
import json
from itertools import cycle

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from exam_platform.audit.actions import record
from exam_platform.exams.models import Entry, Exam, Form
from exam_platform.people.models import Person, Post, Role, RoleGrant, Unit
from questions.models import (
    Citation,
    Law,
    LawVersion,
    Provision,
    Question,
    QuestionReport,
    QuestionSet,
    Revision,
    StaleMark,
    Topic,
)
from tests.browser.take.scene_names import PASSWORD
from tests.factories.people import make_post
from tests.sittings.room import make_room

# Each calls ran(), which the test puts into every window.
SCRIPTS = (
    "<script>ran()</script>",
    "<script src=data:text/javascript,ran()></script>",
    "<img src=x onerror=ran()>",
    "<svg onload=ran()>",
    "<svg><script>ran()</script></svg>",
    '<iframe srcdoc="<script>parent.ran()</script>"></iframe>',
    "<iframe src=javascript:parent.ran()></iframe>",
    "<a href=javascript:ran() autofocus onfocus=ran()>a</a>",
    "<body onload=ran()>",
    "<details open ontoggle=ran()>",
    "<video><source onerror=ran()></video>",
    "<audio src=x onerror=ran()></audio>",
    "<input autofocus onfocus=ran()>",
    "<select autofocus onfocus=ran()></select>",
    "<object data=javascript:ran()></object>",
    "<embed src=javascript:ran()>",
    "<math><mi xlink:href=javascript:ran()>x</mi></math>",
    "<form><button autofocus onfocus=ran() formaction=javascript:ran()>x</button></form>",
    "<style onload=ran()></style>",
    "<link rel=stylesheet href=x onerror=ran()>",
    '<meta http-equiv=refresh content="0;url=javascript:ran()">',
    '<noscript><p title="</noscript><img src=x onerror=ran()>"></noscript>',
    "{{constructor.constructor('ran()')()}}",
    "${ran()}",
    "javascript:ran()",
)
WRAPPINGS = ("{}", '">{}', "'>{}", "</title></textarea></style>{}", "-->{}<!--", "\\u003cb>{}")
PAYLOADS = [wrapping.replace("{}", script) for script in SCRIPTS for wrapping in WRAPPINGS]
AT_A_TIME = 10


def plant() -> None:
    """Prints the examination and how many payloads stand in the places."""
    texts = [" ".join(PAYLOADS[start : start + AT_A_TIME]) for start in range(0, len(PAYLOADS), AT_A_TIME)]
    following = cycle(texts)
    room = make_room(title=f"考试 {next(following)}", rules_text=next(following), review_release="at_once")
    for revision in Revision.objects.all():
        options = [option | {"text": next(following)} for option in revision.options]
        explanation, stem = next(following), f"{next(following)}{'____' if revision.kind == 'fill_in' else ''}"
        Revision.objects.filter(pk=revision.pk).update(stem=stem, options=options, explanation=explanation)
    Question.objects.update(author=Person.objects.get(user_name="author"))
    Topic.objects.create(name=next(following), path=next(following))
    for form in Form.objects.all():
        _fill(form, following)
    candidate, *others = room.entries(len(texts))
    people = [entry.person for entry in (candidate, *others)]
    for person, text in zip(people, following, strict=False):
        Person.objects.filter(pk=person.pk).update(name=text, id_number_masked=text, employee_number=str(person.pk))
        make_post(person, room.finance, office=text)
        Entry.objects.filter(person=person).update(person_name=text, unit_name=text, office=text)
        record(kind="person.enabled", actor=person, subject=text[:60], detail={"reason": text})
    Post.objects.update(remark=next(following))
    for unit in Unit.objects.all():
        Unit.objects.filter(pk=unit.pk).update(name=next(following))
    _account(candidate.person, "candidate")
    administrator = Person.objects.create(name="管理员", password="!")
    RoleGrant.objects.create(person=administrator, role=Role.DISTRICT_ADMINISTRATOR, unit=None)
    _account(administrator, "administrator")
    question = Question.objects.first()
    assert question
    numbers = {"exam": Exam.objects.get().pk, "question": question.pk, "planted": len(PAYLOADS)}
    law = _law(question, candidate.person, following)
    print(json.dumps(numbers | {"law": law, "set": _set(question, administrator, following)}))


def _law(question: Question, reader: Person, following: "cycle[str]") -> int:
    """Two versions of a law, a question that waits because of the newer one, and what a reader says of it."""
    law = Law.objects.create(title=next(following), short_title="某法", repeal_reason=next(following))
    versions = [
        LawVersion.objects.create(
            law=law,
            dated=dt.date(year, 1, 1),
            in_force_on=dt.date(year, 1, 1),
            imported_at=timezone.now(),
            **{name: next(following) for name in ("issuing_body", "document_number", "history", "preamble", "annex")},
        )
        for year in (2020, 2024)
    ]
    for version in versions:
        Provision.objects.create(version=version, article=1, path=[next(following)], text=f"处罚 {next(following)}")
    revision = question.published_revision
    assert revision
    citation = {"text": next(following), "law": next(following), "short_title": "某法", "article": 1}
    Citation.objects.create(revision=revision, question=question, **citation)
    previous, version = versions
    place = {"article": 1, "now_article": 1, "reason": "changed"}
    StaleMark.objects.create(question=question, revision=revision, previous=previous, version=version, **place)
    said = {"origin": "attempt:1", "fault": "key", "text": next(following)}
    QuestionReport.objects.create(revision=revision, reporter=reader, **said)
    return law.pk


def _set(question: Question, administrator: Person, following: "cycle[str]") -> int:
    question_set = QuestionSet.objects.create(title=next(following), created_by=administrator)
    question_set.items.create(question=question, position=1)
    cover = {"title": next(following), "cover": next(following), "item_count": 1, "published_by": administrator}
    version = question_set.versions.create(number=1, **cover)
    version.items.create(revision=question.published_revision, position=1)
    return question_set.pk


def _fill(form: Form, following: "cycle[str]") -> None:
    """The paper that candidates receive."""
    paper = json.loads(gzip.decompress(form.content))
    for question in paper["questions"]:
        question["stem"] = next(following)
        question["options"] = [option | {"text": next(following)} for option in question["options"]]
    content = gzip.compress(json.dumps(paper).encode(), mtime=0)
    Form.objects.filter(pk=form.pk).update(content=content, content_hash=hashlib.sha256(content).hexdigest())


def _account(person: Person, login: str) -> None:
    past = timezone.now()
    facts = {"password": make_password(PASSWORD), "activated_at": past, "password_changed_at": past}
    Person.objects.filter(pk=person.pk).update(user_name=login, **facts)
