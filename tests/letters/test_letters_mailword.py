"""A mail as staff write it in Word: subject, text and HTML out of its paragraphs, and its faults in Dutch."""

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest

from bot.errors import DataError
from bot.letters.lint import staff_lint
from bot.letters.mailtext import MailTemplates
from bot.letters.mailword import read_mail

Word = Callable[..., bytes]
SHARED = {
    "mail/_layout.html": b"<html>{% block inhoud %}{% endblock %}</html>",
    "mail/_knoppen.html": b"<a>knop {{ naam }}</a>",
    "mail/_keuzes.txt": b"keuzes {{ naam }}",
    "mail/_ondertekening.txt": b"groet {{ naam }}",
}


def rendered(mail: bytes, **fields: Any) -> Any:
    return MailTemplates({**SHARED, "mail-x.docx": mail}).render("x", {"naam": "D & E", **fields})


def test_subject_text_and_html_come_out_of_the_paragraphs(word: Word) -> None:
    made = rendered(word("Onderwerp: Dag {{ naam }}", "Beste {{ naam }},", "", ["Dit is ", "vet", " & <zo>."]))
    assert made.subject == "Dag D & E"
    assert made.text == "Beste D & E,\n\nDit is vet & <zo>.\n\ngroet D & E\n"
    assert '<p style="margin:0 0 14px 0;">Beste D &amp; E,</p>' in made.html
    assert "Dit is <strong>vet</strong> &amp; &lt;zo&gt;.</p>" in made.html


def test_conditions_stand_in_a_line_or_around_paragraphs(word: Word) -> None:
    mail = word(
        "onderwerp: x",
        "{% if ja %}Met{% else %}Zonder{% endif %}",
        "{%p if ja %}",
        "Alleen dan",
        "{%p endif %}",
        "Slot",
    )
    assert rendered(mail, ja=True).text == "Met\n\nAlleen dan\n\nSlot\n\ngroet D & E\n"
    assert rendered(mail, ja=False).text == "Zonder\n\nSlot\n\ngroet D & E\n"
    assert rendered(mail, ja=False).html.count("<p ") == 2


def test_the_answers_stand_where_staff_put_them(word: Word) -> None:
    made = rendered(word("Onderwerp: x", "Eerst", "{{ antwoordknoppen }}", "Daarna"))
    assert made.text == "Eerst\n\nkeuzes D & E\n\nDaarna\n\ngroet D & E\n"
    assert "Eerst</p>\n<a>knop D &amp; E</a>\n<p" in made.html


def test_a_field_that_word_split_and_curly_quotes_are_read(word: Word) -> None:
    mail = word("Onderwerp: x", ["{{ na", "am }}", " en ‘wij’"], "{% if naam == ‘D & E’ %}ja{% endif %}")
    assert rendered(mail).text == "D & E en ‘wij’\n\nja\n\ngroet D & E\n"


def test_lists_and_line_breaks() -> None:
    document = docx.Document()
    document.add_paragraph("Onderwerp: x")
    document.add_paragraph("regel\nvolgende")
    point = document.add_paragraph("punt")
    point._p.get_or_add_pPr().get_or_add_numPr()
    out = io.BytesIO()
    document.save(out)
    made = rendered(out.getvalue())
    assert made.text == "regel\nvolgende\n\n- punt\n\ngroet D & E\n"
    assert "regel<br>volgende</p>" in made.html and "&bull; punt</p>" in made.html


FAULTS = [
    ("a misspelt field", ("Onderwerp: x", "Dag {{ nam }}"), "onbekend veld nam; bedoelt u naam? (alinea: Dag {"),
    ("in the subject", ("Onderwerp: {{ naamm }}", "x"), "onbekend veld naamm; bedoelt u naam? (alinea: {{ naamm }})"),
    ("an open condition", ("Onderwerp: x", "{%p if naam %}", "y"), "een veld of voorwaarde tussen accolades klopt"),
    ("no subject", ("Geachte heer,", "x"), "de eerste regel moet 'Onderwerp: ...' zijn"),
    ("empty", (), "de eerste regel moet 'Onderwerp: ...' zijn"),
]  # fmt: skip


@pytest.mark.parametrize(("paragraphs", "says"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_faults_are_told_to_staff(word: Word, paragraphs: tuple[str, ...], says: str) -> None:
    (found,) = staff_lint(word(*paragraphs), ["naam"], "mail-x.docx")
    assert found.startswith(says)


def test_a_sound_mail_has_no_faults(word: Word) -> None:
    assert staff_lint(word("Onderwerp: {{ naam }}", "{{ antwoordknoppen }}"), ["naam"], "mail-x.docx") == ()


def test_a_mail_that_cannot_be_read_is_named_when_it_is_needed(word: Word) -> None:
    mails = MailTemplates({**SHARED, "mail-x.docx": b"stuk", "mail-y.docx": word("Onderwerp: x", "y")})
    assert "mail-y.docx" in mails.files_of("y")
    with pytest.raises(DataError, match=r"mail-x\.docx: is not a Word file"):
        mails.files_of("x")
    with pytest.raises(DataError, match=r"mail-y\.docx: unknown field nam"):
        MailTemplates({**SHARED, "mail-y.docx": word("Onderwerp: x", "{{ nam }}")}).render("y", {"naam": "x"})
    assert read_mail(word("Onderwerp: x"), "mail-z.docx").lines == ("x",)
