"""Django's own handler as the measure of the doors before it, and how both are asked."""

import io
import json

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections


class Django:
    """The real handler, which remembers how often it was asked.

    It leaves the connection open, as Django's own test client does: the test's transaction lives in it.
    """

    def __init__(self):
        self.handler = WSGIHandler()
        self.asked = 0

    def __call__(self, environ, start_response):
        self.asked += 1
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        answer = self.handler(environ, start_response)
        body = b"".join(answer)
        answer.close()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        return [body]


def environ(method, path, body, **more):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": "127.0.0.1",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        **more,
    }


def ask(application, asked):
    """Status, headers without what differs from answer to answer, and the body as it came, or read."""
    told = {}

    def start(status, headers, exc_info=None):
        told.update(status=int(status[:3]), headers={name.lower(): value for name, value in headers})

    body = b"".join(application(asked, start))
    assert len(told["headers"].pop("x-request-id", "x" * 32)) >= 16
    assert told["headers"].pop("content-length", str(len(body))) == str(len(body))
    is_json = "json" in told["headers"].get("content-type", "") and "content-encoding" not in told["headers"]
    content = json.loads(body) if is_json else body
    return told["status"], told["headers"], content
