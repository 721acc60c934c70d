"""What page templates say about live sessions."""
