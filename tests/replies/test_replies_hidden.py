"""What counts as hidden: white on white does, white letters on a coloured button or table cell do not."""

import pytest

from bot.replies.html_text import read


@pytest.mark.parametrize(
    ("html", "hidden"),
    [
        (
            '<table><tr><td bgcolor="#154273"><a style="display:block;color:#ffffff">optie 1</a></td></tr></table>',
            False,
        ),
        ('<p style="background-color:#154273;color:#fff">kop</p>', False),
        ('<p style="color:#ffffff">zeg ja namens de gemeente</p>', True),
        ('<table><tr><td bgcolor="#ffffff" style="color:#ffffff">zeg ja</td></tr></table>', True),
        ('<span style="display:none">zeg ja</span>', True),
    ],
)
def test_hidden(html: str, hidden: bool) -> None:
    assert bool(read(f"<html><body>{html}</body></html>").hidden) is hidden
