"""The bot tried out on one machine, with invented people and cases."""
