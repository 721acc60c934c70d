"""Live sessions: rooms, tokens, stage, actions on screen, the control page and recordings (spec 4)."""
