"""The sentences that refuse somebody something of an audit: what, why, and whom to ask."""

from __future__ import annotations

from dialogs.audits.audit import State
from template_specs.sentences import N_

PRACTITIONER_ONLY = N_(
    "Only the practitioner whose case this is can answer this card. Nothing has been changed."
)
NOT_YOUR_CONCERN = N_(
    "Only whoever raised a concern can withdraw it. If it needs no action, whoever was sent it can say so "
    "under what happened next."
)
NOT_TO_GIVE_BACK = N_(
    "This audit is not with you to be checked, so you cannot give it back. Ask your QA lead to "
    "reopen it, and say what needs changing."
)
NOTHING_CHALLENGED = N_(
    "There is no challenge of the manager's for you to answer in this audit now. Nothing has been changed."
)
OTHERS_COMPLETE = N_(
    "What you wrote is saved, and that is all that is needed from you. Those who complete "
    "this stage send the audit on."
)
NOTHING_ASKED = N_("You have nothing to do on this audit now. You get a card here when you do.")
NOT_YOURS = N_(
    "This audit is not allocated to you, so I cannot open it here. Type my audits to see "
    "yours, or ask your QA lead."
)
NOT_FROM_HERE = N_(
    "Only people who are working on this audit can raise a concern from here, so nothing has "
    "been sent to anybody. If a child may be at risk, ring the manager or the duty team now."
)
CALL = N_(
    "This audit has been withdrawn, so the concern cannot be sent from here. Call the "
    "manager or the duty team now."
)
NOT_WITH_YOU = N_("This action is not with you, so nothing has been changed. Type my actions to see yours.")
NOT_YOURS_TO_CHANGE = N_(
    "Only the manager named for this case or the QA lead can change whose action it is, its day or its "
    "priority, or cancel it. Nothing has been changed. If it is not yours, press Not mine."
)
LEAD_VERIFIES = N_(
    "Only a QA lead who has no part in the case can say that an action was checked. Nothing has been changed."
)
NOT_TO_JUDGE = N_(
    "Only a QA lead or a moderator who has no part in the case can give its auditors feedback. Nothing has "
    "been sent."
)
LEAD_HOLDS = N_(
    "Only a QA lead who has no part in the case can keep its audit from being purged, or let it go. Nothing "
    "has been changed."
)
NOT_TO_COMPARE = N_("Only a QA lead who has no part in the case, and its auditors, can compare its audits.")
NOT_COMPARED = N_("Two audits of a case can be compared once both are submitted.")
MANAGER_ONLY = N_("Only the manager named for this case can answer this card. Nothing has been changed.")
REOPENED = N_(
    "This audit has been reopened by the QA lead, so its actions may still change. You will "
    "get them again when it is submitted."
)
TAKEN_BACK = N_(
    "This audit has been reopened by the QA lead, so it cannot be read now. You will get it "
    "again when it is submitted."
)
UNDER_WAY = {
    State.SUBMITTED: N_(
        "This audit has been submitted, so its answers can be read but not changed. If something "
        "is wrong, ask your QA lead to reopen it."
    ),
    State.FINAL: N_(
        "This audit is final, so its answers can be read but not changed. If something is wrong, "
        "ask your QA lead to reopen it."
    ),
    State.WITHDRAWN: N_("This audit has been withdrawn by the QA lead. Nothing more is needed from you."),
}
LEAD_NAMES_PANEL = N_(
    "Only a QA lead who has no part in the case can name a panel for it, or close one. Nothing has been "
    "changed."
)
NOT_ON_PANEL = N_("You are on no panel for this audit. Nothing has been changed.")
PANEL_GRADES = N_(
    "The panel is still giving its grades. Give yours, for example: panel grade CASE: good - and why. "
    "Whoever leads the panel moderates the audit after that."
)
PANEL_IS_LED = N_(
    "The panel has given its grades, and whoever leads it moderates the audit. Type panel CASE to see the "
    "grades side by side."
)
