"""Trying the bot out on one machine, with invented people and cases."""
