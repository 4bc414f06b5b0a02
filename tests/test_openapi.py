"""The description of the API: valid, without a warning, and shown as a page."""

import pytest
from django.core.management import call_command
from django.test import Client

from tests.live import ROOT


def test_it_validates_without_a_warning(tmp_path):
    call_command(
        "spectacular", validate=True, fail_on_warn=True, format="openapi-json", file=str(tmp_path / "schema.json")
    )
    assert (tmp_path / "schema.json").stat().st_size


@pytest.mark.django_db
def test_it_is_served_as_a_page_of_plain_html():
    description = Client().get("/api/v1/schema/").json()
    page = Client().get("/api/docs/")
    assert page.status_code == 200
    text = page.content.decode()
    for path, methods in description["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in text
    assert "<script" not in text
    assert "http://" not in text
    assert "https://" not in text


def test_every_path_is_told_in_the_docs_of_the_api():
    """docs/api.md says what the shapes mean: a first path segment that it never names was forgotten there."""
    told = (ROOT / "docs" / "api.md").read_text()
    description = Client().get("/api/v1/schema/").json()
    for path in description["paths"]:
        assert path.removeprefix("/api/v1/").split("/")[0] in told, path
