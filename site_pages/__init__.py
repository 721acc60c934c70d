"""The page tree: home, events, sessions and everything a mini-site shows."""
