"""The typed API of events and sessions (spec 7)."""
