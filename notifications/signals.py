"""What upper rooms can hear from this one."""

from django.dispatch import Signal

# A mail did not reach its address, or the person wants none: `address` (str), `kind` (models.Outcome: bounced,
# complained or unsubscribed) and `message` (the OutboxMessage). Sent once per message and kind, in the transaction
# that marks the message, so a receiver that raises makes the mail service tell it again.
address_bounced = Signal()
