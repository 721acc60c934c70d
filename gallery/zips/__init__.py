"""Archives of a gallery's photos: what they hold, how their bytes lie, and how they get into the store."""
