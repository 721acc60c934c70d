"""The organizer API of galleries."""
