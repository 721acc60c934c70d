"""Guests: coming in, sending photos, seeing and taking back their own."""
