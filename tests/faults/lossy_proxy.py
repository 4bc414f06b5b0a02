"""A proxy that lets the server answer and now and then keeps the answer to itself: lost after the commit (F13)."""

import asyncio
import threading
from random import Random
from typing import Self


class LossyProxy:
    """HTTP/1.1 passed through on a loopback port; the share `lost` of the answers ends in a closed socket."""

    def __init__(self, port: int, to_port: int, lost: float) -> None:
        self.port, self.to_port, self.lost = port, to_port, lost
        self.answers = self.swallowed = 0
        # Nothing is lost while the candidates sign in: that has no second try with the same effect to be counted.
        self.losing = False
        self._random = Random(13)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", self.port, backlog=1024), self._loop
        ).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", self.to_port)
        except OSError:
            writer.close()
            return
        try:
            while message := await self._message(reader):
                upstream_writer.write(message)
                answer = await self._message(upstream_reader)
                self.answers += 1
                if not answer or (self.losing and self._random.random() < self.lost):
                    self.swallowed += 1
                    return
                writer.write(answer)
                await writer.drain()
        except (OSError, EOFError):
            return
        finally:
            writer.close()
            upstream_writer.close()

    async def _message(self, reader: asyncio.StreamReader) -> bytes:
        """A head and its body; nothing at the end of the connection."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return b""
        fields = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(b":") for line in head.split(b"\r\n")[1:] if line)
        }
        if b"chunked" in fields.get(b"transfer-encoding", b""):
            body = b""
            while not body.endswith(b"0\r\n\r\n"):
                body += await reader.readuntil(b"\r\n")
            return head + body
        return head + await reader.readexactly(int(fields.get(b"content-length", b"0")))
