"""How fast the bot is, beside the stock SDKs: `make bench`, or `python -m tests.bench --help`."""
