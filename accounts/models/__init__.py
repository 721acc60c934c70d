"""Users, what they are to an event, how they sign in, their keys and tokens, and counters of budgets."""

from accounts.models.people import APIKey, BudgetCounter, EventRole, User
from accounts.models.sign_in import (
    AccessToken,
    AddressDevice,
    AddressFailures,
    AddressKind,
    LoginChallenge,
    RecoveryCode,
    UserSession,
)

__all__ = [
    "APIKey",
    "AccessToken",
    "AddressDevice",
    "AddressFailures",
    "AddressKind",
    "BudgetCounter",
    "EventRole",
    "LoginChallenge",
    "RecoveryCode",
    "User",
    "UserSession",
]
