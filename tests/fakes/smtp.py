"""A small SMTP server that takes mail, or misbehaves in one of the ways real ones do."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

STALL_SECONDS = 30


@dataclass
class FakeSMTP:
    """How it behaves.

    `behaviour`: accept, refuse_recipient (550), refuse_sender (553), refuse_words (554 after DATA), refuse_us (554),
    greylist (451), busy (421), drop_after_data, stall.
    """

    behaviour: str = "accept"
    received: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> FakeSMTP:
        self.loop = asyncio.new_event_loop()
        started = threading.Event()
        self.thread = threading.Thread(target=self._run, args=[started], daemon=True)
        self.thread.start()
        started.wait(timeout=5)
        return self

    def __exit__(self, *exception: object) -> None:
        self.loop.call_soon_threadsafe(self._finish)
        self.thread.join(timeout=5)
        self.loop.close()

    def _finish(self) -> None:
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.call_later(0.01, self.loop.stop)

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self.loop.run_forever()
        server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.behaviour == "busy":
            await say(writer, "421 too many connections")
            return
        if self.behaviour == "refuse_us":
            await say(writer, "554 no mail from where you are")
            return
        if self.behaviour == "stall":
            await asyncio.sleep(STALL_SECONDS)
            return
        await say(writer, "220 fake ready")
        while line := (await reader.readline()).decode("latin-1").strip():
            command = line.split(" ", 1)[0].upper()
            if command == "DATA":
                await say(writer, "354 go on")
                raw = (await reader.readuntil(b"\r\n.\r\n"))[:-5]
                self.received.append(message_from_bytes(raw, policy=policy.default))
                if self.behaviour == "drop_after_data":
                    return
                await say(writer, "554 looks like spam" if self.behaviour == "refuse_words" else "250 taken")
            elif command == "MAIL" and self.behaviour == "refuse_sender":
                await say(writer, "553 sender not allowed")
            elif command == "RCPT":
                await say(writer, self._recipient(line))
            elif command == "QUIT":
                await say(writer, "221 bye")
                return
            else:
                await say(writer, "250 fine")

    def _recipient(self, line: str) -> str:
        if self.behaviour == "refuse_recipient":
            return "550 no such user"
        if self.behaviour == "greylist":
            return "451 come back later"
        self.recipients.append(line.split("<", 1)[1].split(">", 1)[0])
        return "250 fine"


async def say(writer: asyncio.StreamWriter, text: str) -> None:
    writer.write(f"{text}\r\n".encode())
    await writer.drain()
