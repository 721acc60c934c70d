"""Lists of photos and guests, and their figures."""
