"""CPU of a staff page with much data ÷ with little, over HTTP, on two platforms of one kind that run at once."""

from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

from tests.bench.frame import Compared, Effort, Figure, compare, per_piece
from tests.bench.stage import CLIENTS, Stage, WebServer, by_clients, stage

BAR = 2.0


@dataclass
class Site:
    """A platform with its data, and one signed-in person who sees all of it."""

    here: Stage
    facts: dict[str, Any]
    server: WebServer

    def cost(self, address: str, times: int) -> float:
        """CPU seconds of one page."""
        headers = {"Cookie": self.facts["cookie"]}

        def act(connection: HTTPConnection, client: int) -> None:
            connection.request("GET", f"/api/v1/{address}", headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200, (address, answer.status, body[:500])

        return per_piece(
            lambda: self.server.cpu() + self.here.database_cpu(), lambda: by_clients(self.server.port, act, times=times)
        )


def grow(name: str, pages: Any, sizes: tuple[dict[str, int], dict[str, int]], effort: Effort) -> list[Figure]:
    """For each stack the worst of `pages`, each a function from a site's facts to an address."""
    figures = []
    for kind in effort.stacks:
        with ExitStack() as stack:
            large, small = (opened(stack, kind, size) for size in sizes)
            times = CLIENTS * effort.of(5, 1)
            found = {}
            for page, address in pages.items():
                found[page] = compared_page(large, small, address, times, effort.pairs).ratio(page, BAR)
                print(f"{kind:10} {page:45} {found[page].value:6.2f}", flush=True)
            worst = max(found.values(), key=lambda figure: figure.value)
            each = {page: round(figure.value, 2) for page, figure in found.items()}
            more = {
                **worst.more,
                "worst": worst.name,
                "pages": each,
                "rows": [large.facts["counts"], small.facts["counts"]],
            }
            # The side with little data is the floor here.
            figures.append(Figure(f"{name}_{kind}", worst.value, "×", BAR, must=True, more=more))
    return figures


def compared_page(large: Site, small: Site, address: Any, times: int, pairs: int) -> Compared:
    for site in (large, small):
        site.cost(address(site.facts), CLIENTS)
    return compare(
        lambda: large.cost(address(large.facts), times), lambda: small.cost(address(small.facts), times), pairs
    )


def opened(stack: ExitStack, kind: str, size: dict[str, int]) -> Site:
    here = stack.enter_context(stage(kind))
    facts = here.tell("prepare.district", **size)
    return Site(here, facts, here.product())
