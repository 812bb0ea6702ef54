"""Commands: known values only, claimed once."""

import pytest

from bot.desk.commands import command_of
from bot.desk.declarations import declaration
from bot.errors import DataError

GOLVEN = declaration("Golven")


def test_a_command_is_claimed_by_the_version_that_brought_it_in() -> None:
    command = command_of(GOLVEN, "7", "Opdracht", " maak proef ", "3.0")
    assert command.value == "Maak proef"
    assert command.key == ("Golven", "7", "Opdracht", "3.0")


def test_an_unknown_value_is_one_line_that_names_the_known_ones() -> None:
    with pytest.raises(DataError) as told:
        command_of(GOLVEN, "7", "Akkoord", "Ja hoor", "3.0")
    assert str(told.value) == "Akkoord 'Ja hoor' bestaat niet; kies een van: Akkoord, Niet akkoord."


def test_a_column_that_commands_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="Golven.Reden is no command column"):
        command_of(GOLVEN, "7", "Reden", "x", "3.0")
