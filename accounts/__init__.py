"""Who somebody is: users, roles per event and API keys."""
