"""Guests' pictures are decoded in a process of their own: a bomb, a crash or a loop there harms nobody else.

The process lives for many pictures, as starting it costs more than a thumbnail. It has limits of memory and processor
time, is ended when one picture takes too long, and is started anew after that, after each refusal, and now and then.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gallery.pictures.job import Answer, Job, Picture
from gallery.pictures.limits import MIB
from gallery.pictures.refusals import PictureRefused, Refusal

CODE = Path(__file__).resolve().parents[2]
# All that the child needs of our environment: no secret is there for a decoder gone astray.
PASSED_ON = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "LANG", "TZDIR", "SYSTEMROOT")
# Large blocks go back to the system at once. Left to itself, glibc keeps and scatters them from picture to picture.
ALLOCATION = {"MALLOC_MMAP_THRESHOLD_": "1048576", "MALLOC_ARENA_MAX": "2"}
START_SECONDS = 60.0


class WorkshopTrouble(Exception):
    """Not the picture's fault: no process, no file, no room on the disk. Worth another try later."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one picture may take. Memory is addresses, of which a decoder of 80 megapixels reserves about a gigabyte."""

    seconds: float = 60.0
    processor_seconds: int = 45
    memory_bytes: int = 1536 * MIB
    pictures_per_process: int = 200


class Workshop:
    """One child process and its queue: threads that share a workshop wait for each other.

    Nothing runs before the first picture. A forked process that inherits one starts a child of its own.
    """

    def __init__(self, limits: Limits = Limits()) -> None:
        self.limits = limits
        self._lock = threading.Lock()
        self._child: Child | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id, for benchmarks and tests."""
        return self._child.process.pid if self._child else None

    def work(self, job: Job) -> Picture:
        """Raises PictureRefused, or WorkshopTrouble."""
        with self._lock:
            try:
                answer = self._answer(job)
            except PictureRefused:
                self._stop()
                raise
            except OSError as error:
                self._stop()
                raise WorkshopTrouble(str(error)) from error
            if answer.picture is None or self._child is None or self._child.done >= self.limits.pictures_per_process:
                self._stop()
        if answer.refused:
            raise PictureRefused(answer.refused, answer.detail)
        if answer.picture is None:
            raise WorkshopTrouble(f"{answer.trouble}: {answer.detail}")
        return answer.picture

    def close(self) -> None:
        """End the child. The next picture starts another."""
        with self._lock:
            self._stop()

    def _answer(self, job: Job) -> Answer:
        """A child that dies may have died of something else, so its picture gets a second one."""
        for _attempt in range(2):
            child = self._child = self._running()
            line = child.ask(job, seconds=self.limits.seconds)
            if line:
                return Answer.of_line(line)
            self._stop()
            if child.was_too_slow():
                raise PictureRefused(Refusal.TOO_SLOW)
        raise PictureRefused(Refusal.DAMAGED, "the decoder crashed")

    def _running(self) -> Child:
        child = self._child
        if child is not None and child.owner != os.getpid():
            child.forget()
            child = None
        if child is not None and child.process.poll() is not None:
            self._stop()
            child = None
        return child or Child(self.limits)

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is not None and child.owner == os.getpid():
            child.stop()


class Child:
    """A running process, ready for pictures. Raises WorkshopTrouble where it does not become so."""

    def __init__(self, limits: Limits) -> None:
        self.owner = os.getpid()
        self.done = 0
        self.timed_out = False
        self._waiting = threading.Lock()
        self._waits = False
        command = [sys.executable, "-m", "gallery.pictures.child"]
        self.process = subprocess.Popen(  # noqa: S603 our own program
            [*command, str(limits.memory_bytes), str(limits.processor_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=CODE,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ} | ALLOCATION,
            text=True,
            encoding="utf-8",
        )
        if not self._read(START_SECONDS):
            self.stop()
            raise WorkshopTrouble("the process for pictures does not start")

    def ask(self, job: Job, *, seconds: float) -> str:
        """The line that it answers; empty when it ended, or was ended after so many seconds."""
        assert self.process.stdin is not None
        self.done += 1
        try:
            self.process.stdin.write(f"{job.as_line()}\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return ""
        return self._read(seconds)

    def was_too_slow(self) -> bool:
        """Of one that was stopped: whether by our clock or by the system's limit of processor time."""
        return self.timed_out or self.process.returncode == -getattr(signal, "SIGXCPU", 0)

    def stop(self) -> None:
        """End it and collect it: no zombie stays."""
        self.process.kill()
        self.process.wait()
        self.forget()

    def forget(self) -> None:
        """Let go of the pipes. The child of a process that we were forked from hears nothing of it."""
        if self.owner != os.getpid():
            self.process.returncode = 0  # not ours to wait for
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was to be written has no reader any more
                    pipe.close()

    def _read(self, seconds: float) -> str:
        assert self.process.stdout is not None
        clock = threading.Timer(seconds, self._time_is_up)
        clock.daemon = True
        self._waits = True
        clock.start()
        try:
            line = self.process.stdout.readline()
        finally:
            with self._waiting:
                self._waits = False
            clock.cancel()
        return line if line.endswith("\n") else ""

    def _time_is_up(self) -> None:
        # A clock that strikes just as the line comes must not end the process under the next picture.
        with self._waiting:
            if self._waits:
                self.timed_out = True
                self.process.kill()


# The one of this process: its tasks come here.
shared = Workshop()
atexit.register(shared.close)
