"""S19, S20: another site can neither act for a visitor nor read what she may read; looking changes nothing."""

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from tests.permission_world import FILES, doors, make_world
from tests.routes import routes

pytestmark = pytest.mark.django_db

UNSAFE = ("post", "put", "patch", "delete")
# They take the attempt's token from a header, which no other site can send; a session is never asked for there.
BY_TOKEN = ("/api/v1/attempts/<int:attempt>/responses/", "/api/v1/attempts/<int:attempt>/submission/")
# A link that is spent by following it: it wants a token that only a POST gives (S24).
ONE_USE_LINK = "api/v1/exports/{export_id}/file/"
ORIGINS = ("null", "https://evil.example", "https://testserver.evil.example", "http://testserver:81")


def api_routes():
    return [route for route in routes() if route.path.startswith("/api/v1/") and route.path not in BY_TOKEN]


def signed_in(person, **options):
    client = Client(enforce_csrf_checks=True, **options)
    client.force_login(person)
    return client


def test_every_unsafe_door_wants_the_token(cast):
    """S19: for whoever may do everything, too; and with a foreign origin even the token is worth nothing."""
    client = signed_in(cast.district_administrator)
    token = client.get("/api/v1/session/").json()["csrf_token"]
    forgeries = [
        {"content_type": "application/json"},
        {"content_type": "text/plain"},
        *({"content_type": "application/json", "headers": {"X-CSRFToken": token, "Origin": o}} for o in ORIGINS),
    ]
    knocked = 0
    for route in api_routes():
        for method in set(route.methods) & set(UNSAFE):
            for forged in forgeries:
                answer = client.generic(method.upper(), route.address({}), b"{}", **forged)
                knocked += 1
                # 405, 415: a door that is none, a body whose kind is looked at first; nothing was read either way.
                assert answer.status_code in (403, 405, 415), (method, route.path, forged)
                assert answer.status_code != 403 or answer.json()["code"] == "csrf_failed", (method, route.path)
    assert knocked > 200


def counted():
    """Every row of every table, by a fingerprint of its content."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT * FROM {table}")
            found[model._meta.label] = sorted(map(repr, cursor.fetchall()))
    return found


def test_looking_at_everything_changes_nothing():
    """S19: every GET there is, as administrator and as the candidate."""
    world = make_world()
    before = counted()
    looked = 0
    for role in ("district_administrator", "candidate"):
        for door in doors():
            if door.method == "GET" and door.pattern != ONE_USE_LINK:
                world.clients[role].get("/" + door.pattern.format(**world.arguments(door)))
                looked += 1
    assert looked > 80
    after = counted()
    assert {label for label in before if before[label] != after[label]} == set()


def test_no_other_site_may_read_an_answer(cast):
    """S20: neither by a request nor by a preflight."""
    client = signed_in(cast.district_administrator)
    for place, route in enumerate(routes()):
        asked = {"Origin": ORIGINS[place % len(ORIGINS)], "Access-Control-Request-Method": "POST"}
        for method in ("GET", "OPTIONS"):
            answer = client.generic(method, route.address({}), headers=asked)
            told = [name for name in answer.headers if name.lower().startswith("access-control-")]
            assert not told, (route.path, told)


def test_the_files_that_a_form_could_send_want_the_token_too(cast):
    """Uploads are the one kind of body that another site's form can make."""
    client = signed_in(cast.district_administrator)
    for path in FILES:
        answer = client.post(f"/api/v1/{path}", {"file": b""})
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
