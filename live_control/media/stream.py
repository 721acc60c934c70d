"""A session that is streamed elsewhere: its address is played, with everything else of ours on top."""

from __future__ import annotations

from live_control.choices import Provider
from live_control.media.embedded import LocalProvider


class StreamProvider(LocalProvider):
    """Nobody sends through us; as many watch as the outside service bears."""

    key = Provider.STREAM
