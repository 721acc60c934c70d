"""Guest photo galleries: guests, uploads straight to a store, moderation, ZIPs, fees (spec 5)."""
