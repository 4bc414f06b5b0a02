"""CPU per start on PostgreSQL ÷ a bare handler with session look-up, eligibility and insert; and by the bank's size."""

import json
from contextlib import ExitStack
from http.client import HTTPConnection
from typing import Any

from tests.bench.frame import Effort, Figure, compare, per_piece
from tests.bench.stage import CLIENTS, Act, Stage, WebServer, by_clients, stage

TOKEN = "a" * 32


def run(effort: Effort) -> list[Figure]:
    each = effort.of(200, CLIENTS)
    with ExitStack() as stack:
        large, small = (
            Site(stack.enter_context(stage("postgresql")), size, each * (2 * effort.pairs + 2))
            for size in (effort.of(100_000, 300), effort.of(1000, 100))
        )
        bare = small.here.bare(small.product, "start", small.facts)
        for site, server in ((small, small.product), (small, bare), (large, large.product)):
            site.cost(server, each)
        ratio = compare(lambda: small.cost(small.product, each), lambda: small.cost(bare, each), effort.pairs)
        for site in (small, large):
            site.again()
        bank = compare(lambda: large.cost(large.product, each), lambda: small.cost(small.product, each), effort.pairs)
    return [
        ratio.ratio("start_cpu_ratio", 2.5, starts=each * effort.pairs),
        bank.ratio("start_bank_ratio", 1.2, must=True, starts=each * effort.pairs),
    ]


class Site:
    """Candidates who have not begun yet, beside a bank of some size."""

    def __init__(self, here: Stage, questions: int, count: int) -> None:
        self.here = here
        self.facts: dict[str, Any] = here.tell("prepare.candidates", count=count, questions=questions)
        self.product = here.product()
        self.waiting = list(self.facts["persons"])

    def again(self) -> None:
        """Nobody has begun."""
        self.here.tell("prepare.forget_attempts")
        self.waiting = list(self.facts["persons"])

    def cost(self, server: WebServer, times: int) -> float:
        return per_piece(
            lambda: server.cpu() + self.here.database_cpu(),
            lambda: by_clients(server.port, self.starting(), times=times),
        )

    def starting(self) -> Act:
        session, csrf = self.facts["cookies"]

        def act(connection: HTTPConnection, client: int) -> None:
            headers = {
                "Cookie": f"{session}={self.waiting.pop()}; {csrf}={TOKEN}",
                "X-CSRFToken": TOKEN,
                "Content-Type": "application/json",
            }
            body = json.dumps({"number": 1, "device": "desk"})
            connection.request("POST", f"/api/v1/exams/{self.facts['exam']}/attempts/", body, headers)
            answer = connection.getresponse()
            content = answer.read()
            assert answer.status == 201, content

        return act
