"""Statutes for the tests of the library, and the way of a file through an import, as the worker would take it."""

import io
import zipfile
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from questions.tasks import commit_law_import, parse_law_import

LAWS = "/api/v1/laws/"
LAW_IMPORTS = "/api/v1/law-imports/"

# Two versions of a law that nobody passed: 第二条 changes, 第三条 moves to 第四条, 第四条 is gone.
OLD = """甲市图书馆条例

2015年3月1日 甲市第一届人民代表大会常务委员会第五次会议通过

第一章 总则

第一条 为了发展图书馆，制定本条例。

第二条 图书馆应当在五日内答复读者。

第二章 服务

第三条 图书馆不得向读者收取押金。

第四条 图书馆每年六月举办读书月。

第五条 本条例自2015年6月1日起施行。
"""
NEW = """甲市图书馆条例

2015年3月1日 甲市第一届人民代表大会常务委员会第五次会议通过

2020年3月1日 甲市第二届人民代表大会常务委员会第一次会议修订

第一章 总则

第一条 为了发展图书馆，制定本条例。

第二条 图书馆应当在三日内答复读者。

第二章 服务

第三条 公共阅览室的开放时间由市文化主管部门规定并公告。

第四条 图书馆不得向读者收取押金。

第五条 本条例自2020年6月1日起施行。
"""


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def shared_texts(shared: Path, *names: str) -> dict[str, bytes]:
    folder = shared / "data" / "laws"
    return {f"{name}.md": (folder / f"{name}.md").read_bytes() for name in names}


def upload_laws(client: APIClient, name: str, content: bytes) -> dict[str, Any]:
    answer = client.post(LAW_IMPORTS, {"file": SimpleUploadedFile(name, content)}, format="multipart")
    assert answer.status_code == 201, answer.content
    parse_law_import(job_id=answer.json()["id"])
    return law_import(client, answer.json()["id"])


def confirm_laws(client: APIClient, job: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(f"{LAW_IMPORTS}{job['id']}/confirmation/", {}, format="json")
    assert answer.status_code == 202, answer.content
    commit_law_import(job_id=job["id"])
    return law_import(client, job["id"])


def import_laws(client: APIClient, *texts: str) -> dict[str, Any]:
    files = {f"{number}.md": text.encode() for number, text in enumerate(texts)}
    job = confirm_laws(client, upload_laws(client, "laws.zip", zipped(files)))
    assert job["state"] == "done", job
    return job


def law_import(client: APIClient, pk: int) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{LAW_IMPORTS}{pk}/").json()
    return found


def rows_of(client: APIClient, job: dict[str, Any]) -> list[dict[str, Any]]:
    answer = client.get(f"{LAW_IMPORTS}{job['id']}/rows/?page_size=200").json()
    assert answer["next"] is None
    rows: list[dict[str, Any]] = answer["results"]
    return rows


def codes(row: dict[str, Any], level: str = "") -> list[str]:
    return [note["code"] for note in row["notes"] if not level or note["level"] == level]
