"""What a person can do, a module for each thing.

`FEATURES` lists those that take commands, words or notices.  Whatever has to know of all of them (the doors,
what buttons send, help, the tests) reads it off here, through `dialogs.registry`.
"""

from dialogs.features import (
    clarification,
    concern_offer,
    concerns,
    edited_message,
    enquiries,
    handover,
    home,
    in_turn,
    manager_actions,
    messages,
    navigation,
    notes,
    pausing,
    picking,
    reminders,
    rows,
    save_page,
    small_talk,
    submission,
    typed_elsewhere,
    typed_rows,
    undelivered,
    unsent_concern,
)

FEATURES = (
    navigation,
    save_page,
    rows,
    typed_rows,
    notes,
    concerns,
    unsent_concern,
    concern_offer,
    submission,
    pausing,
    clarification,
    edited_message,
    handover,
    manager_actions,
    reminders,
    messages,
    undelivered,
    enquiries,
    small_talk,
    picking,
    in_turn,
    typed_elsewhere,
    home,
)
"""In the order in which `help` tells of them."""
