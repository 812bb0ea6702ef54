"""What is wrong with a delivered file, said twice: in English at the command line, and in Dutch for staff."""

from dataclasses import dataclass

from bot.errors import DataError

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Told:
    """One fault or remark in one line, in English (command line) and in Dutch (the site)."""

    english: str
    dutch: str

    def __post_init__(self) -> None:
        """What is quoted from a file may hold line breaks."""
        object.__setattr__(self, "english", one_line(self.english))
        object.__setattr__(self, "dutch", one_line(self.dutch))

    def at(self, english: str, dutch: str) -> "Told":
        """The same with the place before it."""
        return Told(english + self.english, dutch + self.dutch)


class FileFault(DataError):
    """A file as a whole cannot be used; `dutch` is the line for staff, who know which file it is."""

    def __init__(self, file: str, english: str, dutch: str) -> None:
        super().__init__(one_line(f"{file}: {english}"))
        self.dutch = one_line(dutch)


def one_line(text: str) -> str:
    """The text with every run of blanks, line breaks and control characters as one space, of at most LONGEST."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}..."
