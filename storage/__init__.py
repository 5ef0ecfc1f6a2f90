"""What is remembered: tables, encryption, the audits' trails, the unit of work and the outbox.

An audit is the fold of its trail.  `Storage.work()` is one transaction; the `Work` that it gives, with its
parts, is all that the rooms above need to know of databases.
"""
