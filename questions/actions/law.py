"""The library: storing what an import brings, and what people decide of laws: their days, their repeal."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction

from questions.actions.staleness import mark_repealed, unmark_repealed
from questions.errors import LawNotRepealed, LawRepealed
from questions.laws.placing import Known, places_of
from questions.laws.statute import Statute
from questions.laws.titles import short_title
from questions.models import Law, LawVersion, Provision
from questions.signals import tell

_BATCH = 1_000


def known_laws(short_titles: Collection[str]) -> dict[str, Known]:
    """What the library has of these laws, texts and all; three queries."""
    laws = {law.pk: law.short_title for law in Law.objects.filter(short_title__in=short_titles)}
    known = {title: Known() for title in laws.values()}
    versions = {version.pk: version for version in LawVersion.objects.filter(law__in=laws)}
    for version in versions.values():
        law = known[laws[version.law_id]]
        law.versions[version.dated] = {}
        if version.in_force_stated:
            law.in_force_stated.add(version.dated)
    for pk, article, branch, text in Provision.objects.filter(version__in=versions).values_list(
        "version", "article", "branch", "text"
    ):
        version = versions[pk]
        known[laws[version.law_id]].versions[version.dated][article, branch] = text
    return known


def store_statute(*, statute: Statute, dated: dt.date, imported_by: Any, imported_at: dt.datetime) -> LawVersion:
    """The version with the articles that it has not yet; the caller has placed it (`questions.laws.placing`).

    `imported_at` is one moment for all texts of an import.
    """
    law, _ = Law.objects.get_or_create(short_title=short_title(statute.title), defaults={"title": statute.title})
    fields = _fields(statute, dated)
    version, is_new = LawVersion.objects.get_or_create(
        law=law, dated=dated, defaults={**fields, "imported_by": imported_by, "imported_at": imported_at}
    )
    if not is_new:
        _complete(version, statute, fields)
    stored = set(version.provisions.values_list("article", "branch"))
    missing = places_of(statute).keys() - stored
    Provision.objects.bulk_create(
        (
            Provision(version=version, article=one.number, branch=one.branch, path=list(one.path), text=one.text)
            for one in statute.articles
            if (one.number, one.branch) in missing
        ),
        batch_size=_BATCH,
    )
    return version


def set_in_force(*, version: LawVersion, day: dt.date, by: Any) -> None:
    """The day that a version enters into force, where its text did not say it or a later act moved it."""
    with transaction.atomic():
        locked = LawVersion.objects.select_for_update().get(pk=version.pk)
        before = locked.in_force_on
        locked.in_force_on, locked.in_force_stated = day, True
        locked.save(update_fields=["in_force_on", "in_force_stated"])
        tell(
            "law_in_force_set",
            actor=by,
            subject=f"law_version:{locked.pk}",
            before=before.isoformat(),
            after=day.isoformat(),
        )


def repeal_law(*, law: Law, day: dt.date, reason: str, by: Any) -> int:
    """From a day on; the published questions that cite it are stale at once. How many were marked."""
    with transaction.atomic():
        locked = Law.objects.select_for_update().get(pk=law.pk)
        if locked.repealed_on:
            raise LawRepealed
        locked.repealed_on, locked.repeal_reason = day, reason
        locked.save(update_fields=["repealed_on", "repeal_reason"])
        marked = mark_repealed(law=locked)
        tell(
            "law_repealed",
            actor=by,
            subject=f"law:{locked.pk}",
            day=day.isoformat(),
            reason=reason,
            questions_marked=marked,
        )
    return marked


def undo_repeal(*, law: Law, reason: str, by: Any) -> None:
    """What was entered by mistake; the questions that only waited for that are free again."""
    with transaction.atomic():
        locked = Law.objects.select_for_update().get(pk=law.pk)
        if not locked.repealed_on:
            raise LawNotRepealed
        locked.repealed_on, locked.repeal_reason = None, ""
        locked.save(update_fields=["repealed_on", "repeal_reason"])
        unmark_repealed(law=locked)
        tell("law_repeal_undone", actor=by, subject=f"law:{locked.pk}", reason=reason)


def _fields(statute: Statute, dated: dt.date) -> dict[str, Any]:
    return {
        "passed_on": statute.passed_on,
        "published_on": statute.published_on,
        "in_force_on": statute.in_force_on or dated,
        "in_force_stated": statute.in_force_on is not None,
        "issuing_body": statute.issuing_body,
        "document_number": statute.document_number[:100],
        "history": "\n".join(statute.history),
        "preamble": statute.preamble,
        "annex": statute.annex,
        "parts": [statute.part] if statute.part else [],
    }


def _complete(version: LawVersion, statute: Statute, fields: dict[str, Any]) -> None:
    """A further text of the same version says what the ones before left out; a whole one leaves no parts."""
    for name in ("passed_on", "published_on", "issuing_body", "document_number", "history", "preamble", "annex"):
        if not getattr(version, name):
            setattr(version, name, fields[name])
    if not version.in_force_stated:
        version.in_force_on, version.in_force_stated = fields["in_force_on"], fields["in_force_stated"]
    if not statute.part:
        version.parts = []
    elif version.parts and statute.part not in version.parts:
        version.parts = [*version.parts, statute.part]
    version.save()
