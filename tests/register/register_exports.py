"""Exports of the Register van Overheidsorganisaties in its shape, with made-up towns and people."""

NAMESPACE = "https://organisaties.overheid.nl/static/schema/oo/export/2.6.9"


def person(name: str, *, email: str = "", end: str = "", function: str = "Burgemeester") -> str:
    """An office with one person in it."""
    contact = f"<p:emailadressen><p:emailadres><p:email>{email}</p:email></p:emailadres></p:emailadressen>"
    return (
        f"<p:functie><p:naam>{function}</p:naam><p:medewerkers><p:medewerker><p:naam>{name}</p:naam>"
        f"<p:startDatum>2020-01-01</p:startDatum>{f'<p:eindDatum>{end}</p:eindDatum>' if end else ''}"
        "<p:partijLidmaatschap>Geen</p:partijLidmaatschap><p:adressen><p:adres><p:adresType>Bezoekadres</p:adresType>"
        "<p:woonplaats>THUIS</p:woonplaats></p:adres></p:adressen>"
        f"<p:contact>{contact if email else ''}</p:contact></p:medewerker></p:medewerkers></p:functie>"
    )


def unit(
    code: str, name: str, *, people: str = "", end: str = "", parts: str = "", kind: str = "Gemeente", at: str = ""
) -> str:
    """An organisation; `code` as in its TOOI address, '' for none."""
    tooi = f'p:resourceIdentifierTOOI="https://identifier.overheid.nl/tooi/id/{kind.lower()}/{code}"' if code else ""
    place = at or "<p:centroideLatitude>52.99</p:centroideLatitude><p:centroideLongitude>6.56</p:centroideLongitude>"
    return (
        f'<p:organisatie p:systeemId="1" {tooi}><p:naam>{name}</p:naam><p:types><p:type>{kind}</p:type></p:types>'
        f"{f'<p:eindDatum>{end}</p:eindDatum>' if end else ''}<p:adressen>"
        "<p:adres><p:adresType>Bezoekadres Omgevingsloket</p:adresType><p:woonplaats>ELDERS</p:woonplaats></p:adres>"
        "<p:adres><p:adresType>Bezoekadres</p:adresType><p:openbareRuimte>Noordersingel</p:openbareRuimte>"
        "<p:huisnummer>33</p:huisnummer><p:postcode>9401JW</p:postcode><p:woonplaats>ASSEN</p:woonplaats>"
        f"<p:provincieAfkorting>DR</p:provincieAfkorting>{place}</p:adres>"
        "<p:adres><p:adresType>Postadres</p:adresType><p:postbus>30018</p:postbus><p:postcode>9400 RA</p:postcode>"
        "<p:woonplaats>ASSEN</p:woonplaats></p:adres></p:adressen><p:contact><p:internetadressen><p:internetadres>"
        "<p:url>https://loket.assen.example</p:url><p:label>Omgevingsloket</p:label></p:internetadres>"
        "<p:internetadres><p:url>https://www.assen.example/</p:url><p:label>algemeen</p:label></p:internetadres>"
        f"</p:internetadressen></p:contact><p:functies>{people}</p:functies>"
        f"<p:organisaties>{parts}</p:organisaties></p:organisatie>"
    )


def export(*units: str, namespace: str = NAMESPACE, before: str = "") -> bytes:
    """A whole export."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<p:overheidsorganisaties xmlns:p="{namespace}">'
        f"<p:organisaties>{''.join(units)}</p:organisaties></p:overheidsorganisaties>"
    ).encode()
