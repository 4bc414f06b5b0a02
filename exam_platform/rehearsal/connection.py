"""One connection to a web server: HTTP/1.1 with keep-alive, a request at a time. Pure asyncio.

Two thousand of them run beside the server on two cores: a general client would cost more than what is measured.
"""

import asyncio
import gzip
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import orjson

PATIENCE = 20
LARGEST_HEAD = 64 * 1024


class NoAnswer(Exception):
    """The server was not reached, or its answer broke off."""


@dataclass(frozen=True)
class Address:
    """Where the platform is; `root` is the path below which it stands, with a slash at its end."""

    scheme: str
    host: str
    port: int
    root: str

    @classmethod
    def of(cls, url: str) -> "Address":
        """Raises ValueError for what is no http or https address."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        return cls(parts.scheme, parts.hostname, port, parts.path.rstrip("/") + "/")

    @property
    def origin(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.scheme == "https" else 80
        return f"{self.scheme}://{name}" if self.port == usual else f"{self.scheme}://{name}:{self.port}"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def json(self) -> Any:
        """What the body says, or None: a proxy's page, a captive portal and half a body are no answer."""
        if "json" not in self.headers.get("content-type", ""):
            return None
        try:
            plain = gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body
            return orjson.loads(plain)
        except (orjson.JSONDecodeError, OSError, EOFError):
            return None


class Connection:
    def __init__(self, address: Address) -> None:
        self.address = address
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._host = address.origin.partition("://")[2]
        self._tls = ssl.create_default_context() if address.scheme == "https" else None

    async def ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
        """Raises NoAnswer. `path` is below the root."""
        lines = [f"{method} {self.address.root}{path} HTTP/1.1", f"Host: {self._host}", "Accept-Encoding: gzip"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        request = "\r\n".join([*lines, "", ""]).encode() + (body or b"")
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._exchange(request)
        except (OSError, EOFError, TimeoutError, ValueError, asyncio.LimitOverrunError) as error:
            self.close()
            raise NoAnswer(f"{type(error).__name__}: {error}") from error
        except asyncio.CancelledError:
            self.close()
            raise

    def close(self) -> None:
        if self._writer:
            with suppress(OSError, RuntimeError):
                self._writer.transport.abort()
        self._reader = self._writer = None

    async def _exchange(self, request: bytes) -> Answer:
        used_before = self._writer is not None
        try:
            return await self._send_and_read(request)
        except asyncio.IncompleteReadError as error:
            # The server has closed the idle connection meanwhile: any browser then tries once on a new one.
            if error.partial or not used_before:
                raise
        except (ConnectionResetError, BrokenPipeError):
            if not used_before:
                raise
        self.close()
        return await self._send_and_read(request)

    async def _send_and_read(self, request: bytes) -> Answer:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(
                self.address.host, self.address.port, ssl=self._tls, limit=LARGEST_HEAD
            )
        self._writer.write(request)
        return await self._read(self._reader)

    async def _read(self, reader: asyncio.StreamReader) -> Answer:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        answer = Answer(int(head[0].split(" ", 2)[1]), {}, b"")
        for line in head[1:]:
            name, _, value = line.partition(":")
            name, value = name.lower(), value.strip()
            if name == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                answer.cookies[cookie] = content
            elif name:
                answer.headers[name] = value
        answer.body = await self._read_body(reader, answer)
        if answer.headers.get("connection", "").lower() == "close":
            self.close()
        return answer

    async def _read_body(self, reader: asyncio.StreamReader, answer: Answer) -> bytes:
        if answer.status in (204, 304):
            return b""
        if (length := answer.headers.get("content-length")) is not None:
            return await reader.readexactly(int(length))
        if "chunked" not in answer.headers.get("transfer-encoding", ""):
            answer.headers["connection"] = "close"
            return await reader.read()
        chunks = []
        while size := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
            chunks.append(await reader.readexactly(size))
            await reader.readexactly(2)
        while await reader.readuntil(b"\r\n") != b"\r\n":
            pass
        return b"".join(chunks)
