"""The process in which guests' pictures are decoded: `python -m gallery.pictures.child` (workshop.py starts it).

A line of JSON comes in, a line goes out; nothing of the server is here, neither Django nor its secrets. How much
memory and processor time a picture may take is said on the command line.
"""

from __future__ import annotations

import hashlib
import os
import sys
import zlib
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from gallery.pictures.clean import clean
from gallery.pictures.derive import RECIPE, derive, prepare
from gallery.pictures.job import Answer, Job, Picture
from gallery.pictures.limits import MIB
from gallery.pictures.refusals import PictureRefused
from gallery.pictures.signatures import HEAD_BYTES, refusal_of, type_of

READY = "ready"


def main(memory: int, seconds: int) -> None:
    """Answer until the input ends. `memory` in bytes for all, `seconds` of processor time for each picture."""
    answers = own_output()
    limit_memory(memory)
    prepare()
    say(answers, READY)
    for line in sys.stdin:
        limit_time(seconds)
        say(answers, answer_to(Job.of_line(line)).as_line())


def own_output() -> TextIO:
    """The answers' pipe, for us alone: whatever a decoder prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answers


def say(answers: TextIO, line: str) -> None:
    answers.write(f"{line}\n")
    answers.flush()


def limit_memory(most: int) -> None:
    if sys.platform == "win32":
        return  # has no such limits: the time that workshop.py gives is what is left there
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS knows the limit and does not keep it
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def limit_time(seconds: int) -> None:
    """From now; the system ends the process (SIGXCPU) where it takes more."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, resource.RLIM_INFINITY))


def answer_to(job: Job) -> Answer:
    """Never raises: what cannot be done for now is `trouble`."""
    try:
        return Answer(picture=work(job))
    except PictureRefused as refusal:
        return Answer(refused=refusal.code, detail=refusal.detail)
    except Exception as error:  # noqa: BLE001 whatever it is, the other side has to know
        return Answer(trouble=type(error).__name__, detail=str(error))


def work(job: Job) -> Picture:
    """Thumbnail and preview, the original without metadata where asked for, and the sums. Raises PictureRefused."""
    with job.source.open("rb") as file:
        head = file.read(HEAD_BYTES)
    kind = type_of(head)
    if kind is None:
        raise PictureRefused(refusal_of(head))
    derived = derive(job.source, job.folder, kind=kind, zone=ZoneInfo(job.zone))
    original: Path | None = job.folder / "original"
    if job.compression != "compressed" or not clean(job.source, job.folder / "original", kind=kind):
        original = None
    sha256, crc32 = sums(job.source)
    if original is not None:
        crc32 = sums(original)[1]
    return Picture(
        kind=kind,
        width=derived.facts.width,
        height=derived.facts.height,
        taken_at=derived.facts.taken_at,
        sha256=sha256,
        crc32=crc32,
        size_bytes=(original or job.source).stat().st_size,
        placeholder=derived.placeholder,
        recipe=RECIPE,
        thumbnail=derived.thumbnail,
        preview=derived.preview,
        original=original,
    )


def sums(path: Path) -> tuple[str, int]:
    """SHA-256 as hexadecimal and CRC-32, in one pass."""
    sha256, crc32 = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(MIB):
            sha256.update(piece)
            crc32 = zlib.crc32(piece, crc32)
    return sha256.hexdigest(), crc32


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
