"""Taking metadata out of a file in place: one module for each format says what to overwrite, clean.py does it."""
