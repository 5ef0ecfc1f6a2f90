"""The form language: YAML -> `Template`, or everything that is wrong with it, by line."""
