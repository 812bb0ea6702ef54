"""People in an office: who a letter goes to."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Offices as the contacts file and the list Contacten name them."""

    BURGEMEESTER = "burgemeester"
    GRIFFIER = "griffier"
    WETHOUDER = "wethouder"
    SECRETARIAAT = "secretariaat"
    COMMISSARIS = "commissaris"
    STATENGRIFFIER = "statengriffier"


class AddressState(StrEnum):
    """What the bot knows of an address; shown in Contacten as Adresstand."""

    OK = "in orde"
    BOUNCED = "onbestelbaar"
    DEPARTED = "vertrokken"
    OPTED_OUT = "afgemeld"


@dataclass(frozen=True, slots=True)
class Contact:
    """One person (or a mailbox of an office, when names are empty). `address_form` is heer, mevrouw or empty."""

    code: str
    role: Role
    email: str
    titles: str = ""
    initials: str = ""
    first_name: str = ""
    infix: str = ""
    last_name: str = ""
    address_form: str = ""
    phone: str = ""
    state: AddressState = AddressState.OK
    proposal: str = ""  # what a file or the register says otherwise, for a person to decide on

    @property
    def usable(self) -> bool:
        """May be written to: not bounced, departed or opted out."""
        return self.state is AddressState.OK and bool(self.email)
