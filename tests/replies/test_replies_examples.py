"""Example sentences: what they teach, that one more is enough, and what is said of a file that is wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.replies.examples import load
from bot.replies.rules import Rules
from bot.replies.sentences import features, split
from bot.replies.voice import Voice

SHIPPED = Path(__file__).resolve().parents[2] / "config" / "replies_examples.toml"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Wij zouden het gesprek erg graag aangaan.", "accept"),
        ("Het college heeft gemeend hier geen gebruik van te maken.", "decline"),
        ("Zou u ons na de zomer nogmaals willen benaderen?", "defer"),
        ("Dit bespreken wij eerst in het fractievoorzittersoverleg.", "pending"),
        ("Wilt u mij hierover opbellen?", "callback"),
        ("Mijn collega Karin Bos neemt de verdere afhandeling over.", "delegate"),
        ("Wij wensen geen e-mails meer van u te ontvangen.", "opt_out"),
        ("Er staat al een uur een groep mannen voor het huis van de wethouder.", "danger"),
        ("Dank voor uw vriendelijke brief.", "other"),
    ],
)
def test_a_sentence_that_is_no_example_is_heard_as_one(rules: Rules, text: str, kind: str) -> None:
    assert rules.voice
    assert [one.best for one in rules.voice.hear(text)] == [kind]


def test_one_more_sentence_teaches_it(rules: Rules) -> None:
    text = "Het kwartje is gevallen, de vlag gaat uit."
    examples = load(SHIPPED)
    taught = replace(examples, sentences=(*examples.sentences, ("accept", text)))
    assert Voice(examples).likely(text, "accept") < 0.3 < Voice(taught).likely(text, "accept")


def test_what_differs_from_mail_to_mail_makes_no_difference() -> None:
    one = "Namens Karin Bos: dinsdag 6 oktober om 10.00 uur, bel 030-555 12 34 of k.bos@waterdorp.example"
    two = "Namens Jan Smit: vrijdag 13 november om 14.30 uur, bel 06-12345678 of j.smit@bergdorp.example"
    assert features(one, {}) == features(two, {})


def test_sentences_end_where_a_reader_ends_them() -> None:
    text = (
        "Om 10.00 uur graag. Dat past ons goed, zo vertelde mij de heer T.J. Blok van de\n"
        "afdeling. Tot dan!\nOptie 2\nGroet"
    )
    assert [" ".join(text[start:end].split()) for start, end in split(text)] == [
        "Om 10.00 uur graag.",
        "Dat past ons goed, zo vertelde mij de heer T.J. Blok van de afdeling.",
        "Tot dan!",
        "Optie 2",
        "Groet",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[accept", "cannot be read"),
        ("[akkoord]\nzinnen = '''\nJa\n'''\n", "is no intent"),
        ("[accept]\nbetekenis = 'ja'\n", "lacks zinnen"),
        ("[accept]\nzinnen = '''\nJa\n'''\n", "holds no sentences for"),
        ("woorden = 3\n", "is no table"),
    ],
)
def test_a_wrong_file_is_named_in_one_line(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "replies_examples.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=said) as caught:
        load(path)
    assert "\n" not in str(caught.value)
