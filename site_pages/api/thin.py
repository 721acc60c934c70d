"""`fields=`: answering only the keys that were asked for."""

from __future__ import annotations

from typing import Any

from ninja import Schema

from notifications.errors import InvalidInput

Json = dict[str, Any]


def wanted_keys(fields: str | None, schema: type[Schema]) -> list[str] | None:
    """The keys asked for, in the order of the full answer; None for all. Raises InvalidInput for an unknown one."""
    if fields is None:
        return None
    asked = {name.strip() for name in fields.split(",")} - {""}
    unknown = sorted(asked - schema.model_fields.keys())
    if unknown or not asked:
        known = ", ".join(schema.model_fields)
        message = f"There is no key {unknown[0]}. Known: {known}." if unknown else f"Name at least one of: {known}."
        raise InvalidInput("A key that does not exist was asked for.", fields={"fields": message})
    return [name for name in schema.model_fields if name in asked]


def thin(content: Json, keys: list[str] | None) -> Json:
    return content if keys is None else {key: content[key] for key in keys}
