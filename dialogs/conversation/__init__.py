"""One person's turn: its context, their conversation state and drafts, and the views they may be shown."""
