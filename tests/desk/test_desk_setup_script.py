"""The script and the checklist for the owner of the site."""

import re

from bot.desk.declarations import DECLARATIONS, FOLDERS, declaration
from bot.desk.setup_script import VIEWS, checklist, script

SITE = "https://weerbaar.example/sites/tour"


def test_every_list_keeps_enough_versions() -> None:
    kept = re.findall(r"Set-PnPList -Identity '(\w+)' -EnableVersioning \$true -MajorVersions 500", script(SITE))
    assert kept == [one.title for one in DECLARATIONS] + ["Documenten"]


def test_views_show_declared_columns_and_hide_the_seal() -> None:
    made = re.findall(r"Add-PnPView -List '(\w+)' -Title '[^']+' -Fields ('.+?')(?: -|\s*\|)", script(SITE))
    assert len(made) == len(DECLARATIONS) + len(VIEWS)
    for name, fields in made:
        shown = {field.strip("'") for field in fields.split(", ")} - {"LinkTitle"}
        assert shown <= {column.name for column in declaration(name).columns}
        assert "Zegel" not in shown and "Dagboek" not in shown


def test_conditions_of_views_name_real_columns_and_values() -> None:
    for view in VIEWS:
        column = re.search(r"FieldRef Name='(\w+)'", view.where)
        value = re.search(r"Type='Text'>([^<]+)<", view.where)
        assert column
        spec = declaration(view.list).column(column[1])
        assert value is None or value[1] in spec.choices


def test_quotes_cannot_end_a_string() -> None:
    text = script("https://x.example/sites/'; Remove-PnPList")
    assert "-Url 'https://x.example/sites/''; Remove-PnPList' -Interactive" in text
    assert "<FieldRef Name=''Status''/>" in text


def test_the_checklist_names_what_set_up_leaves_to_a_person() -> None:
    text = checklist(SITE, "tour@weerbaar.example")
    assert text.count("- [ ] ") >= 8
    assert all(word in text for word in (SITE, "tour@weerbaar.example", "500", "Noodstop", *FOLDERS))
