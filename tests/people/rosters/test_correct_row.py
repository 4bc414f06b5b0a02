"""B62, I22: what is corrected in the preview of a roster is personal data."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from exam_platform.people import tasks
from exam_platform.people.models import Person, RosterImport, RosterImportRow
from tests.people.rosters.files import id_number, person
from tests.people.rosters.runs import Run, codes

pytestmark = pytest.mark.django_db


def test_a_rosters_corrections_are_sealed_at_rest(preview: Callable[..., Run], district: APIClient) -> None:
    run = preview(person(1), person(2, 身份证号="370899199001010000"))
    assert run.rows[4]["verdict"] == "reject"
    body = {"row": 4, "cells": {"身份证号": id_number(2)}}
    assert district.put(f"{run.url}cells/", body, format="json").status_code == 202
    kept = RosterImport.objects.get()
    cells = RosterImportRow.objects.get(row=4).cells
    for number in ("370899199001010000", id_number(2)):
        assert number.encode() not in bytes(kept.corrections) + bytes(cells)
    tasks.parse_roster_import(job_id=kept.pk)
    assert (run.rows[4]["verdict"], codes(run.rows[4])) == ("accept", {"corrected"})
    run.confirm()
    assert Person.objects.filter(name=person(2)["姓名"]).exists()


def test_nobody_else_reads_or_corrects_it(
    preview: Callable[..., Run], administrator_of: Callable[[str], APIClient]
) -> None:
    run = preview(person(1, 身份证号="370899199001010000"))
    other = administrator_of("000106")
    assert other.get(f"{run.url}cells/?row=3").status_code == 404
    assert other.put(f"{run.url}cells/", {"row": 3, "cells": {"姓名": "别人"}}, format="json").status_code == 404
