"""S38 on paper: what is stored is set as words; the file holds no script, and no link but the platform's own."""

import re
import subprocess

from django.conf import settings
from django.utils import timezone

from exam_platform.people.slips import Slip, render
from tests.browser.planted_script import PAYLOADS


def said_of(pdf: bytes, *command: str) -> str:
    return subprocess.run([*command, "-"], input=pdf, check=True, capture_output=True).stdout.decode()


def holds_no_script(pdf: bytes) -> bool:
    links = [line.split()[-1] for line in said_of(pdf, "pdfinfo", "-url").splitlines()[1:]]
    return said_of(pdf, "pdfinfo", "-js").strip() == "" and all(link.startswith(settings.PUBLIC_URL) for link in links)


def test_s38_paper_holds_words_and_no_script() -> None:
    pdf = render([Slip(name=text, unit="", office="", login="", code="") for text in PAYLOADS], timezone.now())
    assert said_of(pdf, "pdftotext", "-layout", "-").count("ran()") >= len(PAYLOADS)
    assert re.search(r"JavaScript:\s+no", said_of(pdf, "pdfinfo"))
    assert holds_no_script(pdf)
