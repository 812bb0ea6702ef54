"""Answers as offices write them, in other words than the labelled examples."""

from collections.abc import Callable

import pytest

from bot.models.reply import Reading

SAFE, ASK, EITHER = True, False, None

CASES = [
    # text, intent, slots, automatic
    ("Optie 2 komt ons goed uit.\n\nMet vriendelijke groet,\nOkke Dijkstra", "accept_slot", (2,), SAFE),
    ("Dag, wij kiezen voor het derde moment.\nGroet, Okke", "accept_slot", (3,), SAFE),
    ("Donderdag 8 oktober om 14.00 uur schikt ons.", "accept_slot", (2,), SAFE),
    ("Graag optie 1. Lukt dat niet meer, dan optie 3.", "accept_slot", (1, 3), None),
    ("14 oktober is prima voor burgemeester en griffier.", "accept_slot", (3,), SAFE),
    ("De dinsdag past ons het best.", "accept_slot", (1,), SAFE),
    ("Optie 1 kan niet, optie 2 wel.", "accept_slot", (2,), None),
    ("Option 3 works for us, thank you.", "accept_slot", (3,), SAFE),
    ("Wat ons betreft wordt het donderdag 8 oktober.", "accept_slot", (2,), SAFE),
    ("Wij zien graag een andere datum.", "propose_time", (), ASK),
    ("Geen van de drie momenten lukt. Kan het op dinsdag 20 oktober om 15.00 uur?", "propose_time", (), None),
    ("Optie 2, maar dan graag een half uur later.", "propose_time", (), None),
    ("Wij maken geen gebruik van uw aanbod.", "decline", (), SAFE),
    ("Dank voor uw uitnodiging. Wij hebben hier geen behoefte aan.", "decline", (), SAFE),
    ("Nee, dank u.", "decline", (), SAFE),
    ("Hartelijk dank voor de uitnodiging, maar wij zien ervan af.", "decline", (), SAFE),
    ("Wij gaan graag met u in gesprek.", "accept", (), SAFE),
    ("Prima, wij doen mee. Een datum volgt.", "accept", (), None),
    ("Kunt u ons na de zomer van 2027 opnieuw benaderen?", "defer", (), None),
    ("Dit jaar niet meer, volgend jaar graag.", "defer", (), None),
    ("Wij bespreken dit eerst in het college en komen erop terug.", "pending", (), None),
    ("Belt u ons even op 030-555 12 34 om een afspraak te maken?", "callback", (), None),
    ("Mijn collega Sanne de Wit neemt dit over: s.dewit@waterdorp.example.", "delegate", (), None),
    ("Wilt u mij van de lijst halen?", "opt_out", (), None),
    ("Wat zijn de kosten en wie zit er aan tafel?", "question", (), ASK),
    ("Optie 4 graag.", "accept_slot", (), ASK),
    ("Optie 1, woensdag 14 oktober.", "accept_slot", None, ASK),
    ("Optie 2, maar alleen als het online kan.", "accept_slot", None, ASK),
    ("Graag, maar niet op deze dagen.", None, (), ASK),
    ("Wij moeten de afspraak van 8 oktober helaas afzeggen.", "cancel", (), ASK),
    ("Kunnen we het gesprek van 8 oktober verzetten naar 15 oktober om 10.00 uur?", "reschedule", None, ASK),
    ("Ik ben niet meer in dienst; opvolger is Ali Kaya, a.kaya@waterdorp.example", "contact_change", (), None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "intent", "slots", "automatic"), CASES, ids=[one[0][:40] for one in CASES])
def test_reads_as_a_careful_secretary_would(
    reading: Callable[..., Reading],
    text: str,
    intent: str | None,
    slots: tuple[int, ...] | None,
    automatic: bool | None,
) -> None:
    found = reading(text)
    assert found.institution == "GM9001"
    assert intent is None or found.intent == intent
    assert slots is None or found.slots == slots
    assert automatic is None or found.automatic is automatic, found.doubts


