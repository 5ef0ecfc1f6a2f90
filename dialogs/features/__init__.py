"""What a person can do, a module for each thing.

`FEATURES` lists those that take commands, words or notices.  Whatever has to know of all of them (the doors,
what buttons send, help, the tests) reads it off here, through `dialogs.registry`.
"""

from dialogs.features import (
    before_submitting,
    clarification,
    concern_offer,
    concerns,
    handover,
    home,
    manager_actions,
    messages,
    moving,
    navigation,
    notes,
    pair_news,
    pausing,
    reminders,
    rows,
    save_page,
    submission,
    undelivered,
    undoing,
    unsent_concern,
)

FEATURES = (
    navigation,
    save_page,
    rows,
    undoing,
    moving,
    notes,
    concerns,
    unsent_concern,
    concern_offer,
    submission,
    before_submitting,
    pausing,
    clarification,
    handover,
    manager_actions,
    reminders,
    messages,
    pair_news,
    undelivered,
    home,
)
"""In the order in which `help` tells of them."""
