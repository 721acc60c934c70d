"""Organizers' pages beside the editor: the shell at `/organizer/`, which every room fills with pages of its own."""
