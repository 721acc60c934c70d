"""Columns of the admin's listings."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString
from wagtail.admin.ui.tables import Column


class ColorColumn(Column):
    """A swatch beside the colour's code."""

    cell_template_name = "site_pages/admin/columns/color.html"


class RoomsColumn(Column):
    """The names of a venue's rooms, from a prefetched relation."""

    def get_value(self, instance: Any) -> str | SafeString:
        return ", ".join(room.name for room in instance.rooms.all())
