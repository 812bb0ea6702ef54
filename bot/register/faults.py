"""What is wrong with a delivered file, said twice: in English at the command line, and in Dutch for staff."""

from dataclasses import dataclass

from bot.errors import DataError


@dataclass(frozen=True, slots=True)
class Told:
    """One fault or remark in one line, in English (command line) and in Dutch (the site)."""

    english: str
    dutch: str

    def at(self, english: str, dutch: str) -> "Told":
        """The same with the place before it."""
        return Told(f"{english}{self.english}", f"{dutch}{self.dutch}")


class FileFault(DataError):
    """A file as a whole cannot be used; `dutch` is the line for staff, who know which file it is."""

    def __init__(self, file: str, english: str, dutch: str) -> None:
        super().__init__(f"{file}: {english}")
        self.dutch = dutch
