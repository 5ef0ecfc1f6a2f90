"""A turn: an activity comes in, one transaction decides and remembers, then the bot answers."""
