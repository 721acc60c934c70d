"""Generated artwork: everything is drawn with Pillow from a fixed seed, so the same pictures come out each time."""
