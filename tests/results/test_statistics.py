import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_platform.results.statistics import BANDS, Counts, average, band_of, distribution, figures, percent, suppressed

counts = st.builds(
    Counts,
    roster=st.integers(50, 1000),
    exempt=st.integers(0, 10),
    reduced=st.integers(0, 10),
    leave=st.integers(0, 5),
    sat=st.integers(0, 20),
)


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (2009, 2010, "99.95"),
        (20100, 20101, "99.99"),
        (2010, 2010, "100.00"),
        (0, 2010, "0.00"),
        (1, 3, "33.33"),
        (2, 3, "66.67"),
        (1, 800, "0.13"),
        (0, 0, None),
    ],
)
def test_it_gives_two_decimals_and_never_rounds_up_to_100(numerator, denominator, text):
    assert percent(numerator, denominator) == text


@given(st.integers(1, 10**7), st.data())
def test_it_shows_100_only_for_all(denominator, data):
    numerator = data.draw(st.integers(0, denominator))
    assert (percent(numerator, denominator) == "100.00") == (numerator == denominator)


def test_it_keeps_participation_and_pass_rate_apart():
    shown = figures(Counts(roster=2010, exempt=10, reduced=4, leave=6, sat=1980, passed=1900, cancelled=2), closed=True)
    assert shown["due"] == 1996
    assert shown["absent"] == 10
    assert shown["failed"] == 78
    assert shown["participation_rate"] == {"numerator": 1980, "denominator": 1996, "percent": "99.20"}
    assert shown["pass_rate"] == {"numerator": 1900, "denominator": 1980, "percent": "95.96"}
    assert shown["pass_rate_of_due"] == {"numerator": 1900, "denominator": 1996, "percent": "95.19"}


def test_it_calls_nobody_absent_before_the_last_window_has_ended():
    shown = figures(Counts(roster=10, sat=4), closed=False)
    assert (shown["absent"], shown["not_yet"]) == (0, 6)


@given(counts)
def test_it_adds_up(some):
    shown = figures(some, closed=True)
    assert shown["roster"] == sum(shown[name] for name in ("exempt", "reduced", "leave", "sat", "absent"))
    assert shown["sat"] == shown["passed"] + shown["failed"] + shown["cancelled"]


def test_it_averages_hundredths_half_up():
    assert average(20001, 2) == 10001
    assert average(0, 0) is None


@given(st.integers(0, 10000))
def test_it_puts_each_score_into_one_band(score):
    assert BANDS[band_of(score, 10000)] * 100 <= score < BANDS[band_of(score, 10000)] * 100 + 1000


def test_it_joins_the_full_score_to_the_last_band():
    bands = distribution([0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6])
    assert len(bands) == 10
    assert bands[-1] == {"from": 90, "to": 100, "count": 11}
    assert bands[5] == {"from": 50, "to": 60, "count": 1}


def test_it_blanks_what_could_tell_of_a_person_in_a_small_group():
    shown = suppressed(figures(Counts(roster=3, sat=3, passed=2, scored=3, score_sum=21000), closed=True))
    assert shown["suppressed"]
    assert shown["roster"] == 3
    assert shown["passed"] is None
    assert shown["average"] is None
    assert shown["pass_rate"] == {"numerator": None, "denominator": None, "percent": None}
