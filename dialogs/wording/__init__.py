"""What people read: pages, prompts, summaries, in words."""
