"""Where photos and ZIPs lie: one seam, two stores (contract.py)."""
