"""Schemathesis in process: cases made from the API's own description, asked of the real WSGI application.

Every case begins in the same world, for what it did is rolled back. So no case depends on the one before, a finding is
told by itself, and no examination is called off for all cases after.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import hypothesis
import schemathesis
from django.core import signals
from django.db import close_old_connections, transaction
from hypothesis import strategies
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from exam_platform.wsgi import application
from tests.permission_world import Door, World

SEED = int(os.environ.get("FUZZ_SEED", "20261123"))
# Of each operation, for each role: half of them as the description says, half against it.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "2"))
# What a refusal may be; the description says of all of them at once that they are problem documents.
REFUSALS = {400, 401, 403, 404, 405, 409, 413, 415, 429}
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@dataclass(frozen=True)
class Visitor:
    cookies: dict[str, str]
    headers: dict[str, str]


def load_schema(world: World) -> Any:
    with one_connection():
        schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", application)
    schema.config.output.sanitization.update(enabled=False)
    numbers = _numbers_in(world)

    @schema.hook
    def flatmap_path_parameters(context: Any, parameters: Any) -> Any:
        """Mostly what exists: of random numbers each answer would be 404."""
        door = Door(context.operation.method.upper(), context.operation.path.removeprefix("/"))
        real = {name: world.arguments(door).get(name, given) for name, given in (parameters or {}).items()}
        return strategies.sampled_from([real, real, real, parameters])

    @schema.hook
    def flatmap_body(context: Any, body: Any) -> Any:
        return strategies.sampled_from([body, _with_numbers(body, numbers)])

    return schema


def _numbers_in(world: World) -> dict[str, int]:
    """The ids that a body may name, by the name of the field."""
    return {
        "exam": world.exam.pk,
        "unit": world.cast.justice.pk,
        "entry": world.entry.pk,
        "person": world.cast.candidate.pk,
        "questions": world.question,
        "persons": world.cast.candidate.pk,
        "position": 1,
    }


def _with_numbers(value: Any, numbers: dict[str, int], name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _with_numbers(inner, numbers, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_numbers(inner, numbers, name) for inner in value]
    return numbers[name] if name in numbers and type(value) is int else value


def fuzz(operation: Any, visitor: Visitor, seed: int) -> tuple[Counter[int], list[str]]:
    """How many cases had which status, and what was wrong with the answers."""
    statuses: Counter[int] = Counter()
    findings = []
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        strategy = _strategy(operation, mode)
        if strategy is None:
            continue

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=max(1, EXAMPLES // 2),
            database=None,
            deadline=None,
            phases=[hypothesis.Phase.generate, hypothesis.Phase.shrink],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=strategy)
        def ask(case: Any) -> None:
            answer = ask_of(case, visitor)
            statuses[answer.status_code] += 1
            check(case, answer)

        try:
            ask()
        except hypothesis.errors.Unsatisfiable:
            pass
        except (Exception, ExceptionGroup) as error:  # noqa: BLE001 (each is told, with the others)
            findings.append(f"{operation.label} ({mode.value}): {error}")
    return statuses, findings


def _strategy(operation: Any, mode: GenerationMode) -> Any:
    strategy = operation.as_strategy(generation_mode=mode)
    return None if strategy.is_empty else strategy


def ask_of(case: Any, visitor: Visitor) -> Any:
    with one_connection(), transaction.atomic():
        answer = case.call(headers=visitor.headers, cookies=visitor.cookies)
        transaction.set_rollback(True)
    return answer


def check(case: Any, answer: Any) -> None:
    case.validate_response(answer, checks=CHECKS)
    if answer.status_code >= 400:
        assert answer.status_code in REFUSALS, f"{answer.status_code}: {answer.text[:300]}"
        assert answer.headers["content-type"] == ["application/problem+json"], answer.headers
        assert answer.json()["code"], answer.text
    else:
        assert str(answer.status_code) in case.operation.definition.raw["responses"], (
            f"{answer.status_code} is not in the description"
        )


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests leave the connection open whose transaction is to be rolled back, as with Django's own client."""
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in ends:
            signal.connect(close_old_connections)
