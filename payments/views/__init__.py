"""Pages of the room: on the way to the provider, on the way back, and the sandbox's own."""
