"""The WSGI application, which also answers below the path of PUBLIC_URL when the proxy passes that path on."""

import os
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exam_platform.settings")
_django = get_wsgi_application()

from exam_platform.operations.admission import Admission  # noqa: E402 (they need Django's apps)
from exam_platform.operations.plain_paper import PlainPapers  # noqa: E402 (the same)
from exam_platform.operations.plain_save import PlainSaves  # noqa: E402 (the same)
from exam_platform.operations.plain_start import PlainStarts  # noqa: E402 (the same)
from exam_platform.operations.processes import at_once  # noqa: E402 (the same)

_answer = Admission(PlainSaves(PlainStarts(PlainPapers(_django))), at_once=at_once())


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Strip the sub-path, so that it does not matter whether the proxy in front did."""
    below = settings.FORCE_SCRIPT_NAME
    if below and (environ["PATH_INFO"] == below or environ["PATH_INFO"].startswith(f"{below}/")):
        environ["PATH_INFO"] = environ["PATH_INFO"][len(below) :] or "/"
        environ["SCRIPT_NAME"] = below
    return _answer(environ, start_response)
