"""CPU per paper delivered ÷ a bare handler that returns the same bytes after one HMAC."""

from http.client import HTTPConnection

from tests.bench.frame import Effort, Figure, compare, per_piece
from tests.bench.stage import CLIENTS, Act, WebServer, by_clients, stage

ATTEMPTS = 100


def run(effort: Effort) -> list[Figure]:
    with stage("postgresql") as here:
        facts = here.tell("prepare.papers", count=ATTEMPTS)
        addresses: list[str] = facts["addresses"]
        product = here.product()
        bare = here.bare(product, "paper", facts)
        assert fetched(product.port, addresses[0]) == fetched(bare.port, addresses[0])

        def cost(server: WebServer) -> float:
            return per_piece(
                lambda: server.cpu() + here.database_cpu(),
                lambda: by_clients(server.port, fetching(addresses), seconds=effort.seconds),
            )

        for server in (product, bare):
            by_clients(server.port, fetching(addresses), times=CLIENTS * ATTEMPTS)
        compared = compare(lambda: cost(product), lambda: cost(bare), effort.pairs)
    return [compared.ratio("paper_cpu_ratio", 1.5)]


def fetching(addresses: list[str]) -> Act:
    turn = [*range(CLIENTS)]

    def act(connection: HTTPConnection, client: int) -> None:
        turn[client] += CLIENTS
        connection.request("GET", addresses[turn[client] % len(addresses)], headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == 200, content

    return act


def fetched(port: int, address: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    return connection.getresponse().read()
