"""What Prometheus reads: requests, counted where they happen; the state of work, asked of the database when scraped."""

from collections.abc import Iterator
from functools import lru_cache

from django.db.models import Count, Q
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess, values
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from exam_platform.api import database_now
from exam_platform.operations.models import Heartbeat
from exam_platform.sittings.models import Attempt

requests = Counter("exam_http_requests", "Requests by route and status", ["method", "route", "status"])
durations = Histogram(
    "exam_http_request_seconds",
    "Time to answer, by route",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def observe(*, method: str, route: str, status: int, seconds: float) -> None:
    counter, histogram = _of(method, route, status)
    counter.inc()
    histogram.observe(seconds)


@lru_cache(maxsize=2048)
def _of(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return requests.labels(method, route, str(status)), durations.labels(route)


class Work(Collector):
    """Three queries at each scrape."""

    def collect(self) -> Iterator[Metric]:
        now = database_now()
        counts = Attempt.objects.aggregate(
            open=Count("pk", filter=Q(state=Attempt.State.OPEN)),
            overdue=Count("pk", filter=Q(state=Attempt.State.OPEN, accepted_until__lt=now)),
            waiting=Count("pk", filter=Q(state=Attempt.State.SUBMITTED)),
        )
        apart = (timezone.now() - now).total_seconds()
        yield GaugeMetricFamily("exam_clock_apart_seconds", "This machine's clock minus the database's", apart)
        yield GaugeMetricFamily("exam_attempts_open", "Attempts in progress", counts["open"])
        yield GaugeMetricFamily("exam_attempts_overdue", "Open past deadline and grace", counts["overdue"])
        yield GaugeMetricFamily("exam_attempts_ungraded", "Submitted, not yet graded", counts["waiting"])
        beats = GaugeMetricFamily("exam_heartbeat_age_seconds", "Since it worked", labels=["process"])
        for heartbeat in Heartbeat.objects.all():
            beats.add_metric([heartbeat.name], (now - heartbeat.at).total_seconds())
        yield beats


def exposition() -> bytes:
    """The text that Prometheus reads. Web workers write to files in PROMETHEUS_MULTIPROC_DIR, summed up here."""
    registry = CollectorRegistry()
    if values.ValueClass is not values.MutexValue:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # has no types
    else:
        registry.register(requests)
        registry.register(durations)
    registry.register(Work())
    return generate_latest(registry)
