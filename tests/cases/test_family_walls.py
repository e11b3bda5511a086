"""The oracle of the families' pages: one custody holder's link, crawled whole, says nothing of the other; through each wall alone."""

import io
import re
import time

import pytest
from django.urls import reverse

from cases.models import CustodyRelation, IssuedDocument
from core.links import hash_of
from core.tenancy import TenantQuerySet
from tests.cast import acting
from tests.cast_family import meetings
from tests.cast_voices import token

STORY = "2026-05-21T09:00:00+02:00"
LINK = re.compile(r'(?:href|action)="(/[^"#]*)"')
# Each one's own strings, and the phone and mail that both would be found by.
OF = {
    "LinkMor1": "QxFjordMor1 QxFjordLinkMor1 QxFjordOenskeMor1 QxFjordSkridtsvarMor1 QxFjordUdleveret1 mor1@example.test 21000001",
    "LinkFar1": "QxFjordFar1 QxFjordLinkFar1 QxFjordOenskeFar1 QxFjordSkridtsvarFar1 QxFjordUdleveretFar1 QxFjordTilFar1"
    " QxFjordStedFar1 far1@example.test 21000002 Farvej",
    "LinkPlejer1": "QxFjordPlejer1 QxFjordLinkPlejer1 QxFjordDagslinje1 QxFjordVirkede1",
}
BETWEEN = [(a, b) for a in OF for b in OF if a != b]
STAFF_ONLY = (
    "SkoleNotat1",
    "HusNotat1",
    "SocialNotat1",
    "Moede1",
    "Klasselog",
    "Kontakt1",
    "ForaelderSvar1",
    "BarnSvar1",
    "Tilbud1",
)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(STORY)


def people(x):
    """What the two are found by besides their names, meetings of each, and a paper of the father's with his name in it."""
    with acting(x, "group_leader"):
        for parent, mail, phone, street in (
            (x.mother, "mor1", "21000001", "Morvej 1"),
            (x.father, "far1", "21000002", "Farvej 2"),
        ):
            parent.email, parent.phone, parent.address = f"{mail}@example.test", phone, street
            parent.save()
        meetings(x)


def crawl(client, x, what):
    session = client.session
    session["links"] = {"family": {"hash": hash_of(token(x, what)), "seen": int(time.time())}}
    session.save()
    waiting, found = ["/familien/"], {}
    # guessed besides: the other's papers and meetings by their true addresses
    with acting(x, "group_leader"):
        waiting += [
            reverse("family_document", args=[row.uuid]) for row in IssuedDocument._base_manager.filter(child=x.c1)
        ]
    waiting += [reverse("family_withdraw", args=[each.basis.uuid]) for each in (x,)]
    while waiting:
        address = waiting.pop()
        if address in found or not address.startswith("/familien/") or address.startswith("/familien/luk"):
            continue
        answer = client.get(address)
        found[address] = _text(answer)
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            waiting += LINK.findall(answer.content.decode())
    return found


def _text(answer):
    if answer.headers.get("Content-Type", "").startswith("application/pdf"):
        from pypdf import PdfReader
        from pypdf.errors import PdfReadError

        try:
            return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        except PdfReadError:
            return answer.content.decode(errors="replace")
    return answer.content.decode(errors="replace") + " ".join(answer.headers.values())


def said(found):
    return " ".join(found.values())


def check(found, mine, other):
    words = said(found)
    assert [word for word in OF[other].split() if word in words] == []
    assert [word for word in STAFF_ONLY if f"QxFjord{word}" in words] == []
    assert "QxBakke" not in words


@pytest.mark.parametrize(("mine", "other"), BETWEEN)
def test_one_of_the_family_sees_nothing_of_the_other(cast, db, client, mine, other):
    people(cast.fjord)
    check(crawl(client, cast.fjord, mine), mine, other)


@pytest.mark.parametrize(("mine", "other"), BETWEEN)
def test_the_database_alone_keeps_them_apart(cast, db, client, monkeypatch, mine, other):
    people(cast.fjord)
    monkeypatch.setattr(TenantQuerySet, "visible_to", lambda self, person: self.all())
    check(crawl(client, cast.fjord, mine), mine, other)


@pytest.mark.parametrize(("mine", "other"), BETWEEN)
def test_the_application_alone_keeps_them_apart(cast, as_owner, db, client, mine, other):
    people(cast.fjord)
    check(crawl(client, cast.fjord, mine), mine, other)


def test_the_crawl_finds_what_is_hers(cast, db, client):
    people(cast.fjord)
    found = crawl(client, cast.fjord, "LinkMor1")
    words = said(found)
    assert all(
        word in words for word in ("QxFjordUgeskridt1", "QxFjordSkridtsvarMor1", "QxFjordUdleveret1", "Lokale 3")
    )
    assert sum(address.startswith("/familien/papir/") for address in found) >= 2
    assert words.count("Skriftligt samtykke") >= 1


def test_whether_another_link_exists_changes_no_letter(cast, db, client):
    """The father's link is taken back, his page and papers with it: hers reads exactly as before."""
    x = cast.fjord
    strip = lambda text: re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)  # noqa: E731
    before = strip(crawl(client, x, "LinkMor1")["/familien/"])
    with acting(x, "group_leader"):
        x.father_link.revoked_at = STORY
        x.father_link.save(update_fields=["revoked_at"])
        x.fathers_issued.withdrawn_at = STORY
        x.fathers_issued.save(update_fields=["withdrawn_at"])
    assert strip(crawl(client, x, "LinkMor1")["/familien/"]) == before


@pytest.mark.parametrize(
    "fields", [{"suspended_from": "2026-05-01", "suspended_until": "2026-06-01"}, {"ends_on": "2026-05-20"}]
)
def test_suspended_or_ended_custody_is_the_closed_page(cast, db, client, fields):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        CustodyRelation._base_manager.filter(pk=x.mother_custody.pk).update(**fields)
    found = crawl(client, x, "LinkMor1")
    assert len(set(found.values())) == 1 and "Qx" not in said(found) and "Adam" not in said(found)


def test_a_carers_page_closes_when_the_care_has_ended(cast, db, client):
    x = cast.fjord
    with acting(x, "caseworker"):
        x.carer.ends_on = "2026-05-20"
        x.carer.save(update_fields=["ends_on"])
    found = crawl(client, x, "LinkPlejer1")
    assert "Qx" not in said(found) and "Adam" not in said(found)


def test_another_home_does_not_read_the_days(cast, db, client):
    """Two carers of the same child in two homes: each reads the own home's lines."""
    x = cast.fjord
    from cases.models import AccessLink, Carer
    from tests.cast_voices import LATE

    with acting(x, "caseworker"):
        other = x.make(Carer, child=x.c1, name="Bo Weekend", starts_on="2026-01-01", kind="home_staff", home="Birken")
        x.make(
            AccessLink, kind="family", who="Birken", sector="authority", made_by=x.staff["caseworker"], pathway=x.w, child=x.c1,
            pathway_child=x.p1, carer=other, token_hash=hash_of(token(x, "LinkBirken")), expires_at=LATE,
        )  # fmt: skip
    words = said(crawl(client, x, "LinkBirken"))
    assert "Dagslinje1" not in words and "Plejer1" not in words and "Ugeskridt1" in words
