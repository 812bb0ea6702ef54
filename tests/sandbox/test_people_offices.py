"""Offices answer letters: what they send, to whom, when, and the same for the same seed."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from people_letters import CHOICES, MAILBOX, letter

from bot.sandbox.people import answers, incoming, minds, offices, texts
from bot.sandbox.people.answers import WAYS, Case
from bot.sandbox.people.compose import mime
from bot.sandbox.people.hours import AMSTERDAM, CLOSES, OPENS, is_working_day
from bot.sandbox.people.texts import Writer

SENT = datetime(2026, 9, 1, 9, 5, tzinfo=AMSTERDAM)


def seen(**about: object) -> incoming.Seen:
    return incoming.read(letter(**about), SENT)  # type: ignore[arg-type]


def case(**about: object) -> Case:
    writer = Writer("griffie@g0106.example", "B. Tweede", "Griffier", "G0106", "0592 123456")
    secretary = Writer("a.zandstra@g0106.example", "A. Zandstra", "Bestuurssecretariaat", "G0106", "0592 123457")
    at = datetime(2026, 9, 3, 11, 0, tzinfo=AMSTERDAM)
    return Case(seen(**about), writer, secretary, MAILBOX, at, minds.rng(7, "test"))


def parsed(answer: answers.Answer, of: Case) -> EmailMessage:
    return message_from_bytes(mime(answer, of.seen, of.at, of.dice), policy=default)


def test_a_letter_is_read_as_a_person_reads_it() -> None:
    read = seen()
    assert (read.kenmerk, read.province, read.number, read.letter) == ("OTWB-DR-0106-1", "DR", "0106", 1)
    assert read.kind == "invitation"
    assert read.options == {
        1: datetime(2026, 9, 22, 10, 0, tzinfo=AMSTERDAM),
        2: datetime(2026, 9, 23, 13, 30, tzinfo=AMSTERDAM),
    }
    assert [link.choice for link in read.links] == list(CHOICES)
    assert read.to[0] == ("burgemeester@g0106.example", "A. Eerste")


@pytest.mark.parametrize(
    ("subject", "nr", "kind"),
    [
        ("Uitnodiging voor een gesprek", 1, "invitation"),
        ("Herinnering: uitnodiging voor een gesprek", 2, "reminder"),
        ("Nieuw voorstel voor een gesprek", 3, "offer"),
    ],
)
def test_the_kind_of_a_letter_follows_from_subject_and_number(subject: str, nr: int, kind: str) -> None:
    assert seen(subject=subject, nr=nr).kind == kind


def test_mail_without_times_asks_for_no_answer() -> None:
    mail = EmailMessage()
    mail["Subject"] = "Bevestiging van ons gesprek [OTWB-DR-0106-2]"
    mail["To"] = "burgemeester@g0106.example"
    mail.set_content("Wij zien u op dinsdag 22 september.")
    assert incoming.read(mail, SENT).kind == "notice"
    assert offices.answers_to(incoming.read(mail, SENT), 1, MAILBOX) == []


@pytest.mark.parametrize("way", [way for way in WAYS if way != "silent"])
def test_every_way_gives_a_real_mail_from_the_office(way: str) -> None:
    for _ in range(8):
        of = case()
        for at, answer in answers.by_way(way, of):
            mail = parsed(answer, of)
            assert mail["To"] == MAILBOX
            assert mail["From"].addresses[0].domain == "g0106.example"
            assert mail.keys()[0] == "Authentication-Results"
            assert "OTWB-DR-0106-1" in mail["Subject"]
            assert at >= of.at


def test_a_clicked_link_is_a_new_mail_with_all_in_its_subject() -> None:
    [(_, answer)] = answers.by_way("link_decline", case())
    mail = parsed(answer, case())
    assert mail["Subject"] == "geen interesse [OTWB-DR-0106-1]"
    assert mail["In-Reply-To"] is None and mail["References"] is None


def test_a_reply_is_in_the_thread_and_quotes_the_letter() -> None:
    of = case()
    [(_, answer)] = answers.by_way("choose", of)
    mail = parsed(answer, of)
    assert mail["In-Reply-To"] == "<OTWB-DR-0106-1@weerbaarbestuur.example>"
    text = mail.get_body(("plain",))
    assert text is not None and "optie 1: dinsdag 22 september 2026" in text.get_content()


def test_without_links_in_the_letter_people_answer_in_words() -> None:
    of = case(links=False)
    [(_, answer)] = answers.by_way("link", of)
    assert answer.threaded and answer.subject.lower().startswith("re: uitnodiging")


def test_when_all_times_have_passed_people_propose_another() -> None:
    of = case()
    late = Case(of.seen, of.writer, of.secretary, MAILBOX, datetime(2026, 9, 24, 9, 0, tzinfo=AMSTERDAM), of.dice)
    [(_, answer)] = answers.by_way("link", late)
    assert answer.threaded and " oktober om " in answer.text


def test_a_colleague_who_was_named_answers_later() -> None:
    of = case()
    (first, hands_over), (second, chooses) = answers.by_way("forward", of)
    assert hands_over.cc == (of.secretary.address,) and of.secretary.address in hands_over.text
    assert chooses.writer == of.secretary and second > first


def test_every_behaviour_has_six_texts_and_their_fields_fill() -> None:
    fields = dict.fromkeys(
        ("nr", "keuze", "moment", "voorstel", "collega", "adres", "tel", "gemeente", "terug", "zaak"), "x"
    )
    for name, variants in texts.phrases().items():
        if name not in ("salutations", "closings"):
            assert len(set(variants)) >= 6, name
            filled = {key[:1].upper() + key[1:]: value for key, value in fields.items()}
            assert all("{" not in one.format(**fields, **filled) for one in variants), name


def test_answers_are_the_same_for_a_seed_and_others_for_another() -> None:
    def tour(seed: int) -> list[tuple[datetime, bytes]]:
        numbers = minds.offices()["OV"]
        mailings = (offices.answers_to(seen(number=number, province="OV"), seed, MAILBOX) for number in numbers)
        return [(one.at, one.mime) for mails in mailings for one in mails]

    assert tour(1) == tour(1)
    assert tour(1) != tour(2)


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_tour_lands_near_the_articles_figures(seed: int) -> None:
    ends = Counter(
        minds.mind(seed, province, number).end
        for province in ("NB", "ZH", "UT", "OV", "DR", "LI")
        for number in minds.offices()[province]
    )
    assert ends.total() == 200
    assert 70 <= ends["talk"] <= 88
    assert 29 <= ends["declined"] <= 42
    assert 78 <= ends["waiting"] <= 93


def test_people_write_in_office_hours_and_machines_at_once() -> None:
    for number in minds.offices()["NB"]:
        for mailing in offices.answers_to(seen(number=number, province="NB"), 3, MAILBOX):
            mail = message_from_bytes(mailing.mime, policy=default)
            if mail["Auto-Submitted"]:
                assert mailing.at - SENT < timedelta(minutes=10)
            else:
                local = mailing.at.astimezone(AMSTERDAM)
                assert is_working_day(local.date()) and OPENS <= local.time() <= CLOSES


def test_a_silent_office_answers_the_reminder_or_never() -> None:
    by_stage = Counter()
    for number in minds.offices()["NB"]:
        mind = minds.mind(3, "NB", number)
        first = offices.answers_to(seen(number=number, province="NB"), 3, MAILBOX)
        again = offices.answers_to(seen(number=number, province="NB", nr=2, subject="Herinnering"), 3, MAILBOX)
        by_people = [mail for mail in first if b"\nAuto-Submitted:" not in mail.mime]
        assert bool(by_people) == (mind.stage == "letter")
        assert bool(again) == (mind.stage == "reminder")
        by_stage[mind.stage] += 1
    assert min(by_stage[stage] for stage in ("letter", "reminder", "phone", "never")) > 0


def test_an_unknown_address_comes_back_as_a_report_of_its_own_server() -> None:
    number = next(n for n in minds.offices()["NB"] + minds.offices()["ZH"] if minds.mind(3, "NB", n).bounces)
    mails = [
        message_from_bytes(one.mime, policy=default)
        for one in offices.answers_to(seen(number=number, province="NB"), 3, MAILBOX)
    ]
    [report] = [mail for mail in mails if mail.get_content_type() == "multipart/report"]
    status = next(part for part in report.walk() if part.get_content_type() == "message/delivery-status")
    blocks = status.get_payload()
    assert blocks[1]["Final-Recipient"] == f"rfc822; griffie@g{number}.example"
    assert blocks[1]["Status"] == "5.1.1"
    others = [mail for mail in mails if mail is not report]
    assert all(mail["From"].addresses[0].username != "griffie" for mail in others)


def test_an_invitation_is_answered_by_mail_with_a_calendar_part() -> None:
    content = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//T//NL\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:abc-1\r\nSEQUENCE:0\r\n"
        "DTSTAMP:20260901T070000Z\r\nDTSTART:20260922T080000Z\r\nDTEND:20260922T090000Z\r\nSUMMARY:Gesprek\r\n"
        f"ORGANIZER:mailto:{MAILBOX}\r\nATTENDEE:mailto:burgemeester@g0106.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = MAILBOX, "Gesprek", "<inv@weerbaarbestuur.example>"
    mail["To"] = "burgemeester@g0106.example, griffie@g0106.example"
    mail.set_content("Uitnodiging")
    mail.add_alternative(content, subtype="calendar", params={"method": "REQUEST"})
    verdicts = Counter()
    for seed in range(60):
        for one in offices.answers_to(
            incoming.read(message_from_bytes(mail.as_bytes(), policy=default), SENT), seed, MAILBOX
        ):
            answer = message_from_bytes(one.mime, policy=default)
            part = next(part for part in answer.walk() if part.get_content_type() == "text/calendar")
            assert "UID:abc-1" in part.get_content()
            assert part.get_param("method") in ("REPLY", "COUNTER")
            verdicts[answer["Subject"].split(":")[0]] += 1
    assert verdicts["Geaccepteerd"] > 80
    assert one.at > SENT.astimezone(UTC)
