"""One person's turn: its context and state, where they stand, their drafts, and what can be shown."""
