"""Tickets: what is sold, to whom, who gets in."""
