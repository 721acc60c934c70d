"""What organizers see and do with their photos in the browser (spec 5, Organizer screens)."""
