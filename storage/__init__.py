"""What is remembered: tables, encryption, the audits' trails, the unit of work and the outbox.

An audit is the fold of its trail.  `Storage.work()` opens one transaction and yields a `Work`, which is all
the rooms above need to know about databases.
"""
