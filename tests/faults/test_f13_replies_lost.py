"""F13: of every ten answers of the server one is lost after the commit."""

import pytest

from tests.faults.lossy_proxy import LossyProxy
from tests.faults.stacks import POSTGRESQL, SQLITE, Places, running
from tests.servers import free_port

SHARE = 0.1


@pytest.mark.parametrize("name", [SQLITE, POSTGRESQL])
def test_f13_replies_lost(name, tmp_path, rehearse):
    port = free_port()
    places = Places(environment={"PUBLIC_URL": f"http://127.0.0.1:{port}/"})
    with running(name, tmp_path, places) as stack, LossyProxy(port, stack.platform.port, SHARE) as proxy:
        with rehearse(stack, "F13", seconds=60) as run:
            run.under_load()
            proxy.losing = True
        run.notes["answers_lost"] = proxy.swallowed
        assert proxy.swallowed > run.load.candidates
        run.check()
