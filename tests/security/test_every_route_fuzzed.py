"""S64, I30: whatever is asked of any route by anybody, no answer is a 5xx or something that the description leaves out.

FUZZ_EXAMPLES and FUZZ_SEED choose how many cases and which; `make fuzz` asks for a night's worth.
"""

import logging
from collections import Counter

import pytest
from django.conf import settings
from django.test import TestCase

from tests.permission_world import World, make_world
from tests.security import fuzzing

# The last gets through most doors.
ROLES = ("anonymous", "candidate", "trainer", "officer", "unit_administrator", "district_administrator")
# A secret that was shuffled out of the cookie's own by Django's masking; any 32 characters will do.
CSRF = "a" * 32


@pytest.mark.timeout(400)
class Fuzzing(TestCase):
    world: World

    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = make_world()
        path = f"/api/v1/exams/{cls.world.exam.pk}/attempts/"
        candidate = cls.world.clients["candidate"]
        started = candidate.post(path, {"number": 1, "device": "d"}, content_type="application/json")
        cls.token = started.json()["token"]

    def setUp(self) -> None:
        # A line for each of a night's requests would fill the memory.
        logging.disable(logging.INFO)
        self.addCleanup(logging.disable, logging.NOTSET)

    def visitor(self, role: str) -> fuzzing.Visitor:
        cookies = {name: morsel.value for name, morsel in self.world.clients[role].cookies.items()}
        headers = {"X-CSRFToken": CSRF} | ({"Authorization": f"Attempt {self.token}"} if role == "candidate" else {})
        return fuzzing.Visitor(cookies | {settings.CSRF_COOKIE_NAME: CSRF}, headers)

    def fuzz_as(self, role: str) -> None:
        statuses: Counter[int] = Counter()
        findings = []
        seed = fuzzing.SEED + ROLES.index(role)
        visitor = self.visitor(role)
        for found in fuzzing.load_schema(self.world).get_all_operations():
            answered, wrong = fuzzing.fuzz(found.ok(), visitor, seed)
            statuses += answered
            findings += wrong
        print(f"as {role}: {statuses.total()} cases with seed {seed}, {dict(statuses)}: {len(findings)} findings")
        assert statuses[200], "nothing passed: no case can have found anything"
        assert not findings, "\n\n".join(findings)


for role in ROLES:
    setattr(Fuzzing, f"test_as_{role}", lambda self, role=role: self.fuzz_as(role))
