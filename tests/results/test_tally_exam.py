import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from exam_platform.exams.models import Entry
from exam_platform.results.actions.tallies import band_limits, exams_due, mark_due, tally_exam
from exam_platform.results.models import DayTally, Tally
from exam_platform.results.statistics import BANDS, band_of


def row(district, unit, **wanted):
    tally = Tally.objects.get(exam=district.exam, unit=unit, category="civil_servant")
    return {name: getattr(tally, name) for name in wanted}


def test_it_counts_persons_by_unit(district):
    district.sat(district.finance, 9500)
    district.sat(district.finance, 6000)
    district.sat(district.finance, 5999)
    district.entry(district.finance)
    district.entry(district.finance, standing="exempt")
    district.entry(district.finance, standing="reduced")
    district.entry(district.finance, standing="leave")
    district.sat(district.village, 8000)
    district.tally()
    wanted = {
        "roster": 7,
        "exempt": 1,
        "reduced": 1,
        "leave": 1,
        "sat": 3,
        "sat_main": 3,
        "passed": 2,
        "excellent": 1,
        "scored": 3,
        "score_sum": 21499,
        "band_50": 1,
        "band_60": 1,
        "band_90": 1,
    }
    assert row(district, district.finance, **wanted) == wanted
    assert row(district, district.village, roster=1, band_80=1) == {"roster": 1, "band_80": 1}


def test_it_counts_a_make_up_in_the_final_figure_and_apart(district):
    entry = district.sat(district.justice, 5000)
    make_up = {"sat_make_up": True, "make_up_score": 7000, "make_up_verdict": "passed"}
    Entry.objects.filter(pk=entry.pk).update(score=7000, verdict="passed", **make_up)
    district.tally()
    wanted = {"sat": 1, "sat_main": 1, "sat_make_up": 1, "passed": 1, "passed_main": 0, "passed_make_up": 1}
    assert row(district, district.justice, **wanted) == wanted


def test_it_counts_a_cancelled_result_as_sat_and_not_as_passed(district):
    district.sat(district.finance, 9000, result_cancelled=True)
    district.tally()
    wanted = {"sat": 1, "cancelled": 1, "passed": 0, "excellent": 0, "scored": 0, "score_sum": 0}
    assert row(district, district.finance, **wanted) == wanted


def test_it_leaves_who_sat_though_exempt_out_of_both_sides_of_a_rate(district):
    district.sat(district.finance, 9000, standing="exempt")
    district.tally()
    wanted = {"roster": 1, "exempt": 1, "sat": 0, "passed": 0, "scored": 0}
    assert row(district, district.finance, **wanted) == wanted


def test_it_counts_days_as_shanghai_has_them(district):
    district.sat(district.finance, 9000)
    district.tally()
    assert list(DayTally.objects.values_list("date", "sat")) == [(dt.date(2026, 3, 2), 1)]


def test_it_may_run_twice_and_forgets_what_is_gone(district):
    entry = district.sat(district.finance, 9000)
    district.tally()
    assert not tally_exam(exam_id=district.exam.pk)
    Entry.objects.filter(pk=entry.pk).update(category="law_enforcement_officer")
    district.tally()
    assert list(Tally.objects.values_list("category", "sat")) == [("law_enforcement_officer", 1)]


def test_it_is_due_until_it_has_run(district):
    mark_due(exam_ids=[district.exam.pk])
    mark_due(exam_ids=[district.exam.pk])
    assert exams_due() == [district.exam.pk]
    tally_exam(exam_id=district.exam.pk)
    assert exams_due() == []


def test_it_takes_a_fixed_number_of_queries(district, django_assert_max_num_queries):
    for unit in (district.finance, district.justice, district.village):
        for score in range(0, 10000, 500):
            district.sat(unit, score)
    mark_due(exam_ids=[district.exam.pk])
    with django_assert_max_num_queries(18):
        tally_exam(exam_id=district.exam.pk)


def test_it_uses_the_bands_of_the_statistics():
    for full in (10000, 9000, 4500, 333):
        for low, (at_least, below) in zip(BANDS, band_limits(full), strict=True):
            for score in (at_least, min(below, full + 1) - 1):
                assert BANDS[band_of(score, full)] == low


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_it_keeps_nobody_waiting_who_changes_entries_meanwhile(district):
    district.sat(district.finance, 9000)
    mark_due(exam_ids=[district.exam.pk])
    with transaction.atomic():
        tally_exam(exam_id=district.exam.pk)
        # The tally has not committed: another connection marks and commits all the same.
        with ThreadPoolExecutor(1) as other:
            other.submit(mark_on_own_connection, district.exam.pk).result(timeout=30)
    assert exams_due() == [district.exam.pk]


def mark_on_own_connection(exam_id):
    try:
        mark_due(exam_ids=[exam_id])
    finally:
        connection.close()
