"""Money in: payments, their providers and the inbox of what providers tell."""
