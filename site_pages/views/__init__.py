"""What answers the addresses below a page's own (site_pages/routes.py)."""
