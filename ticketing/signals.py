"""What the rooms above, and this room's own receivers, may listen to. All are sent inside the transaction."""

from django.dispatch import Signal

# With `order` and `tickets`: it was paid, or cost nothing.
order_settled = Signal()

# With `order` and `amount` (minor units): money went back.
order_refunded = Signal()

# With `event_id`: seats may have come free.
tickets_closed = Signal()

# With `entitlements` (a list): they ended. Who is in a session by them is to be let out (live_control).
entitlements_revoked = Signal()

# With `session` (a SessionPage) and `holders` (a list, as OnlinePlace has them): they lost their places because
# nothing lets them in any more. Sent after the commit; whoever runs the room puts them out (live_control).
places_lost = Signal()
