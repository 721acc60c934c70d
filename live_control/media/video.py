"""Reading and rewriting recordings with FFmpeg's libraries (PyAV); nothing else knows them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from django.utils.translation import gettext as _

from notifications.errors import DomainError

POSTER_WIDTH = 1280
# The picture of a recording's very first seconds is often black.
POSTER_AT = 0.1


class BadVideo(DomainError):
    """The file is no recording that can be played."""

    code = "BAD_VIDEO"

    def __init__(self) -> None:
        super().__init__(_("The recording cannot be read as a video."))


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """`duration` in whole seconds, at least one; `suffix` is how such files are named."""

    duration: int
    suffix: str
    has_picture: bool


def look_at(path: Path) -> VideoFacts:
    """Raises BadVideo for anything but mp4 or webm with picture or sound."""
    try:
        with av.open(str(path)) as source:
            suffix = suffix_of(source.format.name)
            if not suffix or not (source.streams.video or source.streams.audio):
                raise BadVideo
            seconds = source.duration / av.time_base if source.duration else last_moment(source)
            return VideoFacts(max(1, round(seconds)), suffix, has_picture=bool(source.streams.video))
    except av.FFmpegError as error:
        raise BadVideo from error


def suffix_of(name: str) -> str:
    """FFmpeg names a format by all its kinds: `mov,mp4,m4a,…`, `matroska,webm`."""
    kinds = set(name.split(","))
    return "mp4" if "mp4" in kinds else "webm" if "webm" in kinds else ""


def last_moment(source: Any) -> float:
    """The end of a file that does not say how long it is: read through once, nothing decoded."""
    end = 0.0
    for packet in source.demux():
        if packet.pts is not None:
            end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    return end


def rewrite(source_path: Path, target_path: Path) -> None:
    """The same picture and sound with duration and index, so that a player can go to any place.

    What a browser records has neither: it writes as it goes. Packets are copied, not encoded: some seconds for an hour.
    Raises BadVideo.
    """
    try:
        with av.open(str(source_path)) as source:
            suffix = suffix_of(source.format.name)
            if not suffix:
                raise BadVideo
            options = {"movflags": "faststart"} if suffix == "mp4" else {"cues_to_front": "1"}
            with av.open(str(target_path), "w", format=suffix, options=options) as target:
                copies = {
                    stream.index: target.add_stream_from_template(stream)
                    for stream in source.streams
                    if stream.type in {"video", "audio"}
                }
                if not copies:
                    raise BadVideo
                copy_packets(source, target, copies)
    except (av.FFmpegError, ValueError) as error:
        raise BadVideo from error


def copy_packets(source: Any, target: Any, copies: dict[int, Any]) -> None:
    """A recording that was broken off ends with a torn packet: what is before it counts."""
    try:
        for packet in source.demux([source.streams[index] for index in copies]):
            if packet.dts is None:
                continue
            packet.stream = copies[packet.stream.index]
            target.mux(packet)
    except (av.InvalidDataError, av.EOFError):
        return


def poster_of(path: Path, facts: VideoFacts) -> bytes | None:
    """A picture from a tenth into it as JPEG; None for sound alone."""
    if not facts.has_picture:
        return None
    try:
        with av.open(str(path)) as source:
            source.seek(int(facts.duration * POSTER_AT * av.time_base))
            frame = next(iter(source.decode(video=0)), None)
            if frame is None:
                return None
            image = frame.to_image()
    except av.FFmpegError:
        return None
    image.thumbnail((POSTER_WIDTH, POSTER_WIDTH))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=82)
    return file.getvalue()
