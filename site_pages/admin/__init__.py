"""Wagtail's admin as editors and organizers use it."""
