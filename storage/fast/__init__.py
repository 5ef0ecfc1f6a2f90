"""What makes a turn quick, and nothing else.

Everything here can be left out: `storage/plain.py` keeps the same promises through SQLAlchemy alone, and the
test suite runs on either.  Only the drivers' public interfaces are used, and a test checks that.
"""
