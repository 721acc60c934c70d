"""The storage seam (gallery/storage/contract.py)."""
