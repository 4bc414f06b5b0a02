"""Reading the law library: the law as of a day, and the words that a citation names on that day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from questions.laws.citation import Provision as Reference
from questions.laws.citation import cite
from questions.laws.comparison import Text
from questions.laws.statute import cited_text
from questions.laws.titles import short_title
from questions.models import LawVersion, Provision


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
