"""The XML export of the Register van Overheidsorganisaties, an organisation at a time whatever the file's size."""

import re
from collections.abc import Iterator
from datetime import date
from typing import IO, Any

from lxml import etree

from bot.models.contact import Contact
from bot.models.institution import Kind
from bot.register import roo
from bot.register.delivered import Delivered, Facts, Source
from bot.register.faults import FileFault, Told
from bot.register.rules import ImportRules

Element = Any
_UNIT = "{*}organisatie"


def read_xml(source: str | IO[bytes], file: str, today: date, rules: ImportRules) -> Delivered:
    """Municipalities and provinces with who holds their offices on `today`; DataError for what is no such export."""
    facts: list[Facts] = []
    people: list[Contact] = []
    remarks: list[Told] = []
    for unit in _units(source, file, rules):
        name = _text(unit, "naam")
        code = roo.code_of(*_identifiers(unit))
        if not code:
            remarks.append(roo.no_code(f"line {unit.sourceline}, ", f"Regel {unit.sourceline}, ", name))
            continue
        if any(code == one.code for one in facts):
            remarks.append(Told(f"{code} {name}: stands there twice", f"{code} {name}: staat er twee keer in."))
            continue
        facts.append(Facts(code, _facts(unit, name, rules)))
        found, doubts = roo.holders(code, name, _people(unit), today, rules)
        people, remarks = people + found, remarks + doubts
    if not facts:
        english = "holds no municipality or province; take exportOO.xml or exportOO_gemeenten.xml"
        raise FileFault(file, english, "Er staat geen gemeente of provincie in; neem exportOO_gemeenten.xml.")
    return Delivered(Source.REGISTER, tuple(facts), tuple(people), remarks=tuple(remarks))


def _units(source: str | IO[bytes], file: str, rules: ImportRules) -> Iterator[Element]:
    """Each municipality and province, complete, and gone from memory once the next is asked for."""
    depth, checked = 0, False
    try:
        events = etree.iterparse(
            source, ("start", "end"), tag=_UNIT, resolve_entities=False, no_network=True, load_dtd=False
        )
        for event, unit in events:
            if not checked:
                _check_root(unit.getroottree(), file, rules)
                checked = True
            depth += 1 if event == "start" else -1
            if event == "end" and depth == 0:
                if _kind(unit):
                    yield unit
                unit.clear(keep_tail=False)
                while unit.getprevious() is not None:
                    del unit.getparent()[0]
    except etree.XMLSyntaxError as fault:
        raise _broken(file, fault) from None
    except OSError as fault:
        english = f"cannot be read ({fault.strerror}); check the path"
        raise FileFault(file, english, "Het bestand kan niet gelezen worden.") from None
    if not checked:
        _check_root(events.root.getroottree(), file, rules)


def _broken(file: str, fault: etree.XMLSyntaxError) -> FileFault:
    english = f"line {fault.lineno}: breaks off or is no XML ({fault.msg}); download the export again"
    dutch = f"Het bestand breekt af of is geen XML (regel {fault.lineno}); haal de export opnieuw op."
    return FileFault(file, english, dutch)


def _check_root(tree: Any, file: str, rules: ImportRules) -> None:
    """The version of the schema stands in the namespace; an unknown major one may mean something else by its names."""
    if tree.docinfo.doctype:
        raise FileFault(file, "holds a DTD; an export has none, so this is another file", "Dit is geen export: DTD.")
    root = tree.getroot()
    spaces = [str(root.tag).partition("}")[0].lstrip("{"), *(one for one in root.nsmap.values() if one)]
    found = next(((one, base) for one in spaces for base in rules.namespaces if one.startswith(base)), None)
    if found is None:
        english = f"is no export of the Register van Overheidsorganisaties (root {_local(root.tag)})"
        raise FileFault(file, english, "Dit is geen export van het Register van Overheidsorganisaties.")
    version = found[0].removeprefix(found[1])
    major = re.match(r"\d+", version)
    if major is None or int(major.group()) not in rules.versions:
        english = f"has schema version {version}, which this ontour does not know; update ontour"
        raise FileFault(file, english, f"Schemaversie {version} kent de bot niet; vraag de beheerder.")


def _kind(unit: Element) -> Kind | None:
    types = [(one.text or "").strip().casefold() for one in unit.iterfind("{*}types/{*}type")]
    return next((roo.KINDS[one] for one in types if one in roo.KINDS), None)


def _identifiers(unit: Element) -> list[str]:
    own = [str(value) for key, value in unit.attrib.items() if _local(key) == "resourceIdentifierTOOI"]
    codes = [one.text or "" for one in unit.iterfind("{*}identificatiecodes/{*}resourceIdentifier")]
    return [*own, *codes, _text(unit, "organisatiecode")]


def _facts(unit: Element, name: str, rules: ImportRules) -> dict[str, Any]:
    """Direct children only: deeper down stand addresses of people."""
    addresses = [_leaves(one) for one in unit.iterfind("{*}adressen/{*}adres")]
    sites = [_leaves(one) for one in unit.iterfind("{*}contact/{*}internetadressen/{*}internetadres")]
    general = sorted(sites, key=lambda one: one.get("label", "").casefold() not in ("algemeen", ""))
    urls = [one.get("url", "") for one in general]
    return roo.facts_of(name, addresses, urls, _text(unit, "startDatum"), _text(unit, "eindDatum"), rules)


def _people(unit: Element) -> Iterator[roo.Person]:
    """Of the organisation and of its parts: the statengriffier stands under Provinciale Staten."""
    for office in unit.iter("{*}functie"):
        function = _text(office, "naam")
        for one in office.iterfind("{*}medewerkers/{*}medewerker"):
            email = one.findtext("{*}contact/{*}emailadressen/{*}emailadres/{*}email") or ""
            phone = one.findtext("{*}contact/{*}telefoonnummers/{*}telefoonnummer/{*}nummer") or ""
            yield roo.Person(function, _text(one, "naam"), email, phone, roo.day(_text(one, "eindDatum")))


def _local(name: object) -> str:
    """A tag or attribute without its namespace; not by QName, which refuses a prefix that was never declared."""
    return str(name).rpartition("}")[2]


def _leaves(parent: Element) -> dict[str, str]:
    return {_local(one.tag): (one.text or "").strip() for one in parent.iter("{*}*") if not len(one) and one.text}


def _text(parent: Element, name: str) -> str:
    return " ".join((parent.findtext(f"{{*}}{name}") or "").split())
