"""Organizers' pages of the room."""
