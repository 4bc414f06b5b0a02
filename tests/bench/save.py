"""CPU per acknowledged save: the product's server and database ÷ a bare handler with the same statement."""

import json
from http.client import HTTPConnection
from itertools import count

from tests.bench.frame import Effort, Figure, compare, per_piece
from tests.bench.stage import CLIENTS, Act, Stage, WebServer, by_clients, stage

BARS = {"postgresql": (1.5, True), "sqlite": (1.7, False)}
ATTEMPTS_PER_CLIENT = 4


def run(effort: Effort) -> list[Figure]:
    figures = []
    for name in effort.stacks:
        with stage(name) as here:
            figures += measure(here, effort)
    return figures


def measure(here: Stage, effort: Effort) -> list[Figure]:
    facts = here.tell("prepare.attempts", count=2 * CLIENTS * ATTEMPTS_PER_CLIENT)
    tokens: dict[str, str] = facts.pop("tokens")
    ours, theirs = list(tokens)[::2], list(tokens)[1::2]
    product = here.product()
    bare = here.bare(product, "save", facts)
    sides = {server: (saving(attempts, tokens), attempts) for server, attempts in ((product, ours), (bare, theirs))}
    acknowledged = {server: by_clients(server.port, sides[server][0], times=CLIENTS * 25) for server in sides}

    def cost(server: WebServer) -> float:
        def work() -> int:
            saves = by_clients(server.port, sides[server][0], seconds=effort.seconds)
            acknowledged[server] += saves
            return saves

        return per_piece(lambda: server.cpu() + here.database_cpu(), work)

    compared = compare(lambda: cost(product), lambda: cost(bare), effort.pairs)
    rows = [
        here.tell("prepare.rows_of", attempts=[int(attempt) for attempt in attempts]) for attempts in (ours, theirs)
    ]
    (ours_written,), (theirs_written,) = rows
    # lease, after_closing, flagged, rows, …: the same kind of row on both sides, as many as were acknowledged.
    assert [ours_written[3], theirs_written[3]] == list(acknowledged.values()), rows
    assert ours_written[:3] + ours_written[4:] == theirs_written[:3] + theirs_written[4:], rows
    bar, must = BARS[here.name]
    written = {"rows_written": ours_written[3], "rows_written_by_floor": theirs_written[3]}
    return [compared.ratio(f"save_cpu_ratio_{here.name}", bar, must=must, **written)]


def saving(attempts: list[str], tokens: dict[str, str]) -> Act:
    """One save of one change by the next of a client's attempts, acknowledged."""
    seqs = [count(1) for _ in range(CLIENTS)]

    def act(connection: HTTPConnection, client: int) -> None:
        seq = next(seqs[client])
        attempt = attempts[client + CLIENTS * (seq % ATTEMPTS_PER_CLIENT)]
        body = b'{"changes":[{"seq":%d,"position":%d,"answer":["%c"]}]}' % (seq, 1 + seq % 80, b"ABCD"[seq % 4])
        headers = {"Authorization": f"Attempt {tokens[attempt]}", "Content-Type": "application/json"}
        connection.request("PUT", f"/api/v1/attempts/{attempt}/responses/", body, headers)
        answer = connection.getresponse().read()
        assert json.loads(answer)["acked"] == [seq], answer

    return act
