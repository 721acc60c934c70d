"""Every change of state of the room, one verb function each; docs/locking.md says in which order they lock."""
