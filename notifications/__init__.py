"""Telling the outside: mail and outgoing webhooks, delivered from one outbox."""
