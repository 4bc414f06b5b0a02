"""What the candidates noted about the platform's answers: how long each took, and what came instead of one. Pure."""

from collections import Counter, defaultdict
from collections.abc import Sequence


class Recorder:
    def __init__(self) -> None:
        self.seconds: defaultdict[str, list[float]] = defaultdict(list)
        self.statuses: Counter[int] = Counter()
        self.lost: Counter[str] = Counter()
        self.strange: Counter[str] = Counter()
        # 503 `busy`: told to come again in a moment, by a platform that has as much to do as it can.
        self.turned_away = 0
        self.acknowledged = 0
        self.sign_ins_refused = 0

    def answered(self, name: str, status: int, seconds: float, *, busy: bool = False) -> None:
        if busy:
            self.turned_away += 1
            return
        self.statuses[status] += 1
        if status < 500:
            self.seconds[name].append(seconds)

    def no_answer(self, name: str) -> None:
        self.lost[name] += 1

    def not_understood(self, name: str) -> None:
        self.strange[name] += 1

    @property
    def retries(self) -> int:
        """Requests that had to be made again."""
        again = sum(count for status, count in self.statuses.items() if status >= 500 or status == 429)
        return again + self.turned_away + self.lost.total() + self.strange.total()


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all do not exceed; 0 without values. `values` are sorted."""
    if not values:
        return 0.0
    return values[max(0, -(-round(share * 1000) * len(values) // 1000) - 1)]
