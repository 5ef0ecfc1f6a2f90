"""What an audit asks: forms written in YAML, read once into the dataclasses of `model`."""
