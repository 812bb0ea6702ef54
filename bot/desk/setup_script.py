"""What Graph has no route for, as a PnP PowerShell script and a checklist for the owner of the site.

Views of a list and its versioning are set there: Graph v1.0 offers neither.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.desk.columns import ListDeclaration
from bot.desk.declarations import DECLARATIONS, FOLDERS, LIBRARY

MAJOR_VERSIONS = 500
"""Versions kept per item: an approval counts by the version that brought it in, and must not fall off the end."""

HIDDEN = {"Golven": ("Zegel",), "Bediening": ("Dagboek",)}
"""Columns that tell people nothing, and stay out of the views."""


@dataclass(frozen=True, slots=True)
class View:
    """A view beside that of all items; `where` is the condition in CAML, the query language of SharePoint's lists."""

    list: str
    title: str
    where: str
    default: bool = False


def _is(column: str, value: str) -> str:
    return f"<Where><Eq><FieldRef Name='{column}'/><Value Type='Text'>{value}</Value></Eq></Where>"


_DUE = "<Where><Leq><FieldRef Name='TerugkomenOp'/><Value Type='DateTime'><Today/></Value></Leq></Where>"

VIEWS = (
    View("Gemeenten", "Belactie", _is("Status", "In belactie")),
    View("Gemeenten", "Terugkomen", _DUE),
    View("Provincies", "Belactie", _is("Status", "In belactie")),
    View("Provincies", "Terugkomen", _DUE),
    View("Golven", "Wacht op akkoord", _is("Stand", "Wacht op akkoord")),
    View("Postbak", "Open berichten", _is("Stand", "Open"), default=True),
    View("Contacten", "Onbestelbaar", _is("Adresstand", "onbestelbaar")),
)


def script(site_url: str) -> str:
    """The PowerShell script for a site; it can be run again, and changes nothing of what people wrote."""
    lines = [
        "# Instellingen van de site die niet via Microsoft Graph kunnen. Uitvoeren als eigenaar van de site.",
        "# Nodig: PowerShell 7 en de module PnP.PowerShell. Nog eens uitvoeren kan geen kwaad.",
        "param([Parameter(Mandatory)][string]$ClientId)",
        "$ErrorActionPreference = 'Stop'",
        f"Connect-PnPOnline -Url {_quoted(site_url)} -Interactive -ClientId $ClientId",
        "",
    ]
    for declaration in DECLARATIONS:
        lines += [*_versioning(declaration.title), *_view(declaration, "Alles"), ""]
    for view in VIEWS:
        lines += _view(_declared(view.list), view.title, view.where, view.default)
    lines += ["", *_versioning(LIBRARY.title), "Disconnect-PnPOnline", "Write-Host 'Klaar.'"]
    return "\n".join(lines) + "\n"


def checklist(site_url: str, mailbox: str) -> str:
    """What the owner of the site does and checks, in Dutch, as a text with boxes to tick."""
    titles = ", ".join(one.title for one in DECLARATIONS)
    steps = (
        f"Voer `setup-site.ps1` uit voor {site_url} (PowerShell 7, module PnP.PowerShell).",
        f"Kijk of deze lijsten er staan: {titles}.",
        f"Kijk of de bibliotheek Documenten de mappen {', '.join(FOLDERS)} heeft.",
        f"Elke lijst bewaart {MAJOR_VERSIONS} hoofdversies: zonder versies telt geen akkoord.",
        "In Bediening staat een item Noodstop. Zet het op Aan en weer op Uit, en kijk of u dat mag.",
        "Geef het team het recht Bewerken op de site, en niemand anders.",
        "De goedkeurders van golven hebben een eigen account; een gedeeld account kan geen akkoord geven.",
        f"De app mag alleen deze site wijzigen (Sites.Selected) en alleen de postbus {mailbox} gebruiken.",
        "Controleer de tijdzone van de site: Amsterdam (Site-instellingen, Landinstellingen).",
        "Zet in Postbak de weergave 'Open berichten' als standaard en maak een waarschuwing voor nieuwe items.",
    )
    return "# Controlelijst voor de eigenaar van de site\n\n" + "".join(f"- [ ] {step}\n" for step in steps)


def _versioning(title: str) -> list[str]:
    return [f"Set-PnPList -Identity {_quoted(title)} -EnableVersioning $true -MajorVersions {MAJOR_VERSIONS}"]


def _view(declaration: ListDeclaration, title: str, where: str = "", default: bool = True) -> list[str]:
    """Make the view where it is absent, and give it its columns either way."""
    columns = ", ".join(_quoted(name) for name in _shown(declaration))
    one, of = _quoted(title), _quoted(declaration.title)
    query = f" -Query {_quoted(where)}" if where else ""
    setting = " -SetAsDefault" if default else ""
    return [
        f"if (-not (Get-PnPView -List {of} | Where-Object Title -eq {one})) {{",
        f"  Add-PnPView -List {of} -Title {one} -Fields {columns}{query}{setting} | Out-Null",
        "} else {",
        f"  Set-PnPView -List {of} -Identity {one} -Fields {columns} | Out-Null",
        "}",
    ]


def _shown(declaration: ListDeclaration) -> Iterable[str]:
    hidden = HIDDEN.get(declaration.name, ())
    return ("LinkTitle" if one.name == "Title" else one.name for one in declaration.columns if one.name not in hidden)


def _declared(name: str) -> ListDeclaration:
    return next(one for one in DECLARATIONS if one.name == name)


def _quoted(text: str) -> str:
    """A PowerShell string that nothing in it can end."""
    return "'" + text.replace("'", "''") + "'"
