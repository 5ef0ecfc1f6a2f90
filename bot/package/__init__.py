"""The Teams app package: its manifest, its icons, and the ZIP that an administrator uploads."""
