"""Small schedule files made in a test."""

import json
from typing import Any


def schedule(event: dict[str, Any], **conference: Any) -> bytes:
    """A file with one session; `conference` replaces members of the conference."""
    tree = {"title": "Conf", "acronym": "conf", "days": [{"date": "2024-05-10", "rooms": {"A": [event]}}]}
    return json.dumps({"schedule": {"version": "1", "conference": tree | conference}}).encode()
