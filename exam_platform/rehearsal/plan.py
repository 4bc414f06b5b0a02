"""What each candidate is going to do, drawn ahead from a seed: scenarios are nothing but other plans. Pure."""

from dataclasses import dataclass
from random import Random

STEADY, THUNDERING_START, LAST_SECONDS, NOBODY_SUBMITS = "steady", "thundering-start", "last-seconds", "nobody-submits"
SCENARIOS = (STEADY, THUNDERING_START, LAST_SECONDS, NOBODY_SUBMITS)

# Shares of all candidates, or of all saves.
SUBMIT_EARLY, SUBMIT_NEVER = 0.15, 0.15
ON_A_SECOND_DEVICE = 0.01
RELOAD = 0.05
SUBMIT_TWICE = 0.3
SENT_TWICE = 0.02
# Seconds between two changes of one candidate on the day; shorter in a short rehearsal, for there to be some.
PACE, FEWEST_CHANGES = 15.0, 20


@dataclass(frozen=True)
class Plan:
    """Seconds since the opening. `submit_at` is None for who leaves it to the clock."""

    start_at: float
    pace: float
    submit_at: float | None
    reload_at: float | None = None
    second_device_at: float | None = None
    submits_twice: bool = False


def draw_plans(scenario: str, count: int, seconds: float, seed: int, pace: float | None = None) -> list[Plan]:
    """`seconds`: from the opening to the end; `pace`: between two changes of a candidate.

    Somebody uses a second device, however few they are.
    """
    random = Random(seed)
    pace = pace or min(PACE, seconds / FEWEST_CHANGES)
    plans = [_draw(scenario, seconds, pace, random) for _ in range(count)]
    if plans and all(plan.second_device_at is None for plan in plans):
        first = plans[0]
        plans[0] = Plan(first.start_at, first.pace, first.submit_at, None, _middle(first, seconds, random), False)
    return plans


def _draw(scenario: str, seconds: float, pace: float, random: Random) -> Plan:
    start = random.uniform(0, 10 if scenario == THUNDERING_START else seconds * 0.2)
    start = min(start, seconds * 0.2)
    submit = _submission(scenario, seconds, random)
    plan = Plan(start, pace, submit)
    second_device = _middle(plan, seconds, random) if random.random() < ON_A_SECOND_DEVICE else None
    return Plan(
        start_at=plan.start_at,
        pace=plan.pace,
        submit_at=submit,
        reload_at=_middle(plan, seconds, random) if random.random() < RELOAD else None,
        second_device_at=second_device,
        submits_twice=random.random() < SUBMIT_TWICE,
    )


def _submission(scenario: str, seconds: float, random: Random) -> float | None:
    if scenario == NOBODY_SUBMITS:
        return None
    if scenario == LAST_SECONDS:
        return seconds - random.uniform(0.1, 3)
    drawn = random.random()
    if drawn < SUBMIT_NEVER:
        return None
    if drawn < SUBMIT_NEVER + SUBMIT_EARLY:
        return seconds * random.uniform(0.5, 0.8)
    return seconds * random.uniform(0.8, 0.98)


def _middle(plan: Plan, seconds: float, random: Random) -> float:
    end = plan.submit_at if plan.submit_at is not None else seconds
    return random.uniform(plan.start_at + (end - plan.start_at) * 0.3, plan.start_at + (end - plan.start_at) * 0.8)
