"""What makes a turn quick, and nothing else.

Everything here can be left out: `storage/plain.py` keeps the same promises through SQLAlchemy alone, and the
test suite runs on either.  Drivers are used by their public doors only, and a test reads that.
"""
