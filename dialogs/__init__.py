"""What happens next: a pure room.  `advance` is its one door."""