@pytest.mark.parametrize(
    ("subject", "text", "intent", "slots", "automatic"),
    [
        ("optie 2 [OTWB-UT-9001-1]", "", "accept_slot", (2,), SAFE),
        ("optie%202%20%5BOTWB-UT-9001-1%5D", "", "accept_slot", (2,), SAFE),
        ("[EXTERN] optie 3 [OTWB-UT-9001-1]", "Met vriendelijke groet,\nOkke Dijkstra", "accept_slot", (3,), SAFE),
        ("geen interesse [OTWB-UT-9001-1]", "", "decline", (), SAFE),
        ("andere datum [OTWB-UT-9001-1]", "", "propose_time", (), EITHER),
        ("andere datum [OTWB-UT-9001-1]", "20 oktober na 13.00 uur kan wel", "propose_time", (), EITHER),
        ("bel ons [OTWB-UT-9001-1]", "Groet,\nOkke\ntel. 030 555 12 34", "callback", (), EITHER),
        ("optie 1 [OTWB-UT-9001-1]", "Toch liever optie 3.", "accept_slot", (3,), ASK),
        ("optie 7 [OTWB-UT-9001-1]", "", "accept_slot", (), ASK),
        ("geen interesse [OTWB-UT-9001-1]", "Nu even niet, volgend jaar graag weer.", "defer", (), ASK),
    ],
)
def test_answers_by_our_links(
    reading: Callable[..., Reading],
    subject: str,
    text: str,
    intent: str,
    slots: tuple[int, ...],
    automatic: bool | None,
) -> None:
    found = reading(text, Subject=subject, In_Reply_To="")
    assert (found.institution, found.intent, found.slots) == ("GM9001", intent, slots)
    assert automatic is None or found.automatic is automatic, found.doubts


@pytest.mark.parametrize(
    "text",
    [
        "Sinds gisteren wordt onze burgemeester thuis bedreigd. Kunt u ons bellen?",
        "Optie 2 is goed. Vannacht is er een steen door de ruit van een wethouder gegooid, de ruit is ingegooid.",
        "Een raadslid is ondergedoken na doodsbedreigingen.",
    ],
)
def test_danger_is_urgent_and_never_automatic(reading: Callable[..., Reading], text: str) -> None:
    found = reading(text)
    assert found.urgent and not found.automatic


@pytest.mark.parametrize(
    "text",
    [
        "Van bedreigingen is hier gelukkig geen sprake. Wij maken geen gebruik van uw aanbod.",
        "Een paar jaar geleden is een wethouder bedreigd; wij gaan graag met u in gesprek.",
        "Wij gaan graag in gesprek over agressie en intimidatie.",
    ],
)
def test_words_about_danger_are_not_danger(reading: Callable[..., Reading], text: str) -> None:
    assert not reading(text).urgent


THREATS = [
    "Ik schiet de burgemeester vanavond dood.",
    "Vanavond schiet ik die wethouder om 20.00 uur dood, geen sprake van een grap.",
    "Wij gaan je vermoorden.",
    "Ik weet waar je woont.",
    "Er ligt een bom in het gemeentehuis.",
    "Onze burgemeester wordt gegijzeld in de raadzaal.",
    "Er staat een man met een mes in de hal.",
    "Ik wil niet meer leven.",
    "Ik hoor al de hele avond lawaai en geschreeuw hier in de straat, en ik schiet de burgemeester\nvanavond dood.",
]
KINDS = {
    "a person's mail": {},
    "out of office": {"Auto_Submitted": "auto-replied", "Subject": "Automatisch antwoord: afwezig"},
    "receipt": {"Auto_Submitted": "auto-generated", "Subject": "Ontvangstbevestiging van uw bericht"},
    "a list's mail": {"List_Id": "<nieuws.waterdorp.example>", "Subject": "Nieuwsbrief"},
    "no known institution": {"In_Reply_To": "", "Subject": "Hallo"},
    "a report of delivery": {"X_Failed_Recipients": "griffie@waterdorp.example", "Subject": "Undeliverable: brief"},
}


@pytest.mark.parametrize("text", THREATS)
@pytest.mark.parametrize("headers", KINDS.values(), ids=KINDS)
def test_danger_is_seen_in_a_mail_of_any_kind(
    reading: Callable[..., Reading], headers: dict[str, str], text: str
) -> None:
    sender = "Iemand <iemand@elders.example>" if headers.get("In_Reply_To") == "" else "griffie@waterdorp.example"
    found = reading(f"Ik ben afwezig tot maandag.\n{text}", sender, **headers)
    assert found.urgent and not found.automatic


def test_danger_is_seen_in_a_subject_and_below_a_name(reading: Callable[..., Reading]) -> None:
    assert reading("Tot ziens.", Subject="Ik schiet de burgemeester dood").urgent
    assert reading("Optie 2 is goed.\nMet vriendelijke groet,\nOkke Dijkstra\nIk maak jullie allemaal dood.").urgent


@pytest.mark.parametrize(
    "text",
    [
        "Ik ben afwezig tot maandag. Bel bij een noodgeval 112; voor acute hulp de meldkamer.",
        "Ik schiet u graag te hulp en maak het verslag volgende week af.",
        "Wij gaan eraan werken en komen hierop terug.",
        "Het voorstel gaat naar de raad; wij willen het niet afschieten.",
    ],
)
@pytest.mark.parametrize("headers", KINDS.values(), ids=KINDS)
def test_everyday_words_are_not_danger(reading: Callable[..., Reading], headers: dict[str, str], text: str) -> None:
    assert not reading(text, **headers).urgent
