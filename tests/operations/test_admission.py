"""A burst of requests: few are worked on, some wait, and the others are told at once to come again."""

import json
import threading
import time

import pytest

from exam_platform.operations import admission
from exam_platform.operations.admission import MOST_WAITING, MOST_WAITING_TO_SAVE, Admission
from tests.security.test_answers_to_browsers import assert_guarded

SESSION, SAVE = "/api/v1/session/", "/api/v1/attempts/5/responses/"


class Door:
    """An application that answers when it is told to, behind an admission of two."""

    def __init__(self):
        self.opened, self.at_work, self.most_at_work = threading.Event(), 0, 0
        self.lock = threading.Lock()
        self.admission = Admission(self.answer, at_once=2)
        self.answers = []
        self.threads = []

    def answer(self, environ, start_response):
        if environ["PATH_INFO"] == "/healthz":
            start_response("200 OK", [])
            return [b"alive"]
        with self.lock:
            self.at_work += 1
            self.most_at_work = max(self.most_at_work, self.at_work)
        assert self.opened.wait(20)
        with self.lock:
            self.at_work -= 1
        start_response("200 OK", [])
        return [b"{}"]

    def knock(self, path):
        said = {}

        def start_response(status, headers):
            said.update(status=status, headers=dict(headers))

        body = b"".join(self.admission({"PATH_INFO": path, "REQUEST_METHOD": "GET"}, start_response))
        answer = (int(said["status"][:3]), said["headers"], body)
        self.answers.append(answer)
        return answer

    def crowd(self, count, path=SESSION):
        """So many come: the places are taken, the others wait."""
        already = len(self.threads)
        self.threads += [threading.Thread(target=self.knock, args=[path]) for _ in range(count)]
        for thread in self.threads[already:]:
            thread.start()
        deadline = time.monotonic() + 30
        while (self.at_work, self.admission._waiting) != (min(2, len(self.threads)), max(0, len(self.threads) - 2)):
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def open(self):
        self.opened.set()
        for thread in self.threads:
            thread.join(20)


@pytest.fixture
def door(monkeypatch):
    """Whoever waits there does so until it is opened, however slow the machine."""
    monkeypatch.setattr(admission, "PATIENCE", 60)
    found = Door()
    yield found
    found.open()


def test_so_many_are_worked_on_at_once_and_the_others_wait(door):
    door.crowd(10)
    assert door.at_work == 2
    door.open()
    assert [status for status, *_ in door.answers] == [200] * 10
    assert door.most_at_work == 2


def test_whoever_finds_too_many_waiting_is_told_to_come_again(door):
    door.crowd(2 + MOST_WAITING)
    began = time.monotonic()
    status, headers, body = door.knock(SESSION)
    assert time.monotonic() - began < 20, "it was told at once"
    assert (status, json.loads(body)["code"]) == (503, "busy")
    assert 1 <= int(headers["Retry-After"]) <= 3
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Cache-Control"] == "no-store"
    assert_guarded(headers, "turned away")


def test_what_is_written_goes_before_whoever_wants_to_come_in(door):
    door.crowd(2 + MOST_WAITING)
    door.crowd(MOST_WAITING_TO_SAVE - MOST_WAITING, SAVE)
    assert door.knock(SAVE)[0] == 503
    door.open()
    assert sum(status == 200 for status, *_ in door.answers) == 2 + MOST_WAITING_TO_SAVE


def test_it_says_that_it_lives_when_it_is_busiest(door):
    door.crowd(2 + MOST_WAITING)
    assert door.knock("/healthz")[2] == b"alive"


def test_nobody_waits_for_ever(door, monkeypatch):
    monkeypatch.setattr(admission, "PATIENCE", 0.2)
    door.crowd(2)
    assert door.knock(SESSION)[0] == 503
    assert door.admission._waiting == 0


def test_an_error_gives_the_place_back():
    def fail(environ, start_response):
        raise ValueError("unforeseen")

    narrow = Admission(fail, at_once=1)
    for _ in range(3):
        with pytest.raises(ValueError, match="unforeseen"):
            narrow({"PATH_INFO": SESSION, "REQUEST_METHOD": "GET"}, None)
