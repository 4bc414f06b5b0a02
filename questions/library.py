"""Reading the law library: the law as of a day, what a citation names on that day, articles by their words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from questions.laws.citation import Provision as Reference
from questions.laws.citation import cite
from questions.laws.comparison import Text
from questions.laws.finding import Sought
from questions.laws.statute import cited_text
from questions.laws.titles import short_title
from questions.models import Law, LawVersion, LawVersionQuerySet, Provision
from questions.text_index import containing

# As short as that a word is a law's name if it is the whole of it (宪法), longer ones if it ends in them (处罚法).
SHORTEST_ENDING = 3


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a reference comes to on a day. `version` is None where the library has no text in force then, `provision`
    where the version has no such article, and `text` is empty where the article has no such paragraph or item."""

    reference: Reference
    version: LawVersion | None
    provision: Provision | None
    text: str

    @property
    def citation(self) -> str:
        """As it should be written: with the full title, where the law is known."""
        title = self.version.law.title if self.version else self.reference.law
        known = self.reference
        return cite(Reference(known.text, title, known.article, known.branch, known.paragraph, known.item))


def resolve(references: Sequence[Reference], day: dt.date) -> list[Resolved]:
    """In the order given; two queries, however many."""
    titles = {short_title(one.law) for one in references}
    versions = LawVersion.objects.in_force_on_day(day).filter(law__short_title__in=titles).select_related("law")
    by_title = {version.law.short_title: version for version in versions}
    wanted = {one.article for one in references if one.article}
    articles = Provision.objects.filter(version__in=by_title.values(), article__in=wanted)
    by_place = {(one.version_id, one.article, one.branch): one for one in articles}
    resolved = []
    for one in references:
        version = by_title.get(short_title(one.law))
        provision = by_place.get((version.pk, one.article or 0, one.branch or 0)) if version else None
        text = cited_text(provision.text, one.paragraph, one.item) if provision else None
        resolved.append(Resolved(one, version, provision, text or ""))
    return resolved


def texts_of(version: LawVersion) -> list[Text]:
    """All its articles, for comparing; one query."""
    rows = Provision.objects.filter(version=version).order_by("article", "branch")
    return [Text(*row) for row in rows.values_list("article", "branch", "text")]


def provisions_found(sought: Sought, versions: LawVersionQuerySet) -> QuerySet[Provision]:
    """Of these versions the articles that somebody looks for, in their order; two queries before the one it returns.

    Beside a number a word may stand in the law's title or in the article. Without one, a word that is a law's name
    picks that law, and the others all stand in the article.
    """
    found = Provision.objects.filter(version__in=versions)
    if sought.article:
        found = found.filter(article=sought.article, **({"branch": sought.branch} if sought.branch else {}))
        for word in sought.words:
            found = found.filter(Q(version__law__title__contains=word) | Q(text__contains=word))
        return found
    if not sought.words:
        return found.none()
    names = _laws_named(sought.words)
    for laws in names.values():
        found = found.filter(version__law__in=laws)
    return found.filter(containing(Provision, "text", *(word for word in sought.words if word not in names)))


def _laws_named(words: Sequence[str]) -> dict[str, list[int]]:
    """The laws that each word is a name of, of those words that are."""
    condition = Q(short_title__in=words)
    for word in words:
        if len(word) >= SHORTEST_ENDING:
            condition |= Q(short_title__endswith=word)
    named: dict[str, list[int]] = {}
    for pk, title in Law.objects.filter(condition).values_list("pk", "short_title"):
        for word in words:
            if title == word or (len(word) >= SHORTEST_ENDING and title.endswith(word)):
                named.setdefault(word, []).append(pk)
    return named
