"""A roster through the platform's own processes: the web server takes it, the real worker does the rest."""

from pathlib import Path

import pytest

from tests.api_client import ApiClient
from tests.live import LivePlatform

# The annual examination begins with the same two files; here what is left of them in the log is looked for too.
pytestmark = [pytest.mark.live, pytest.mark.long]


def test_two_thousand_persons_are_in_their_units(live_platform: LivePlatform, shared: Path) -> None:
    live_platform.command("prepare", "--empty")
    (account,) = live_platform.accounts()
    client, files = ApiClient(live_platform.url).sign_in(account["login"], account["password"]), shared / "data/rosters"
    assert client.import_file("unit-imports", files / "units.xlsx")["counts"]["accept"] == 55
    assert client.import_file("roster-imports", files / "civil-servants-2010.xlsx")["counts"]["accept"] == 2010
    (top,) = client.get("units/?parent=root")["results"]
    assert top["person_count"] == 2010
    assert "3708991993" not in live_platform.log.read_text()
