"""What is asked of the child process and what it answers: lines of JSON, and files beside them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from gallery.pictures.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Job:
    """A picture to work on.

    `folder` is an empty one for the results. `compression` is of gallery.choices.Compression: "compressed" also takes
    place and device out of the original. `zone` (IANA) is the event's, for cameras that do not name theirs.
    """

    source: Path
    folder: Path
    compression: str
    zone: str = "UTC"

    def as_line(self) -> str:
        return json.dumps(asdict(self), default=str)

    @staticmethod
    def of_line(line: str) -> Job:
        read = json.loads(line)
        return Job(Path(read["source"]), Path(read["folder"]), read["compression"], read["zone"])


@dataclass(frozen=True, slots=True)
class Picture:
    """What was found out and made.

    `sha256` is of what was sent. `crc32` and `size_bytes` are of what is to be kept: `original` where place and device
    had to be taken out, otherwise (None) what was sent. `kind` is the MIME type that its bytes have.
    """

    kind: str
    width: int
    height: int
    taken_at: datetime | None
    sha256: str
    crc32: int
    size_bytes: int
    placeholder: str
    recipe: int
    thumbnail: Path
    preview: Path
    original: Path | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the three. `trouble` is none of the picture's fault."""

    picture: Picture | None = None
    refused: Refusal | None = None
    trouble: str = ""
    detail: str = ""

    def as_line(self) -> str:
        return json.dumps(asdict(self), default=str)

    @staticmethod
    def of_line(line: str) -> Answer:
        read = json.loads(line)
        refused = Refusal(read["refused"]) if read["refused"] else None
        found = read["picture"]
        if found is None:
            return Answer(refused=refused, trouble=read["trouble"], detail=read["detail"])
        taken = found["taken_at"] and datetime.fromisoformat(found["taken_at"])
        original = found["original"] and Path(found["original"])
        paths = {"thumbnail": Path(found["thumbnail"]), "preview": Path(found["preview"]), "original": original}
        return Answer(Picture(**found | paths | {"taken_at": taken}))
