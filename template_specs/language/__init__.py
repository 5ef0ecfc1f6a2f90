"""The form language: turns YAML into a `Template`, or lists everything that is wrong with it, by line."""
