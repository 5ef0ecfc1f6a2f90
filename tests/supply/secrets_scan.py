"""What looks like a secret in the repository's files, and is not known to be invented."""

from __future__ import annotations

import json
from collections.abc import Mapping

KNOWN: Mapping[str, str] = {
    "bot/setting_readers.py": "the sentences that refuse a setting show an address with invented words in it",
    "deploy/azure/main.bicep": "names of secrets in Azure's key vault, none of their values",
    "tests/bench/authenticated.py": "the invented app password of a bot that is measured",
    "tests/commands/test_command_line.py": "an invented address, to see that it is not repeated",
    "tests/commands/test_doctor.py": "an invented address, to see that it is not repeated",
    "tests/commands/test_logs.py": "an invented secret, to see that it is not logged",
    "tests/commands/test_settings.py": "invented secrets, to see that no message repeats them",
    "tests/dialogs/test_subjects.py": "an id in hexadecimal figures",
    "tests/teams/authority.py": "the invented password of the double that signs tokens",
    "tests/teams/test_bearer_token.py": "an invented password in an address that is refused",
    "tests/teams/test_identity.py": "an invented password",
}
"""Why what is found in these files is none."""
LEFT_OUT = r"(\.lock|package-lock\.json)$"
"""Files of hashes."""


def secrets(report: str) -> list[str]:
    """A line for each find of detect-secrets in a file that is not known, and for each file that is known and
    has none any more.  Nothing of what was found is repeated."""
    results = json.loads(report)["results"]
    lines = [
        f"{file}:{find['line_number']}: looks like a secret ({find['type']}). Take it out and change it "
        "where it is used; or, where it is invented, say why in tests/supply/secrets_scan.py."
        for file, finds in sorted(results.items())
        if file not in KNOWN
        for find in finds
    ]
    gone = sorted(KNOWN.keys() - results.keys())
    return lines + [
        f"{file}: nothing looks like a secret there any more; take it off the list." for file in gone
    ]
