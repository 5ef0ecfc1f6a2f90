"""Delivery of the outbox: sending, editing, trying again, and keeping to Teams' rate limits."""
