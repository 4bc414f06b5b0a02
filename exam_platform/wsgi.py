"""The WSGI application, which also answers below the path of PUBLIC_URL when the proxy passes that path on."""

import os
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exam_platform.settings")
_django = get_wsgi_application()

from exam_platform.operations.admission import Admission
from exam_platform.operations.plain_paper import PlainPapers
from exam_platform.operations.plain_save import PlainSaves
from exam_platform.operations.plain_start import PlainStarts
from exam_platform.operations.processes import at_once

# A paper comes from memory, once Django has answered for it, and needs no place.
_answer = PlainPapers(Admission(PlainSaves(PlainStarts(_django)), at_once=at_once()))


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Strip the sub-path, so that it does not matter whether the proxy in front did."""
    below = settings.FORCE_SCRIPT_NAME
    if below and (environ["PATH_INFO"] == below or environ["PATH_INFO"].startswith(f"{below}/")):
        environ["PATH_INFO"] = environ["PATH_INFO"][len(below) :] or "/"
        environ["SCRIPT_NAME"] = below
    return _answer(environ, start_response)
