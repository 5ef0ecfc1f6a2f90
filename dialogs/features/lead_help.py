"""What the QA lead can type, as `help` tells of it."""

from __future__ import annotations

from template_specs.sentences import _


def lead_words() -> list[tuple[str, str]]:
    """(What to type, what it does)."""
    return [
        ("status", _("how many audits are done, due and late, and which ones")),
        ("status overdue", _("which audits are overdue, and who has them")),
        (_("status May 2026, status North team"), _("the same for one month, team, form, list or theme")),
        ("status actions, status concerns", _("the actions recommended, and concerns nobody has read")),
        ("status re-audits", _("the cases that are to be audited again, and by when")),
        ("programme", _("the themes of the months to come, and who is left out")),
        ("programme May 2026", _("who audits in a month, and a card to change it")),
        ("allocate May 2026", _("the list that was drawn for a month, once you have looked through it")),
        ("swap NAME for NAME in May 2026 because ...", _("somebody else audits their cases of a month")),
        ("take NAME out of May 2026 because ...", _("they take no part; their cases go to others")),
        ("good practice to release", _("examples from audits, to take names out of")),
        ("digest", _("what practitioners are told this month, for you to write and send")),
        ("chase", _("remind everybody who is late")),
        ("unreachable", _("who the bot cannot write to, why, and what waits for them")),
        ("report", _("how to get the monitoring report of a period")),
        ("actions, actions overdue", _("the actions of all audits, and which are late")),
        ("open CASE", _("read an audit of the programme")),
        ("history CASE", _("who did what in an audit, and when")),
        ("access CASE", _("who has read an audit without being its auditor")),
        ("status CASE", _("how far one audit is, when it is due, and who has it")),
        ("reopen CASE because ...", _("give a submitted audit back to its auditors")),
        ("reassign CASE to NAME because ...", _("give an audit to another auditor")),
        ("due CASE 30 June because ...", _("give an audit another day")),
        ("withdraw CASE because ...", _("take an audit out of the programme")),
        ("take back CASE because ...", _("put a withdrawn audit back into it")),
        ("hold CASE because ...", _("keep an audit from being purged, for a complaint or a court")),
        ("release CASE because ...", _("let an audit go that was on hold")),
        (
            "second audit CASE by NAME because ...",
            _("have a case audited once more, blind, to see how far two auditors agree"),
        ),
        ("second audits one in 10", _("which of this month's audits are drawn for one, by lot")),
        ("second audits, compare CASE", _("how they stand, and the grades of both side by side")),
        (
            "panel CASE with NAMES because ...",
            _("have several moderators grade an audit, each by themselves"),
        ),
        ("panel CASE, close panel CASE because ...", _("how a panel stands, and to wait for nobody else")),
        ("feedback CASE: ...", _("tell its auditors how well the audit was done")),
    ]
