"""The embedded broker: kombu's folder of messages, in which a message appears only once it is whole.

kombu creates the file under its final name and writes it then; a worker that looks in between reads nothing and
ends with it, and with the worker everything that `make run` started.
"""

from __future__ import annotations

from pathlib import Path
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.transport.filesystem import Channel as FolderChannel
from kombu.transport.filesystem import Transport as FolderTransport
from kombu.utils.json import dumps


class Channel(FolderChannel):
    """Puts messages whole; reads as kombu does."""

    def _put(self, queue: Any, payload: Any, **kwargs: Any) -> None:  # type: ignore[override] # as kombu itself does
        folder = Path(self.data_folder_out)
        # The names sort by time, which is the order in which they are read; those of parts end otherwise.
        name = f"{monotonic_ns():020}_{uuid4()}.{queue}.msg"
        part = folder / f"{name}.part"
        part.write_bytes(dumps(payload).encode())
        part.replace(folder / name)


class Transport(FolderTransport):
    """Named in CELERY_BROKER_URL."""

    Channel = Channel
