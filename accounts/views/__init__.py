"""Pages of the room: signing in, the account, the second factor."""
