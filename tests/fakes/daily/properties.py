"""The properties of rooms and tokens, with what each takes (facts/daily.md, 1.3 to 1.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakes.daily.errors import invalid

Check = Callable[[Any], bool]
SENDS = {"video", "audio", "screenVideo", "screenAudio", "customVideo", "customAudio"}
ADMINS = {"participants", "streaming", "transcription"}


def is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def one_of(*values: str) -> Check:
    return lambda value: value in values


def some_of(names: set[str]) -> Check:
    return lambda value: is_flag(value) or (isinstance(value, list) and set(value) <= names)


def is_receiving(value: Any) -> bool:
    return isinstance(value, dict) and set(value) <= {"base", "byUserId", "byParticipantId"}


PERMISSIONS: dict[str, Check] = {
    "hasPresence": is_flag,
    "canSend": some_of(SENDS),
    "canReceive": is_receiving,
    "canAdmin": some_of(ADMINS),
}
DOMAIN_PERMISSIONS = {"hasPresence": True, "canSend": True, "canReceive": {"base": True}, "canAdmin": False}


def are_permissions(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) - set(PERMISSIONS):
        return False
    return all(PERMISSIONS[name](one) for name, one in value.items())


# Each with its default; None: not set.
ROOM: dict[str, tuple[Check, Any]] = {
    "nbf": (is_number, None),
    "exp": (is_number, None),
    "max_participants": (is_number, 200),
    "eject_at_room_exp": (is_flag, False),
    "eject_after_elapsed": (is_number, None),
    "start_video_off": (is_flag, False),
    "start_audio_off": (is_flag, False),
    "enable_screenshare": (is_flag, True),
    "enable_chat": (is_flag, False),
    "enable_knocking": (is_flag, False),
    "owner_only_broadcast": (is_flag, False),
    "enable_recording": (one_of("cloud", "local", "raw-tracks"), None),
    "permissions": (are_permissions, None),
    "enable_hidden_participants": (is_flag, False),
    "enable_mesh_sfu": (is_flag, None),
    "sfu_switchover": (lambda value: isinstance(value, int | float), 0.5),
    "enable_adaptive_simulcast": (is_flag, True),
    "enable_multiparty_adaptive_simulcast": (is_flag, False),
    "enforce_unique_user_ids": (is_flag, False),
    "enable_terse_logging": (is_flag, False),
    "experimental_optimize_large_calls": (is_flag, False),
    "geo": (is_text, None),
    "recordings_bucket": (lambda value: isinstance(value, dict), None),
    "recordings_template": (is_text, None),
    "streaming_endpoints": (lambda value: isinstance(value, list), None),
    "lang": (is_text, None),
    "meeting_join_hook": (is_text, None),
}
# Long name, short name of a token that one signs oneself, what it takes.
TOKEN: dict[str, tuple[str, Check]] = {
    "room_name": ("r", is_text),
    "nbf": ("nbf", is_number),
    "exp": ("exp", is_number),
    "user_id": ("ud", lambda value: is_text(value) and len(value) <= 36),
    "user_name": ("u", is_text),
    "is_owner": ("o", is_flag),
    "eject_at_token_exp": ("ejt", is_flag),
    "eject_after_elapsed": ("eje", is_number),
    "enable_screenshare": ("ss", is_flag),
    "start_video_off": ("vo", is_flag),
    "start_audio_off": ("ao", is_flag),
    "enable_recording": ("er", is_text),
    "start_cloud_recording": ("sr", is_flag),
    "knocking": ("k", is_flag),
    "lang": ("uil", is_text),
    "permissions": ("p", are_permissions),
}
SHORT_SENDS = {"v": "video", "a": "audio", "sv": "screenVideo", "sa": "screenAudio"}
SHORT_ADMINS = {"p": "participants", "s": "streaming", "t": "transcription"}


def checked(given: Any, table: dict[str, Any], *, position: int) -> dict[str, Any]:
    """The properties as given; a name or value that Daily does not know is refused. None is for `reset`."""
    if not isinstance(given, dict):
        raise invalid("properties")
    for name, value in given.items():
        if name not in table or (value is not None and not table[name][position](value)):
            raise invalid(name)
    return given


def unlike_defaults(config: dict[str, Any]) -> dict[str, Any]:
    """A room's `config` shows only what differs from the defaults."""
    return {name: value for name, value in config.items() if value is not None and value != ROOM[name][1]}


def long_permissions(short: dict[str, Any]) -> dict[str, Any]:
    """A token's `p`, in the words of the REST API; unknown short names are refused."""
    found: dict[str, Any] = {}
    for name, value in short.items():
        if name == "hp" and is_flag(value):
            found["hasPresence"] = value
        elif name == "cs":
            found["canSend"] = value if is_flag(value) else [SHORT_SENDS[one] for one in value.split(",")]
        elif name == "cr":
            found["canReceive"] = {"base": value["b"]}
        elif name == "ca":
            found["canAdmin"] = value if is_flag(value) else [SHORT_ADMINS[one] for one in value.split(",")]
        else:
            raise KeyError(name)
    return found


def short_permissions(long: dict[str, Any]) -> dict[str, Any]:
    """The other way round, for tokens that Daily signs."""
    sends = {value: name for name, value in SHORT_SENDS.items()}
    admins = {value: name for name, value in SHORT_ADMINS.items()}
    found: dict[str, Any] = {}
    if "hasPresence" in long:
        found["hp"] = long["hasPresence"]
    if "canSend" in long:
        value = long["canSend"]
        found["cs"] = value if is_flag(value) else ",".join(sends[one] for one in value)
    if "canReceive" in long:
        found["cr"] = {"b": long["canReceive"].get("base", True)}
    if "canAdmin" in long:
        value = long["canAdmin"]
        found["ca"] = value if is_flag(value) else ",".join(admins[one] for one in value)
    return found
