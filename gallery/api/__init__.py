"""`/api/guest/events/…` for guests, `/api/organizer/…` for organizers (spec 5)."""
