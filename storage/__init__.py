"""What is remembered: tables, encryption, the audits' trails, the unit of work and the outbox.

An audit is the fold of its trail.  `Storage.work()` opens one transaction and yields a `Work`; it and its
parts are all that the rooms above need to know about databases.
"""
