"""What a person can do, a module for each thing."""
