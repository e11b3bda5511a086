"""The line of headings: which column is which, under title lines if there are any."""

import re

from classes.importing.tables import HEADING_WITHIN

HEADINGS = {
    "name": "navn elev elevnavn elevensnavn fuldenavn barn barnetsnavn efternavnfornavn fornavnefternavn fornavnogefternavn",
    "given": "fornavn fornavne elevensfornavn",
    "family": "efternavn efternavne elevensefternavn",
    "class": "klasse klassebetegnelse klassenavn stamklasse hold",
    "cpr": "cpr cprnr cprnummer personnummer elevenscprnummer cprnrelev",
    "born": "født fødselsdato fødselsdag fødtden",
    "address": "adresse elevensadresse vej bopæl gade",
    "postcode": "postnr postnummer",
    "city": "by postdistrikt",
    "protected": (
        "beskyttet beskyttetadresse adressebeskyttelse adressebeskyttet navneogadressebeskyttelse navneogadressebeskyttet "
        "navneadressebeskyttelse hemmeligadresse navnebeskyttelse beskyttelse"
    ),
    "guardian": (
        "forældre forælder forælder1 forælder2 kontaktperson kontaktpersoner kontaktperson1 kontaktperson2 værge værger "
        "mor far medmor forældremyndighed forældremyndighedsindehaver forældremyndighedsindehavere forældre1 forældre2"
    ),
}
KNOWN = {word: column for column, words in HEADINGS.items() for word in words.split()}


def column_of(heading):
    word = re.sub(r"[^a-zæøå0-9]", "", heading.casefold())
    return KNOWN.get(word) or KNOWN.get(word.rstrip("0123456789"), "")


def _known(line):
    return {column for heading in line if (column := column_of(heading))}


def is_heading(line):
    found = _known(line)
    return bool(found & {"name", "given"}) and len(found) > 1 or found == {"name"} and sum(map(bool, line)) == 1


def heading_line(table):
    """Number of the line with headings; title lines may stand above it."""
    return next((at for at, line in enumerate(table[:HEADING_WITHIN]) if is_heading(line)), None)


def columns_found(table):
    return max((len(_known(line)) for line in table[:HEADING_WITHIN]), default=0)
