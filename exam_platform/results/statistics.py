"""Figures of an examination from counts. Pure: no Django, no database.

The definitions are those of DOMAIN.md: 应考 = roster − exempt − reduced; 参考率 = sat ÷ due; 合格率 = passed ÷ sat and,
beside it, passed ÷ due; three pass rates (main window, make-up, final). A rate always carries both its numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

BANDS = tuple(range(0, 101, 10))


@dataclass(frozen=True)
class Counts:
    """Sums over persons of some units and categories; `score_sum` (hundredths) adds up `scored` final scores.

    `sat_shown` have sat, and what they scored may be told: of these `excellent`, `scored` and `score_sum` are.
    """

    roster: int = 0
    exempt: int = 0
    reduced: int = 0
    leave: int = 0
    cancelled: int = 0
    sat: int = 0
    sat_main: int = 0
    sat_make_up: int = 0
    passed: int = 0
    passed_main: int = 0
    passed_make_up: int = 0
    sat_shown: int = 0
    excellent: int = 0
    scored: int = 0
    score_sum: int = 0

    @property
    def due(self) -> int:
        return self.roster - self.exempt - self.reduced

    @property
    def failed(self) -> int:
        return self.sat - self.passed - self.cancelled

    @property
    def not_sat(self) -> int:
        """Due, did not sit, and not on leave: 缺考 once the last window has ended."""
        return self.due - self.sat - self.leave


COUNT_NAMES = tuple(field.name for field in fields(Counts))


def counts_of(row: Mapping[str, Any]) -> Counts:
    """From a row of sums, where the sum of nothing is None."""
    return Counts(**{name: row.get(name) or 0 for name in COUNT_NAMES})


def percent(numerator: int, denominator: int) -> str | None:
    """Two decimals, half up, but never rounded up to 100: 2009 of 2010 is "99.95", 20100 of 20101 is "99.99".

    None for a denominator of 0 (a screen shows —).
    """
    if denominator <= 0:
        return None
    basis_points = (numerator * 20000 + denominator) // (2 * denominator)
    if numerator < denominator:
        basis_points = min(basis_points, 9999)
    return f"{basis_points // 100}.{basis_points % 100:02d}"


def rate(numerator: int, denominator: int) -> dict[str, int | str | None]:
    return {"numerator": numerator, "denominator": denominator, "percent": percent(numerator, denominator)}


def average(total: int, count: int) -> int | None:
    """The mean in hundredths, half up; None of nothing."""
    return (2 * total + count) // (2 * count) if count else None


def figures(counts: Counts, *, closed: bool) -> dict[str, Any]:
    """What a screen shows of one group. `closed`: the last window has ended, so that who did not sit is absent."""
    return {
        "roster": counts.roster,
        "exempt": counts.exempt,
        "reduced": counts.reduced,
        "due": counts.due,
        "leave": counts.leave,
        "absent": counts.not_sat if closed else 0,
        "not_yet": 0 if closed else counts.not_sat,
        "sat": counts.sat,
        "passed": counts.passed,
        "failed": counts.failed,
        "excellent": counts.excellent,
        "cancelled": counts.cancelled,
        "average": average(counts.score_sum, counts.scored),
        "participation_rate": rate(counts.sat, counts.due),
        "pass_rate": rate(counts.passed, counts.sat),
        "pass_rate_of_due": rate(counts.passed, counts.due),
        "excellent_rate": rate(counts.excellent, counts.sat_shown),
        "first_pass_rate": rate(counts.passed_main, counts.sat_main),
        "make_up_pass_rate": rate(counts.passed_make_up, counts.sat_make_up),
        "suppressed": False,
    }


def suppressed(shown: Mapping[str, Any]) -> dict[str, Any]:
    """The same group with every figure that could tell of a person blanked; how large it is stays."""
    kept = {"roster", "due", "exempt", "reduced"}
    blank_rate = {"numerator": None, "denominator": None, "percent": None}
    blank = {name: blank_rate if isinstance(value, dict) else None for name, value in shown.items()}
    return blank | {name: shown[name] for name in kept} | {"suppressed": True}


def band_of(score: int, full_points: int) -> int:
    """The index into `BANDS` of a score: tenths of the full points, the full score in a band of its own."""
    return min(score * 10 // full_points, 10) if full_points else 0


def distribution(band_counts: Iterable[int]) -> list[dict[str, int]]:
    """Bands of ten percent for a chart, `{"from": 0, "to": 10, "count": n}`; the full score joins the last."""
    counts = list(band_counts)
    counts[9] += counts.pop()
    return [{"from": low, "to": low + 10, "count": count} for low, count in zip(BANDS, counts, strict=False)]
