"""The doors: whom a list lets in, what scans found, and what a device takes along to a place without network."""
