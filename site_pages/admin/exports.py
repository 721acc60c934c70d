"""Spreadsheets that run no formulas: one guard for every export of the admin.

Wagtail counts formula injection as out of its scope, so its own exports are wrapped too
(OWASP, "CSV Injection": a cell that starts with one of these may be run by a spreadsheet program).
"""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|")


def defuse(value: Any) -> Any:
    """The value as a cell that is read as text; numbers and dates stay what they are."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def guard_exports() -> None:
    """Make every CSV export of Wagtail and wagtail-modeladmin pass its cells through `defuse`.

    In XLSX a cell has a type, and Wagtail writes texts as texts: there the value stays as it is.
    """
    original = SpreadsheetExportMixin.preprocess_field_value
    if getattr(original, "defuses", False):
        return

    def preprocess_field_value(view: SpreadsheetExportMixin, field: str, value: Any, export_format: str) -> Any:
        cell = original(view, field, value, export_format)
        return defuse(cell) if export_format == view.FORMAT_CSV else cell

    preprocess_field_value.defuses = True  # type: ignore[attr-defined]
    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
