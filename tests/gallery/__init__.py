"""Guest photo galleries (spec 5)."""
