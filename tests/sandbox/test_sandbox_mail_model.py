"""A mailbox under any order of changes is what a plain model says, and whoever follows a delta has the same."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule
from tenant_inside import Inside

FOLDERS = ("inbox", "archive", "deleteditems")
IMMUTABLE = 'IdType="ImmutableId"'
folder = st.sampled_from(FOLDERS)
subject = st.sampled_from(("Uitnodiging", "RE: Uitnodiging", "Afspraak"))


class Reader:
    """Someone who keeps a copy of a folder by its delta, a page at a time."""

    def __init__(self, box: Inside, where: str, prefer: str) -> None:
        self.box, self.where, self.prefer = box, where, prefer
        self.link, self.copy = f"/mailFolders/{where}/messages/delta", dict[str, tuple[str, bool]]()

    def page(self) -> bool:
        """Read one page; true where the round ends with it."""
        body = self.box.call("GET", self.link, prefer=self.prefer)
        for row in body["value"]:
            if "@removed" in row:
                self.copy.pop(row["id"], None)
            else:
                self.copy[row["id"]] = (row["subject"], row["isRead"])
        self.link = body.get("@odata.nextLink") or body["@odata.deltaLink"]
        return "@odata.deltaLink" in body


class Mailbox(RuleBasedStateMachine):
    """The model: of each message, by its immutable id, its folder, subject and whether it is read."""

    knobs: tuple[str, ...] = ()
    messages = Bundle("messages")

    @initialize()
    def begin(self) -> None:
        self.box, self.model = Inside(*self.knobs), dict[str, tuple[str, str, bool]]()
        pairs = [(where, kind) for where in FOLDERS for kind in ("", f"{IMMUTABLE}, ")]
        self.readers = [Reader(self.box, where, f"{kind}odata.maxpagesize=3") for where, kind in pairs]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        return self.box.call(method, path, body, prefer=IMMUTABLE)

    @rule(target=messages, where=folder, subject=subject, read=st.booleans())
    def arrives(self, where: str, subject: str, read: bool) -> str:
        made = self.ask("POST", f"/mailFolders/{where}/messages", {"subject": subject, "isRead": read})
        self.model[made["id"]] = (where, subject, read)
        return str(made["id"])

    @rule(message=messages, subject=subject, read=st.booleans())
    def changes(self, message: str, subject: str, read: bool) -> None:
        if message in self.model:
            self.ask("PATCH", f"/messages/{message}", {"subject": subject, "isRead": read})
            self.model[message] = (self.model[message][0], subject, read)

    @rule(message=messages, where=folder)
    def moves(self, message: str, where: str) -> None:
        if message in self.model:
            self.ask("POST", f"/messages/{message}/move", {"destinationId": where})
            self.model[message] = (where, *self.model[message][1:])

    @rule(target=messages, message=messages, where=folder)
    def is_copied(self, message: str, where: str) -> str:
        if message not in self.model:
            return message
        made = self.ask("POST", f"/messages/{message}/copy", {"destinationId": where})["id"]
        self.model[made] = (where, *self.model[message][1:])
        return str(made)

    @rule(message=messages)
    def is_deleted(self, message: str) -> None:
        if message in self.model:
            self.ask("DELETE", f"/messages/{message}")
            where, *rest = self.model.pop(message)
            if where != "deleteditems":
                self.model[message] = ("deleteditems", rest[0], rest[1])

    @rule(number=st.integers(0, 5))
    def someone_reads_a_page(self, number: int) -> None:
        self.readers[number].page()

    @rule(number=st.integers(0, 5))
    def someone_begins_anew(self, number: int) -> None:
        old = self.readers[number]
        self.readers[number] = Reader(self.box, old.where, old.prefer)

    @rule()
    def all_read_to_the_end(self) -> None:
        for reader in self.readers:
            while not reader.page():
                pass
            mine = {key: list(rest) for key, (where, *rest) in self.model.items() if where == reader.where}
            assert sorted(map(list, reader.copy.values())) == sorted(mine.values())
            if "IdType" in reader.prefer:
                assert set(reader.copy) == set(mine)

    @invariant()
    def lists_and_counts_are_the_models(self) -> None:
        for where in FOLDERS:
            mine = {key: one for key, one in self.model.items() if one[0] == where}
            unread = {key for key, one in mine.items() if not one[2]}
            path = f"/mailFolders/{where}/messages?$top=50"
            listed = {row["id"]: (where, row["subject"], row["isRead"]) for row in self.ask("GET", path)["value"]}
            assert listed == mine
            assert {row["id"] for row in self.ask("GET", f"{path}&$filter=isRead eq false")["value"]} == unread
            shown = self.ask("GET", f"/mailFolders/{where}")
            assert (shown["totalItemCount"], shown["unreadItemCount"]) == (len(mine), len(unread))


class NoisyMailbox(Mailbox):
    """Deltas with empty pages, and things told twice."""

    knobs = ("delta_noise=true",)


quick = settings(max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
TestMailbox = Mailbox.TestCase
TestMailbox.settings = quick
TestNoisyMailbox = NoisyMailbox.TestCase
TestNoisyMailbox.settings = quick
