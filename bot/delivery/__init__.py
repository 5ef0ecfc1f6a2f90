"""What is owed to people: sent, edited, tried again, and paced as Teams asks."""
