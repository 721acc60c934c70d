"""Tiny real videos: a colour that changes. Made once each: an encoder does not give the same bytes every time."""

from __future__ import annotations

import io
from fractions import Fraction
from functools import cache

import av

RATE = 5


@cache
def tiny_video(seconds: int = 3, *, container: str = "mp4", codec: str = "libx264") -> bytes:
    """64 × 36 pixels, five pictures a second."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=RATE)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for number in range(seconds * RATE):
            frame = av.VideoFrame(64, 36, "yuv420p")
            for index, plane in enumerate(frame.planes):
                plane.update(bytes([(40 + 12 * number + 60 * index) % 256]) * plane.buffer_size)
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()


@cache
def live_webm(seconds: int = 3) -> bytes:
    """As Chrome's MediaRecorder writes it: a stream that nobody goes back in, so no duration and no cues."""
    file = Unseekable()
    with av.open(file, "w", format="webm", options={"live": "1"}) as output:
        stream = output.add_stream("libvpx", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for number in range(seconds * RATE):
            frame = av.VideoFrame(64, 36, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([(40 + 12 * number) % 256]) * plane.buffer_size)
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return b"".join(file.pieces)


class Unseekable:
    """What a recorder writes to."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)
