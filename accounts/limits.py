"""How often codes are sent and tried (research/identity-security, section 3, the table of parameters).

Requests and wrong codes count against the network they come from; whoever signs in gives theirs back, so
that a whole venue behind one address signs in while a guesser is stopped.
"""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address, ip_network

import structlog
from django.conf import settings
from django.db import connection
from django.utils import timezone as clock

from accounts.addresses import Address
from accounts.budgets import Budget, is_spent, refund, refuse_if_spent, spend, try_spend
from accounts.models import AddressFailures, AddressKind, LoginChallenge

log = structlog.get_logger("foyer.sign_in")

HOUR, DAY = 3600, 86_400
MAIL_HOUR, MAIL_DAY = Budget("code-mail-hour", limit=5, seconds=HOUR), Budget("code-mail-day", limit=15, seconds=DAY)
SMS_HOUR, SMS_DAY = Budget("code-sms-hour", limit=3, seconds=HOUR), Budget("code-sms-day", limit=6, seconds=DAY)
# Neighbouring numbers: who pumps messages owns a block of them.
SMS_BLOCK = Budget("code-sms-block", limit=10, seconds=HOUR)
NETWORK_REQUESTS = Budget("code-network", limit=30, seconds=600)
NETWORK_WRONG = Budget("code-wrong-network", limit=60, seconds=600)
VENUE_FACTOR = 20
SITE_WRONG = Budget("code-wrong-site", limit=1000, seconds=600)
MOST_FAILURES, DIGITS_OFF_SECONDS = 50, DAY

# The first failure makes the row; every later one counts, and the fiftieth closes the digits for a day.
COUNT_FAILURE = """
INSERT INTO accounts_addressfailures (address_key, failures, last_at, digits_off_until) VALUES (%s, 1, %s, NULL)
ON CONFLICT (address_key) DO UPDATE SET
    failures = accounts_addressfailures.failures + 1,
    last_at = EXCLUDED.last_at,
    digits_off_until = CASE
        WHEN accounts_addressfailures.failures + 1 >= %s THEN EXCLUDED.last_at + make_interval(secs => %s)
        ELSE accounts_addressfailures.digits_off_until
    END
"""


def for_network(budget: Budget, network: str) -> Budget:
    """The budget of a network; a venue's own ranges (VENUE_NETWORKS) have twenty times as much."""
    if not is_venue(network):
        return budget
    return Budget(budget.name, limit=budget.limit * VENUE_FACTOR, seconds=budget.seconds)


def is_venue(network: str) -> bool:
    """Whether the client's address, or its /64, lies in a range of VENUE_NETWORKS."""
    try:
        first = ip_address(network.partition("/")[0])
    except ValueError:
        return False
    return any(first in ip_network(venue) for venue in settings.VENUE_NETWORKS)


def charge_request(address: Address, *, address_key: str, network: str) -> None:
    """Count one message to this address, asked for from this network. Raises TooManyRequests.

    Spends last in the caller's transaction, so that a refusal leaves nothing behind.
    """
    charges = [(for_network(NETWORK_REQUESTS, network), network)]
    if address.kind == AddressKind.EMAIL:
        charges += [(MAIL_HOUR, address_key), (MAIL_DAY, address_key)]
    else:
        sms_all = Budget("code-sms-site", limit=settings.SMS_DAILY_LIMIT, seconds=DAY)
        charges += [(SMS_HOUR, address_key), (SMS_DAY, address_key), (SMS_BLOCK, address.value[:-4]), (sms_all, "all")]
    spend(charges)


def refuse_guessing(network: str) -> None:
    """Raise TooManyRequests where this network has tried too many wrong codes."""
    refuse_if_spent(for_network(NETWORK_WRONG, network), network)


def count_wrong_code(challenge: LoginChallenge, *, network: str) -> None:
    """A wrong code: for its network, its address and the whole site."""
    try_spend(for_network(NETWORK_WRONG, network), network)
    with connection.cursor() as cursor:
        cursor.execute(COUNT_FAILURE, [challenge.address_key, clock.now(), MOST_FAILURES, DIGITS_OFF_SECONDS])
    if not try_spend(SITE_WRONG, "all"):
        log.error("sign_in_codes_are_being_guessed", wrong_codes=SITE_WRONG.limit, within_seconds=SITE_WRONG.seconds)


def digits_are_off(address_key: str) -> bool:
    """Whether only links sign in: for this address after fifty wrong codes, for all while codes are sprayed."""
    failures = AddressFailures.objects.filter(address_key=address_key, digits_off_until__gt=clock.now())
    return failures.exists() or is_spent(SITE_WRONG, "all")


def forgive(challenge: LoginChallenge) -> None:
    """A success gives its network back what it spent, and clears the address."""
    network = challenge.network
    refund(for_network(NETWORK_REQUESTS, network), network, uses=challenge.sends, spent_at=challenge.created_at)
    wrong = max(challenge.attempts - 1, 0)
    refund(for_network(NETWORK_WRONG, network), network, uses=wrong, spent_at=clock.now())
    AddressFailures.objects.filter(address_key=challenge.address_key).delete()


def forget_old_failures(before: datetime) -> int:
    """Delete counts whose last failure is older than this; returns how many."""
    deleted, _by_model = AddressFailures.objects.filter(last_at__lt=before).delete()
    return deleted
