"""The control page and the list of live sessions."""
