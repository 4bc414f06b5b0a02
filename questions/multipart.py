"""An answer of a file and what is to be said of it, as an upload is sent: browsers read it by `formData()`."""

import secrets
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson
from django.http import StreamingHttpResponse

_CHUNK = 64 * 1024


def file_with_notes(file: BinaryIO, *, name: str, media_type: str, notes: Any) -> StreamingHttpResponse:
    """Parts `file` and `notes` (JSON). The file is read from its beginning, and closed when it has been sent."""
    boundary = secrets.token_hex(16)
    response = StreamingHttpResponse(
        _parts(file, f'; filename="{name}"\r\nContent-Type: {media_type}', orjson.dumps(notes), boundary),
        content_type=f"multipart/form-data; boundary={boundary}",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _parts(file: BinaryIO, about: str, notes: bytes, boundary: str) -> Iterator[bytes]:
    with file:
        file.seek(0)
        yield f'--{boundary}\r\nContent-Disposition: form-data; name="file"{about}\r\n\r\n'.encode()
        while chunk := file.read(_CHUNK):
            yield chunk
    yield f'\r\n--{boundary}\r\nContent-Disposition: form-data; name="notes"\r\n\r\n'.encode()
    yield notes + f"\r\n--{boundary}--\r\n".encode()
