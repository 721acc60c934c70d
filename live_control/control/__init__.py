"""The control page and what is prepared for a session."""
