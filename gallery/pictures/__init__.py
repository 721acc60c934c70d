"""Guests' pictures: what they are, what is made of them, what is taken out of them (docs/decisions/0012).

Works on files and bytes and knows no models. Whatever a guest sent is decoded only in a child process (workshop.py),
which imports nothing of Django: of this folder only kinds.py and workshop.py are for the server's own processes.
"""
