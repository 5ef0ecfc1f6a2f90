"""The names of an audit's people, cached for a minute so that a turn needs no statement for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from dialogs.audits.audit import Audit, Person, PersonId, Role
from dialogs.audits.stand_ins import Around, in_office
from storage.work import Work
from template_specs.dates import LOCAL
from template_specs.model import Template

KEPT = timedelta(minutes=1)
MOST = 5_000


_OF_THE_PROGRAMME = {role.value: role for role in (Role.MODERATOR, Role.QA_LEAD, Role.SERVICE_MANAGER)}
"""Roles that belong to no single case: anybody with one may take a stage."""


class Names:
    """Display names by person id, and who has the programme's roles."""

    def __init__(self, clock: Callable[[], datetime], duty: tuple[str, ...] = ()):
        self._clock = clock
        self._duty = duty
        self._on_duty: tuple[tuple[PersonId, ...], datetime] | None = None
        self._known: dict[PersonId, tuple[str, datetime]] = {}
        self._around: dict[PersonId | None, tuple[Around, datetime]] = {}
        self._roles: dict[str, tuple[PersonId, ...]] = {}
        self._roles_until: datetime | None = None

    async def of(self, work: Work, audit: Audit, *present: Person) -> dict[PersonId, str]:
        """The names of everybody with a part in `audit`, and of those `present`."""
        people = [*audit.auditors, audit.practitioner, audit.manager, audit.iro]
        people += {answers[-1].by for answers in audit.history.values()}
        people += [person for concern in audit.concerns for person in (concern.by, concern.acknowledged_by)]
        people += [outcome.by for concern in audit.concerns for outcome in concern.outcomes]
        people += [person for concern in audit.concerns for person in concern.sent_to]
        people += [returned.by for returned in audit.returned]
        people += [concern.withdrawn.by for concern in audit.concerns if concern.withdrawn is not None]
        people += [call.by for call in audit.family_calls]
        people += [said.by for said in audit.last_time]
        people += [member for panel in audit.panels for member in panel.members]
        people += [rule.planned_by for rule in audit.follow_ups.values()]
        people += [by for by, _at in audit.stages_done.values()]
        people += [*audit.readers, *audit.contributions.people]
        people += [person for reply in audit.replies for person in reply.people]
        steps = [step for taken in audit.steps.values() for step in taken]
        people += [step.by for step in steps]
        people += [step.changes.get("owner", "") for step in steps]
        people += [acknowledgement.by for acknowledgement in audit.acknowledgements]
        names = await self.named(work, [p for p in people if p])
        return names | {person.id: person.name for person in present}

    async def roles(self, work: Work, template: Template) -> dict[str, tuple[PersonId, ...]]:
        """The people of each role that `template`'s stages ask for, whoever the case is with; and the QA
        leads, whom people ask for by name."""
        named = (
            person
            for stage in template.stages
            for person in (*stage.by, *stage.escalates_to, *(part for _, part in stage.returns_to))
        )
        told = (part for rule in template.follow_ups for part in rule.tell)
        asked = {*named, *told, *template.summary_roles} & _OF_THE_PROGRAMME.keys()
        asked.add(Role.QA_LEAD.value)
        now = self._clock()
        if self._roles_until is None or self._roles_until <= now:
            self._roles, self._roles_until = {}, now + KEPT
        for name in asked - self._roles.keys():
            self._roles[name] = await work.people.with_role(_OF_THE_PROGRAMME[name])
        return {name: self._roles[name] for name in asked}

    async def on_duty(self, work: Work) -> tuple[PersonId, ...]:
        """Who gets concerns out of hours, at most a minute old: those of the setting who are on the people
        list with a role in which they may have one."""
        now = self._clock()
        if self._on_duty is None or self._on_duty[1] <= now:
            people = [await work.people.person_by_email(email) for email in self._duty]
            ids = tuple(person.id for person in people if person is not None and in_office(person))
            self._on_duty = (ids, now + KEPT)
        return self._on_duty[0]

    async def around(self, work: Work, audit: Audit) -> Around:
        """The manager of `audit` and their stand-ins, at most a minute old."""
        now = self._clock()
        known = self._around.get(audit.manager)
        if known is None or known[1] <= now:
            if len(self._around) > MOST:
                self._around.clear()
            found = replace(await _around(work, audit), today=now.astimezone(LOCAL).date())
            known = self._around[audit.manager] = (found, now + KEPT)
        return known[0].of_case(audit)

    async def named(self, work: Work, ids: Iterable[PersonId]) -> dict[PersonId, str]:
        """The names of these people."""
        now = self._clock()
        wanted = set(ids)
        known = {i: self._known[i][0] for i in wanted if i in self._known and self._known[i][1] > now}
        missing = wanted - known.keys()
        if missing:
            if len(self._known) > MOST:
                self._known.clear()
            for person in (await work.people.people_named(missing)).values():
                self._known[person.id] = (person.name, now + KEPT)
                known[person.id] = person.name
        return known


async def around(work: Work, audit: Audit) -> Around:
    """The manager of `audit` and their stand-ins, as they are stored now; of a restricted case, those whom it
    opens to."""
    return (await _around(work, audit)).of_case(audit)


async def _around(work: Work, audit: Audit) -> Around:
    manager = await work.people.person(audit.manager) if audit.manager else None
    deputy = manager.deputy if manager is not None else None
    above = manager.manager if manager is not None else None
    leads = await work.people.with_role(Role.QA_LEAD)
    people = await work.people.people_named(person for person in (deputy, above, *leads) if person)
    return Around(
        manager,
        people.get(deputy or ""),
        people.get(above or ""),
        tuple(people[lead] for lead in leads if lead in people),
        await work.people.reachable(people),
    )


async def completed_by(work: Work, audit: Audit, template: Template) -> dict[PersonId, int]:
    """How many audits its auditors have completed before, where a stage of the form looks at that."""
    if not any(stage.share is not None and stage.share.new_auditors for stage in template.stages):
        return {}
    return await work.lists.completed(audit, template.id)
