"""The bars of spec 8: each module measures one work and checks its own result before it reports a time."""
