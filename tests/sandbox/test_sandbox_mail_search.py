"""$search on messages."""

from urllib.parse import quote

import pytest
from mail_steps import Post, person

LETTERS = {
    "Assen": ("Uitnodiging Assen", "<p>Graag spreken wij u over <b>veiligheid</b>.</p>", "griffie@assen.example"),
    "Borne": ("RE: Uitnodiging", "<p>Wij komen op dinsdag.</p>", "griffie@borne.example"),
    "Cuijk": ("Vraag over dinsdag", "<p>Kan het later? De uitnodiging is duidelijk.</p>", "info@cuijk.example"),
}
FOUND = [
    ("a word in subject or body", '"uitnodiging"', "Assen Borne Cuijk"),
    ("a word without quotes", "veiligheid", "Assen"),
    ("two words, both of them", '"dinsdag uitnodiging"', "Borne Cuijk"),
    ("the subject alone", '"subject:uitnodiging"', "Assen Borne"),
    ("the body alone", '"body:uitnodiging"', "Cuijk"),
    ("a recipient", '"to:borne.example"', "Borne"),
    ("anybody who takes part", '"participants:griffie"', "Assen Borne"),
    ("a phrase", '"\\"over dinsdag\\""', "Cuijk"),
    ("a phrase of a property", '"subject:\\"uitnodiging assen\\""', "Assen"),
    ("one or the other", '"veiligheid OR later"', "Assen Cuijk"),
    ("both, in words", '"dinsdag AND later"', "Cuijk"),
    ("not", '"uitnodiging NOT dinsdag"', "Assen"),
    ("a minus", '"uitnodiging -dinsdag"', "Assen"),
    ("brackets", '"(veiligheid OR later) AND uitnodiging"', "Assen Cuijk"),
    ("the beginning of a word", '"veilig*"', "Assen"),
    ("a part of a word only", '"veilig"', ""),
    ("since a day", '"sent>=2030-01-01"', ""),
    ("with files", '"hasAttachments:false"', "Assen Borne Cuijk"),
]
REFUSED = [
    ("a filter beside it", '"x"&$filter=isRead eq false', "SearchWithFilter"),
    ("an order beside it", '"x"&$orderby=receivedDateTime', "SearchWithOrderBy"),
    ("a property without quotes", "subject:x", "position 7"),
    ("nothing", '""', "no query"),
    ("an open bracket", '"(x"', "no query"),
    ("an unknown property", '"kleur:rood"', "kleur"),
]


@pytest.fixture(scope="module")
def letters(sandbox: object) -> Post:
    post = Post(sandbox())  # type: ignore[operator]
    for subject, body, to in LETTERS.values():
        text = {"contentType": "html", "content": body}
        post.call("POST", "/messages", {"subject": subject, "body": text, "toRecipients": [person(to)]})
    return post


@pytest.mark.parametrize(("what", "query", "towns"), FOUND, ids=[row[0] for row in FOUND])
def test_a_search_finds(letters: Post, what: str, query: str, towns: str) -> None:
    rows = letters.get(f"/mailFolders/drafts/messages?$search={quote(query)}")["value"]
    assert sorted(row["subject"] for row in rows) == sorted(LETTERS[town][0] for town in towns.split())


@pytest.mark.parametrize(("what", "query", "said"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_search_is_refused(letters: Post, what: str, query: str, said: str) -> None:
    answer = letters.call("GET", f"/messages?$search={query}")
    assert answer.status_code == 400 and said in answer.text
