"""The tables.  Moments are whole microseconds since 1970 (UTC) and days ISO text, the same on both databases.

In clear: codes, grades, scores, dates, counts.  In bytes named `sealed`: everything that people wrote, names,
and references.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def id_column(name: str, *to: ForeignKey, primary: bool = False, null: bool = False) -> Column[str]:
    """A column that holds an id."""
    return Column(name, String(64), *to, primary_key=primary, nullable=null)


meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

people = Table(
    "people",
    metadata,
    id_column("id", primary=True),
    Column("sealed", LargeBinary, nullable=False),  # name and e-mail
    Column("email_hash", String(64), nullable=False, unique=True),
    Column("aad_object_id", String(64), unique=True),
    Column("roles", Text, nullable=False),
    Column("team", Text, nullable=False),
    id_column("manager", ForeignKey("people.id"), null=True),
    id_column("deputy", null=True),  # who stands in for them
    Column("seal", LargeBinary),  # see storage/seals.py; empty until the database is sealed
    Column("language", String(8)),  # the one they have chosen; empty: that of their Teams
    Column("away_until", String(10)),  # the day on which they are back
    Column("reminders_from", String(10)),  # the day until which they have put their reminders off
)

addresses = Table(
    "addresses",
    metadata,
    id_column("person_id", ForeignKey("people.id"), primary=True),
    Column("service_url", Text, nullable=False),
    Column("conversation_id", Text, nullable=False),
    Column("tenant_id", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("bot_id", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("locale", String(8)),  # the language of their Teams
)

templates = Table(
    "templates",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("snapshot", LargeBinary, nullable=False),
)

audits = Table(
    "audits",
    metadata,
    id_column("id", primary=True),
    Column("sealed_reference", LargeBinary),
    Column("reference_hash", String(64)),  # keyed; both empty once purged
    Column("case_type", Text, nullable=False),
    Column("team", Text, nullable=False),
    Column("month", String(7), nullable=False),
    Column("theme", Text, nullable=False),
    Column("list", Text, nullable=False),
    Column("template_id", Text, nullable=False),
    Column("template_hash", String(64), ForeignKey("templates.hash"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("auditors", Text, nullable=False),  # person ids in order, separated by ";"
    id_column("practitioner", ForeignKey("people.id"), null=True),
    id_column("manager", ForeignKey("people.id"), null=True),
    id_column("iro", ForeignKey("people.id"), null=True),
    Column("due", String(10)),
    Column("revision", Integer, nullable=False),  # the trail's length
    Column("head", LargeBinary, nullable=False),  # the trail's last hash
    Column("answered", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("wrapped_key", LargeBinary),  # destroyed by a purge
    Column("submitted_at", BigInteger),
    Column("stage", String(64), nullable=False, server_default=""),  # the form's own, after submission
    Column("stage_at", BigInteger),  # when that stage began
    Column("reminded", String(40), nullable=False, server_default=""),  # the reminder last seen to
    # The revision up to which `actions` holds the audit's actions.
    Column("actions_seen", Integer, nullable=False, server_default="-1"),
    # Empty: an audit like others.  Else open only to those named on the case, and these: "yes;ID;ID".
    Column("restricted", Text, nullable=False, server_default=""),
    Column("family", String(64)),  # keyed: audits of one family have the same
    Column("seal", LargeBinary),  # of its people, its form and its trail's end
    id_column("second_of", null=True),  # a blind second audit: of which one
    Column("shut_to", Text, nullable=False, server_default=""),  # ids, as in `auditors`
    Column("compared_at", BigInteger),  # a second audit: since when it can be compared
    UniqueConstraint("reference_hash", "template_id", "month"),
    Index(None, "state", "due"),
    Index(None, "stage"),
    Index(None, "stage", "template_hash", "stage_at"),
    Index(None, "family"),
    Index(None, "second_of"),
    # The programme's figures of a month and of a team are counted in these alone.
    Index("ix_audits_by_month", "month", "id", "state", "due", "team"),
    Index("ix_audits_by_team", "team", "state", "due", "month"),
    Index(
        "ix_audits_purged",
        *("month", "state", "due", "team"),
        sqlite_where=text("wrapped_key IS NULL"),
        postgresql_where=text("wrapped_key IS NULL"),
    ),
)

ACTIONS_BEHIND = "actions_seen < revision AND state IN ('submitted', 'final')"
"""Audits that were sent and whose `actions` are not up to date."""
Index(
    "ix_audits_actions_behind",
    audits.c.id,
    sqlite_where=text(ACTIONS_BEHIND),
    postgresql_where=text(ACTIONS_BEHIND),
)

actions = Table(
    "actions",
    metadata,
    id_column("audit_id", ForeignKey("audits.id"), primary=True),
    Column("key", String(160), primary_key=True),  # the row's
    id_column("owner", null=True),
    Column("given", Boolean, nullable=False),  # to somebody; else it is the manager's
    Column("due", String(10)),
    Column("priority", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("asked_at", BigInteger, nullable=False),  # when it was first written down
    Column("done_on", String(10)),
    Column("effect", Boolean, nullable=False),  # what changed for the child is written down
    Column("reminded", String(40), nullable=False, server_default=""),  # the message last seen to
    Index(None, "status", "due"),
    Index(None, "owner", "status"),
    Index(None, "done_on"),
)
"""Computed from the trails: who has which action.  What it says stands in the row on the trail, sealed."""
findings = Table(
    "findings",
    metadata,
    id_column("audit_id", ForeignKey("audits.id"), primary=True),
    Column("revision", Integer, nullable=False),  # the trail's length that it was found at
    Column("counted_by", Integer, nullable=False),  # COUNTED_BY of the program that found it
    Column("template_hash", String(64), nullable=False),
    # The overall grade, each kind a fact of its own; empty where it was not given.
    Column("initial", String(64), nullable=False),
    Column("moderated", String(64), nullable=False),
    Column("replied", String(64), nullable=False),
    Column("final", String(64), nullable=False),
    Column("actions", Integer, nullable=False),
    Column("actions_done", Integer, nullable=False),
    Column("action_due", String(10)),  # the earliest day of one that is not done
    Column("found", Text, nullable=False),  # JSON: what reports count, in codes; none of the words
    Index(None, "template_hash", "final"),
    Index("ix_findings_actions", "actions", "actions_done", "action_due"),
)
"""What was found in each audit that is completed, or has a concern; written with what changes it."""

report_texts = Table(
    "report_texts",
    metadata,
    id_column("id", primary=True),
    Column("first", String(7), nullable=False),
    Column("last", String(7), nullable=False),  # the report's months, both included
    Column("what", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    id_column("by", ForeignKey("people.id")),
    Column("at", BigInteger, nullable=False),
    Index(None, "first", "last"),
)
"""What people write into a report: each change is a row of its own, and the newest of its kind stands."""

codings = Table(
    "codings",
    metadata,
    id_column("id", primary=True),
    id_column("audit_id", ForeignKey("audits.id")),
    Column("finding", String(200), nullable=False),  # the question that the words were written at
    Column("revision", Integer, nullable=False),  # of the answer that was read
    id_column("coder", ForeignKey("people.id")),
    Column("codes", Text, nullable=False),  # of themes; empty: it belongs to none
    Column("at", BigInteger, nullable=False),
    Index(None, "audit_id"),
)
"""What somebody made of a finding in words: each time a row of its own, and their newest stands."""

audit_people = Table(
    "audit_people",
    metadata,
    id_column("audit_id", ForeignKey("audits.id"), primary=True),
    id_column("person_id", ForeignKey("people.id"), primary=True),
    Column("part", String(20), primary_key=True),
    Column("position", Integer, nullable=False),
    Index(None, "person_id"),
)

trail = Table(
    "trail",
    metadata,
    id_column("audit_id", ForeignKey("audits.id"), primary=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("what", String(30), nullable=False),
    Column("key", Text, nullable=False),
    Column("value", Text),  # JSON, in clear
    Column("thin", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("words", Integer),
    Column("size", Integer),
    Column("sealed_prints", LargeBinary),
    id_column("by"),
    Column("at", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

_ACKNOWLEDGED = text("what = 'acknowledged'")
_RAISED = text("what = 'concern_raised'")
# Few rows each, and looked for across many audits: what has been read, and which concerns there are.
Index(
    "ix_trail_acknowledged",
    trail.c.audit_id,
    trail.c.key,
    sqlite_where=_ACKNOWLEDGED,
    postgresql_where=_ACKNOWLEDGED,
)
_CHANGED = text("what = 'allocation_changed'")
Index("ix_trail_changed", trail.c.audit_id, sqlite_where=_CHANGED, postgresql_where=_CHANGED)
Index("ix_trail_concerns", trail.c.audit_id, trail.c.key, sqlite_where=_RAISED, postgresql_where=_RAISED)

readings = Table(
    "readings",
    metadata,
    id_column("audit_id", ForeignKey("audits.id"), primary=True),
    id_column("person_id", ForeignKey("people.id"), primary=True),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
)

walks = Table(
    "walks",
    metadata,
    id_column("audit_id", ForeignKey("audits.id"), primary=True),
    id_column("person_id", ForeignKey("people.id"), primary=True),
    Column("revision", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("unsent_since", BigInteger),  # a concern written and not sent: since when; its words are sealed
    Column("at", BigInteger),  # when this person was last at work on the audit
    Index(None, "unsent_since"),
    Index(None, "person_id", "unsent_since"),
)

desks = Table(
    "desks",
    metadata,
    id_column("person_id", ForeignKey("people.id"), primary=True),
    id_column("audit_id", ForeignKey("audits.id")),
)

inbox = Table(
    "inbox",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Index(None, "at"),
)

typed_messages = Table(
    "typed_messages",
    metadata,
    id_column("person_id", ForeignKey("people.id"), primary=True),
    Column("token", String(16), primary_key=True),  # of the message's activity id; it cannot be turned back
    id_column("audit_id", ForeignKey("audits.id")),
    Column("at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # what the message led to; none of its words
    Index(None, "at"),
    Index(None, "person_id", "at"),
    Index(None, "audit_id"),
)

owed = Table(
    "owed",
    metadata,
    Column("id", Integer, primary_key=True),
    id_column("recipient", ForeignKey("people.id")),
    id_column("audit_id", ForeignKey("audits.id")),
    Column("subject", String(200), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("activity_id", Text, nullable=False),
    Column("conversation_id", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("repeats", Integer, nullable=False),
    Column("next_at", BigInteger),  # empty: nothing is due
    Column("worker", Text, nullable=False),
    Column("leased_until", BigInteger),
    Column("failed", Boolean, nullable=False),  # set aside: refused, out of reach or unreadable
    Column("problem", Text, nullable=False),
    UniqueConstraint("recipient", "audit_id", "subject"),
    Index(None, "next_at"),
    Index(None, "audit_id"),
    Index(None, "leased_until"),
)
Index("ix_owed_in_order", owed.c.urgent.desc(), owed.c.next_at, owed.c.id)  # as they are claimed
Index("ix_owed_set_aside", owed.c.recipient, sqlite_where=owed.c.failed, postgresql_where=owed.c.failed)

reminders = Table(
    "reminders",
    metadata,
    id_column("person_id", ForeignKey("people.id"), primary=True),
    id_column("audit_id", ForeignKey("audits.id"), primary=True),
    Column("subject", String(200), primary_key=True),
    Column("not_before", String(10), nullable=False),
    Column("told_on", String(10)),
    Index(None, "told_on", "not_before"),
)
"""Nothing was ever written to it, and nothing reads it.  It stays, as migrations only add."""
workers = Table(
    "workers",
    metadata,
    id_column("id", primary=True),  # a delivery worker; a new one with each start of a process
    Column("seen", BigInteger, nullable=False),
)
