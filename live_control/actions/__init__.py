"""Every change of state in a live session, one verb each: check, lock, write, notify on commit."""
