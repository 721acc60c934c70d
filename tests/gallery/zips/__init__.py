"""Archives of a gallery's photos."""
