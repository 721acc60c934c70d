"""The live room's endpoints below `/api/`: parse, call an action, shape."""
