"""Every change of state of the room: roles, signing in, addresses, sessions, the second factor."""

from accounts.actions.roles import change_event_role, grant_event_role, invite_to_event, revoke_event_role

__all__ = ["change_event_role", "grant_event_role", "invite_to_event", "revoke_event_role"]
