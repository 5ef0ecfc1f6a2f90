"""What an operator can put right is said in one line, and under its own name."""

from __future__ import annotations

import errno

import pytest
import typer

from bot.commands.support import finish


@pytest.mark.parametrize(
    ("number", "told"),
    [(errno.ENOSPC, "The disk is full"), (errno.ECONNREFUSED, "the database does not answer")],
)
def test_a_full_disk_is_not_called_a_database_that_is_away(
    number: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def fails() -> None:
        raise OSError(number, "as the system says it")

    with pytest.raises(typer.Exit):
        finish(fails())
    assert told in capsys.readouterr().err
