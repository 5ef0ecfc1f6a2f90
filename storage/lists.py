"""Lists of audits: a person's own, the whole programme's, and counts.

Each list is read in one query with a limit, and shows an audit by its row alone: no trail is folded for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, Integer, String, bindparam, case, func, or_, select, tuple_

from dialogs.audits.audit import Audit, AuditId, PersonId, State
from storage.list_items import KEPT, LISTED, PROGRAMME, AuditListItem, ListedAudits
from storage.tables import audit_people, audits

OPEN = (State.ALLOCATED.value, State.IN_PROGRESS.value)
_IN_ORDER = (audits.c.due.is_(None), audits.c.due, audits.c.id)
_WHERE_IT_STANDS = (audits.c.state, audits.c.stage, audits.c.template_hash)
_MINE = (
    select(*LISTED, audit_people.c.part)
    .join(audit_people, audit_people.c.audit_id == audits.c.id)
    .where(audit_people.c.person_id == bindparam("person"), KEPT)
)
_ALL_MINE = _MINE.order_by(*_IN_ORDER, audit_people.c.position)
_GROUPS = (
    select(audit_people.c.part, *_WHERE_IT_STANDS, func.count())
    .join(audits, audits.c.id == audit_people.c.audit_id)
    .where(audit_people.c.person_id == bindparam("person"), KEPT)
    .group_by(audit_people.c.part, *_WHERE_IT_STANDS)
)
_GROUP = tuple_(audit_people.c.part, *_WHERE_IT_STANDS)
_MOST: ColumnElement[int] = bindparam("most")
_SKIP: ColumnElement[int] = bindparam("skip", type_=Integer())
_MY_PAGE = (
    _MINE.where(_GROUP.in_(bindparam("groups", expanding=True)))
    .order_by(
        case((_GROUP.in_(bindparam("first", expanding=True)), 0), else_=1),
        case((audits.c.state.in_(OPEN), 0), else_=1),
        audits.c.due.is_(None),
        case((audits.c.state.in_(OPEN), audits.c.due)),
        audits.c.stage_at,
        audits.c.submitted_at.desc(),
        audits.c.id,
    )
    .limit(_MOST)
    .offset(_SKIP)
)
_ALL = PROGRAMME.order_by(*_IN_ORDER)
_NOT_NAMED = ~(
    select(audit_people.c.audit_id)
    .where(audit_people.c.audit_id == audits.c.id, audit_people.c.person_id == bindparam("person"))
    .exists()
)
# "stage > ''" is the same as "not empty", and read off the index alone.  Only a submitted audit has a stage.
_LET_IN = bindparam("let_in", type_=String())
_STAGE_GROUPS = (
    select(audits.c.stage, audits.c.template_hash, func.count())
    .where(audits.c.stage > "")
    .group_by(audits.c.stage, audits.c.template_hash)
)
_NAMED_IN_STAGES = (
    select(audits.c.id, audits.c.stage, audits.c.template_hash)
    .join(audit_people, audit_people.c.audit_id == audits.c.id)
    .where(audit_people.c.person_id == bindparam("person"), audits.c.stage > "")
)
_CLOSED_IN_STAGES = select(audits.c.id, audits.c.stage, audits.c.template_hash).where(
    audits.c.stage > "", audits.c.restricted > "", ~(audits.c.restricted + ";").contains(_LET_IN)
)
_OPENS = or_(audits.c.restricted == "", (audits.c.restricted + ";").contains(_LET_IN))
"""As `restriction.opens_to` has it of somebody whom the case does not name."""
_STAGE_PAGE = (
    PROGRAMME.where(
        audits.c.stage == bindparam("stage"), audits.c.template_hash == bindparam("form"), _NOT_NAMED, _OPENS
    )
    .order_by(audits.c.stage_at, audits.c.id)
    .limit(_MOST)
)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_SECONDS = range(2, 5)
"""How the second audits of a case are numbered, as far as they are looked for by the case alone."""
_OF_CASE = (
    select(*LISTED, audits.c.reference_hash)
    .where(audits.c.reference_hash.in_(bindparam("hashes", expanding=True)), KEPT)
    .order_by(audits.c.month)
)
_COUNTS = select(
    audits.c.state,
    func.count(),
    func.count().filter(audits.c.due < bindparam("today"), audits.c.state.in_(OPEN)),
).group_by(audits.c.state)
_REFERENCES = select(*LISTED).where(audits.c.id.in_(bindparam("ids", expanding=True)), KEPT)
_KNOWN = select(audits.c.id).where(audits.c.id == bindparam("id"))
_OF_FAMILY = select(*LISTED).where(
    audits.c.family == bindparam("family"), audits.c.id != bindparam("audit"), KEPT
)


@dataclass(frozen=True, slots=True)
class Group:
    """Audits that stand alike to one person: the same part, state, stage and form.  Whether such audits ask
    something of them, or may be read, is the same for all."""

    part: str
    """Empty: the person is not named for the case."""
    state: State
    stage: str
    template_hash: str
    count: int

    @property
    def key(self) -> tuple[str, str, str, str]:
        """As the tables hold it."""
        return self.part, self.state.value, self.stage, self.template_hash


_COMPLETED = (
    select(audit_people.c.person_id, func.count())
    .join(audits, audits.c.id == audit_people.c.audit_id)
    .where(
        audit_people.c.person_id.in_(bindparam("people", expanding=True)),
        audit_people.c.part == "auditor",
        audits.c.template_id == bindparam("form"),
        audits.c.state.in_((State.SUBMITTED.value, State.FINAL.value)),
        audits.c.id != bindparam("audit"),
    )
    .group_by(audit_people.c.person_id)
)


class AuditLists(ListedAudits):
    """Lists audits."""

    __slots__ = ()

    async def audits_of(self, person_id: PersonId) -> tuple[AuditListItem, ...]:
        """All audits that this person has a part in, the soonest due first; once for each part."""
        rows = await self._connection.execute(_ALL_MINE, {"person": person_id})
        return tuple(self.listed(row[:-1], row[-1], person=person_id) for row in rows)

    async def groups_of(self, person_id: PersonId) -> tuple[Group, ...]:
        """How many audits this person is named for, by part and by where they stand."""
        rows = await self._connection.execute(_GROUPS, {"person": person_id})
        return tuple(
            Group(part, State(state), stage, form, count) for part, state, stage, form, count in rows
        )

    async def page_of(
        self,
        person_id: PersonId,
        groups: Sequence[Group],
        first: Sequence[Group],
        most: int,
        skip: int = 0,
    ) -> tuple[AuditListItem, ...]:
        """At most `most` of this person's audits in `groups`, after `skip` others: those in `first` come
        first, then the open ones by their day, then the latest submitted."""
        if not groups:
            return ()
        rows = await self._connection.execute(
            _MY_PAGE,
            {
                "person": person_id,
                "groups": [group.key for group in groups],
                "first": [group.key for group in first] or [("", "", "", "")],
                "most": most,
                "skip": skip,
            },
        )
        return tuple(self.listed(row[:-1], row[-1], person=person_id) for row in rows)

    async def stage_groups(self, person_id: PersonId) -> tuple[Group, ...]:
        """How many audits wait in each stage after submission whose case does not name this person, without
        restricted ones that do not open to them."""
        named: dict[tuple[str, str], set[AuditId]] = {}
        for statement, bounds in (
            (_NAMED_IN_STAGES, {"person": person_id}),
            (_CLOSED_IN_STAGES, {"let_in": f";{person_id};"}),
        ):
            for audit_id, stage, form in await self._connection.execute(statement, bounds):
                named.setdefault((stage, form), set()).add(audit_id)
        groups = (
            Group("", State.SUBMITTED, stage, form, count - len(named.get((stage, form), ())))
            for stage, form, count in await self._connection.execute(_STAGE_GROUPS)
        )
        return tuple(group for group in groups if group.count > 0)

    async def page_in_stages(
        self, person_id: PersonId, groups: Sequence[Group], most: int, skip: int = 0
    ) -> tuple[AuditListItem, ...]:
        """At most `most` audits of these stages whose case does not name this person, the longest waiting
        first.  Each stage of each form is read in the order of its index, as far as the page needs."""
        items: list[AuditListItem] = []
        for group in groups:
            bounds = {
                "person": person_id,
                "stage": group.stage,
                "form": group.template_hash,
                "let_in": f";{person_id};",
            }
            rows = await self._connection.execute(_STAGE_PAGE, {**bounds, "most": skip + most})
            items += [self.listed(row) for row in rows]
        items.sort(key=lambda item: (item.audit.stage_since or _LONG_AGO, item.audit_id))
        return tuple(items[skip : skip + most])

    async def programme(self) -> tuple[AuditListItem, ...]:
        """Every audit that is not purged, the soonest due first."""
        rows = await self._connection.execute(_ALL)
        return tuple(self.listed(row) for row in rows)

    async def counts(self, today: date) -> dict[str, int]:
        """How many audits stand in each state, by its code (0 where none), and "overdue": open and due
        before `today`."""
        counts = {state.value: 0 for state in State} | {"overdue": 0}
        for state, number, overdue in await self._connection.execute(_COUNTS, {"today": today.isoformat()}):
            counts[state] = number
            counts["overdue"] += overdue
        return counts

    async def find_audit(self, case_reference: str) -> list[AuditId]:
        """The audits of this case, oldest month first; regardless of case and doubled spaces."""
        return [item.audit_id for item in await self.audits_of_case(case_reference)]

    async def is_audit(self, audit_id: AuditId) -> bool:
        """Whether an audit has this id."""
        return (await self._connection.execute(_KNOWN, {"id": audit_id})).first() is not None

    async def references(self, ids: Sequence[AuditId]) -> dict[AuditId, str]:
        """The case references of these audits; one that cannot be opened, or not by the reader of this
        transaction, is left out."""
        rows = await self._connection.execute(_REFERENCES, {"ids": sorted(set(ids))})
        items = (self.listed(row) for row in rows)
        return {item.audit_id: item.case_reference for item in items if not item.shut}

    async def by_id(self, ids: Sequence[AuditId]) -> tuple[AuditListItem, ...]:
        """These audits as lists show them."""
        rows = await self._connection.execute(_REFERENCES, {"ids": sorted(set(ids))})
        return tuple(map(self.listed, rows))

    async def closed(self, ids: Sequence[AuditId]) -> frozenset[AuditId]:
        """Those of these audits that are of restricted cases and do not open to the reader of this
        transaction; an audit whose key is damaged is none."""
        rows = await self._connection.execute(_REFERENCES, {"ids": sorted(set(ids))})
        return frozenset(item.audit_id for item in map(self.listed, rows) if item.closed)

    async def audits_of_case(
        self, case_reference: str, *, whoever_reads: bool = False
    ) -> tuple[AuditListItem, ...]:
        """The audits of this case as lists show them, oldest month first; regardless of case and doubled
        spaces, and without those that do not open to the reader of this transaction: whoever only knows a
        reference does not learn that there is such a case.  With the second audits of it that its reader
        does.

        `whoever_reads`: those as well, for whoever works at the command line.
        """
        keyed, reader = self._shared.keyring.keyed_by_any, self._open.reader
        spelt = [case_reference, *(f"{case_reference}/{number}" for number in _SECONDS)]
        own = {hashed for again in spelt[1:] for hashed in keyed("case", again)}
        hashes = [*keyed("case", case_reference), *own]
        rows = await self._connection.execute(_OF_CASE, {"hashes": hashes})
        items = [(self.listed(row[:-1], whoever_reads=whoever_reads), row[-1]) for row in rows]
        return tuple(
            item
            for item, hashed in items
            if not item.closed
            and (hashed not in own or (bool(item.audit.second_of) and reader in item.auditors))
        )

    async def completed(self, audit: Audit, form: str) -> dict[PersonId, int]:
        """How many other audits each auditor of `audit` has completed with this form (its id)."""
        bounds = {"people": sorted(audit.auditors), "form": form, "audit": audit.id}
        found = dict.fromkeys(audit.auditors, 0)
        if found:
            found |= {row[0]: row[1] for row in await self._connection.execute(_COMPLETED, bounds)}
        return found

    async def of_family(self, audit: Audit, auditor: PersonId) -> tuple[str, ...]:
        """The references of the other cases of the same family that this auditor has in the same month."""
        if not audit.case.family:
            return ()
        rows = await self._connection.execute(_OF_FAMILY, {"family": audit.case.family, "audit": audit.id})
        items = (self.listed(row) for row in rows)
        return tuple(
            sorted(
                item.case_reference
                for item in items
                if not item.shut
                and auditor in item.auditors
                and item.month == audit.case.month
                and item.state is not State.WITHDRAWN
            )
        )
