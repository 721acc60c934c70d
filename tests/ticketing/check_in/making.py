"""Scans as devices send them."""

from uuid import uuid4

from ticketing.actions.scans import Scan, record_scan
from ticketing.codes import ticket_code


def scan_of(ticket, **more):
    return Scan(scan_id=uuid4(), text=ticket_code(ticket), **{"device": "North", **more})


def result_of(door, scan, staff):
    return record_scan(door, scan, by=staff).result
