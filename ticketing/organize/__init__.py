"""The organizers' pages of the room: orders, tickets, what is sold, vouchers, the waiting list (docs/selling.md)."""
