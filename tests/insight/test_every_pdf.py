"""Every document that the product makes, each asked for as a person asks: tagged, in our letters, with a page to look at."""

import io
import os
import re
import subprocess
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from cases.actions.audiences_given import give_version
from cases.models import AudienceVersion, IssuedDocument
from core import pdf
from mapping.actions import open_mapping
from mapping.actions.asks import make_ask
from mapping.models import NeedsMapping, Perspective
from tests.cast import TODAY, acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
AT = datetime(2026, 5, 14, 12, tzinfo=ZoneInfo("Europe/Copenhagen"))
CPR = re.compile(r"\b\d{6}-?\d{4}\b")
SAID = "Vi begynder roligt.\nAlle ved, hvad de skal."
ARABIC = "نتحدث معا كل يوم جمعة"
WORD = "Inklusionsundervisningsmiljøvurderingskoordinatorfunktionsbeskrivelsesskabelonerne"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-05-21T09:00:00+02:00", tick=False)


@dataclass(frozen=True)
class Paper:
    """who: asks for it. holds: what its text must say. look: its page, when it is not the PDF's address with `vis`."""

    who: str
    address: object
    holds: tuple
    pages: int = 2
    tables: bool = True
    look: object = None
    language: str = "da"


def at(name, *names, query=""):
    """The address of `name` with the uuid of that row of the cast (and what stands before it)."""
    *before, what = names
    return lambda x: reverse(name, args=[*before, _row(x, what).uuid]) + query


def _row(x, what):
    return what(x) if callable(what) else getattr(x, what)


def paper_of(kind, what):
    return at("paper_view", kind, what)


# ---- what the cast has not: two rounds with voices, questions on paper, a version in two languages ----


def voices(x):
    """Adam's three voices in a second round; of the first, the child's figures."""
    with acting(x, "resource_advisor"):
        round_two = NeedsMapping._base_manager.create(
            municipality=x.municipality, pathway=x.w, kind="follow_up", opened_on=date(2026, 5, 11)
        )
        Perspective._base_manager.filter(pk=x.child_voice.pk).update(
            values={"child_voices": {"feels": 3, "uses_strengths": 7}}, versions={"child_voices": "1"}, finished_at=AT
        )
        for informant, sector, values, more in (
            ("child", "school", {"feels": 4, "uses_strengths": 8, "wish": "En ven i frikvarteret"}, {}),
            ("parent", "school", {"feels": 8, "uses_strengths": 8}, {"parent": x.mother}),
            ("professional", "school", {"feels": 7, "uses_strengths": 6}, {}),
        ):
            Perspective._base_manager.create(
                municipality=x.municipality, mapping=round_two, pathway_child=x.p1, child_id=x.p1.child_id, informant=informant,
                sector=sector, author=x.staff["resource_advisor"], method="form", obtained_on=date(2026, 5, 14), finished_at=AT,
                values={"child_voices": values}, versions={"child_voices": "1"}, **more,
            )  # fmt: skip


def compared(query=""):
    def address(x):
        voices(x)
        return reverse("comparison_pdf", args=[x.p1.uuid]) + (query and f"?til={x.mother.uuid}")

    return address


def asked(language, informant, *instruments, who="resource_advisor"):
    def address(x):
        with acting(x, "resource_advisor") as person:
            mapping = open_mapping(pathway=x.w, kind="closing", by=person)
        with acting(x, who) as person:
            about = {} if informant == "pupils" else {"pathway_child": x.p1}
            if informant == "parent":
                about |= {"parent": x.mother}
            row = make_ask(
                mapping=mapping, informant=informant, way="paper", instruments=list(instruments), due_on=TODAY, by=person, **about
            ).ask  # fmt: skip
        return reverse("ask_paper", args=[row.uuid]) + (f"?sprog={language}" if language else "?a")

    return address


def version(x, audience, text, **more):
    about = {} if audience.startswith("class") else {"pathway_child": x.p1, "child": x.c1}
    with acting(x, "resource_advisor"):
        return AudienceVersion._base_manager.create(
            municipality=x.municipality, pathway=x.w, plan=x.plan, audience=audience, title="Det er vores plan", sector="school",
            made_by=x.staff["resource_advisor"], **about,
            sections=[{"key": key, "text": text, "other": more.get("title") or ""} for key in more.get("keys", ("goals",))],
            language=more.get("language", "da"), other_title=more.get("title", ""),
        )  # fmt: skip


def told(audience, name="audience_pdf", **more):
    def address(x):
        with acting(x, "resource_advisor"):
            found = AudienceVersion._base_manager.filter(
                plan=x.plan, audience=audience, language=more.get("language", "da"), state="draft"
            ).first()
            if found and "Qx" in found.title:  # the cast's own draft stands in the place of ours
                words = {"title": "Det er vores plan", "sections": [{"key": "goals", "text": SAID, "other": ""}]}
                AudienceVersion._base_manager.filter(pk=found.pk).update(**words)
        found = found or version(x, audience, SAID, **more)
        return reverse(name, args=[found.uuid])

    return address


def audience(key, holds, **more):
    return Paper(
        "resource_advisor",
        told(key, **more),
        holds,
        tables=False,
        look=told(key, "audience_page", **more),
        language=more.get("language", "da"),
    )


PAPERS = {
    "plan": Paper("resource_advisor", at("plan_pdf", "w"), ("5.B", "Hvem er med"), look=paper_of("plan", "w")),
    "annex": Paper("resource_advisor", at("annex_pdf", "p1"), ("Bilag: ",), look=paper_of("annex", "p1")),
    "minutes": Paper("resource_advisor", at("meeting_pdf", "meeting"), ("Referat", "Hvem var med"), look=paper_of("minutes", "meeting")),
    "agreement": Paper("resource_advisor", at("agreement_pdf", "agreement"), ("Samarbejdsaftale", "Underskrifter"), pages=3, look=paper_of("agreement", "w")),
    "closing": Paper("resource_advisor", at("pathway_closing_pdf", "w"), ("Klassen, først og sidst",), pages=3, look=paper_of("closing", "w")),
    "sharing": Paper("group_leader", at("paper_pdf", "sharing", "p1"), ("Hvem læser hvad",), look=paper_of("sharing", "p1")),
    "sharing in Arabic": Paper("group_leader", at("paper_pdf", "sharing", "p1", query="?chosen=1&parts=ar"), ("Hvem læser hvad",), pages=4, look=at("paper_view", "sharing", "p1", query="?chosen=1&parts=ar"), language="ar"),
    "before": Paper("resource_advisor", at("occurrence_before_pdf", "occurrence"), ("Før I mødes",), pages=3),
    "comparison": Paper("resource_advisor", compared(), ("Sådan ser vi det", "Til de fagpersoner"), pages=3),
    "comparison for a parent": Paper("resource_advisor", compared("til"), ("Sådan ser vi det", "QxFjordMor1"), pages=3),
    "questionnaire": Paper("group_leader", asked("", "parent", "child_voices", who="group_leader"), ("Reference",), pages=6, tables=False),
    "questionnaire in Arabic": Paper("group_leader", asked("ar", "parent", "child_voices", who="group_leader"), ("Reference",), pages=9, tables=False, language="ar"),
    "questionnaire in Turkish": Paper("group_leader", asked("tr", "parent", "child_voices", who="group_leader"), ("Reference",), pages=9, tables=False, language="tr"),
    "child's questionnaire": Paper("resource_advisor", asked("", "child", "wellbeing_ruler", "three_houses"), ("Reference",), pages=6, tables=False),
    "pupils' questionnaire": Paper("resource_advisor", asked("", "pupils", "class_environment"), ("Reference",), pages=6, tables=False),
    "register": Paper("group_leader", at("register_paper", "group_session", query="?a"), ("Forældre", "Til stede"), pages=1),
    "empty register": Paper("group_leader", at("register_paper", "group_session", query="?tom"), ("Forældre", "Grund"), pages=1),
    "invitation": Paper("group_leader", lambda x: reverse("invitation_pdf", args=[x.g.uuid]) + "?language=da", ("Kære",), pages=1, tables=False),
    "English invitation": Paper("group_leader", lambda x: reverse("invitation_pdf", args=[x.g.uuid]) + "?language=en", ("Dear",), pages=1, tables=False, language="en"),
    "plan for the child": audience("child", ("Det er vores plan", "Vi begynder roligt.")),
    "plan for the parents": audience("child_parents", ("Det er vores plan",)),
    "plan for the parents in Arabic": audience("child_parents", ("Det er vores plan",), language="ar", title=ARABIC),
    "plan for the class": audience("class", ("Det er vores plan",)),
    "plan for the class's parents": audience("class_parents", ("Det er vores plan",)),
}  # fmt: skip


def asked_for(client, x, name):
    """(the PDF's bytes, its reader, the page to look at)"""
    paper = PAPERS[name]
    client.force_login(x.users[paper.who])
    address = paper.address(x)
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), name
    look = paper.look(x) if paper.look else address + ("&vis" if "?" in address else "?vis")
    page = client.get(look)
    assert (page.status_code, page["Content-Type"].split(";")[0]) == (200, "text/html"), look
    if folder := os.environ.get("SAMSPIL_KEEP_PAPERS"):
        Path(folder, f"{name.replace(' ', '-')}.pdf").write_bytes(answer.content)
    return answer.content, PdfReader(io.BytesIO(answer.content)), page.content.decode(), client.get(address).content


def structure(reader):
    """The tags of the document in reading order, and the languages named in it."""
    tags, languages = [], set()

    def walk(node):
        node = node.get_object()
        if isinstance(node, ArrayObject):
            for each in node:
                walk(each)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                tags.append(node["/S"][1:])
            if "/Lang" in node:
                languages.add(str(node["/Lang"]))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return tags, languages


def drawn(page):
    """The content of a page and of all that is drawn in it: [(stream, fonts)]."""
    resources = page["/Resources"].get_object()
    found = [(page.get_contents().get_data() if hasattr(page, "get_contents") else page.get_data(), resources)]
    for each in (resources.get("/XObject") or DictionaryObject()).get_object().values():
        each = each.get_object()
        if each.get("/Subtype") == "/Form" and "/Resources" in each:
            found += drawn(each)
    return found


def fonts_of(reader):
    return {
        font.get_object()["/BaseFont"]
        for page in reader.pages
        for _stream, resources in drawn(page)
        for font in (resources.get("/Font") or DictionaryObject()).get_object().values()
    }


def missing_glyphs(reader):
    """How often a letter was drawn that its font has not: glyph 0."""
    count = 0
    for page in reader.pages:
        for stream, _resources in drawn(page):
            for letters in re.findall(rb"<([0-9A-Fa-f]+)>\s*(?:-?[\d.]+\s*)*(?=[<\]]|Tj)", stream):
                count += sum(letters[at : at + 4] == b"0000" for at in range(0, len(letters), 4))
    return count


def levels_in_order(tags):
    """No heading is skipped on the way down."""
    before = 0
    for level in (int(tag[1]) for tag in tags if re.fullmatch("H[1-6]", tag)):
        if level > before + 1:
            return False
        before = level
    return before > 0


@pytest.mark.parametrize("name", PAPERS)
def test_it_is_one_of_the_family(cast, client, name):
    x, paper = cast.fjord, PAPERS[name]
    content, reader, page, again = asked_for(client, x, name)
    root = reader.trailer["/Root"]
    tags, languages = structure(reader)
    text = " ".join(" ".join(each.extract_text() for each in reader.pages).split())
    main = "en" if paper.language == "en" else "da"
    assert content.startswith(b"%PDF-")
    assert again == content  # the same data, the same bytes
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == (main, True)
    assert reader.metadata.title and reader.metadata.title in text.replace("- ", "-")
    assert tags.count("H1") == 1 and levels_in_order(tags)
    assert ("Table" in tags, "TH" in tags) == (paper.tables, paper.tables)
    assert paper.language in {main, *languages}
    assert {font.split("+")[1][:13] for font in fonts_of(reader)} == {"IBM-Plex-Sans"}
    assert missing_glyphs(reader) == 0
    assert len(reader.pages) <= paper.pages
    assert [words for words in paper.holds if words not in text] == []
    assert CPR.findall(text) == []
    if not name.endswith("nvitation"):
        assert f"Side {len(reader.pages)} af {len(reader.pages)}" in text
    assert looks_right(page)


def looks_right(page):
    """The page to look at has nothing that our content policy stops, and nothing of the PDF's own addresses."""
    return [what for what in ("asset:", " style=", "<script", "<style", "http://", "@font-face") if what in page] == []


# ---- what is drawn, as another programme reads it ----


def poppler(content, tmp_path, *options):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(content)
    return subprocess.run(["pdftotext", *options, paper, "-"], capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("name", PAPERS)
def test_a_word_of_80_letters_stays_on_the_paper(cast, client, monkeypatch, tmp_path, name):
    alone = pdf.written
    monkeypatch.setattr(
        pdf, "written", lambda html, *more: alone(html.replace("QxFjord", WORD).replace("Vi begynder", WORD), *more)
    )
    content, _reader, _page, _again = asked_for(client, cast.fjord, name)
    drawn = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"', poppler(content, tmp_path, "-bbox"))
    margin = 17 / 25.4 * 72
    beyond = [(left, right) for left, right in drawn if float(left) < margin - 1 or float(right) > 595.28 - margin + 1]
    assert (len(drawn) > 20, beyond) == (True, [])


@pytest.mark.parametrize("name", PAPERS)
def test_no_page_holds_a_line_or_two_alone(cast, client, tmp_path, name):
    content, _reader, page, _again = asked_for(client, cast.fjord, name)
    drawn = re.sub(
        "[\u202a-\u202e]", "", poppler(content, tmp_path, "-layout")
    )  # the directions that poppler writes beside
    pages = [[" ".join(line.split()) for line in each.splitlines() if line.strip()] for each in drawn.split("\f")[:-1]]
    assert (
        min(map(len, pages)) > 3 or name == "child's questionnaire"
    )  # the foot is one; there a drawing fills the page
    if "questionnaire" not in name:  # there a question stands above lines for a pen, which are no words
        found = re.findall(r"<h[1-4][^>]*>(.*?)</h[1-4]>", page, re.DOTALL)
        headings = {" ".join(re.sub("<[^>]+>", " ", words).split()) for words in found}
        assert [
            lines[-2] for lines in pages if len(lines) > 1 and lines[-2] in headings
        ] == []  # none is left at a foot
    if not name.endswith("nvitation"):
        feet = [lines[-1] for lines in pages]
        assert [foot for n, foot in enumerate(feet, 1) if f"Side {n} af {len(pages)}" not in foot] == []


def test_letters_come_out_as_they_were_written(cast, client, tmp_path):
    content, reader, _page, _again = asked_for(client, cast.fjord, "plan for the parents in Arabic")
    assert ARABIC in poppler(content, tmp_path)
    assert "ar" in structure(reader)[1]
    content = asked_for(client, cast.fjord, "plan")[0]
    assert "Fælles plan for 5.B" in poppler(content, tmp_path) and "Sådan følger vi op" in poppler(content, tmp_path)


def test_a_family_is_told_of_sharing_in_its_language_beside_the_danish(cast, client, tmp_path):
    said = poppler(asked_for(client, cast.fjord, "sharing in Arabic")[0], tmp_path)
    assert "Det kan du gøre" in said and "يمكنك فعله" in said
    assert "يمكنك فعله" not in poppler(asked_for(client, cast.fjord, "sharing")[0], tmp_path)


def test_what_was_given_is_text_for_the_journal_too(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        version(x, "class", SAID)
        drafts = AudienceVersion._base_manager.filter(plan=x.plan, audience="class", title="Det er vores plan")
        given = give_version(version=drafts.get(), given_on=TODAY, by=person, looked_at=True)
        text = given.documents[0].facts["text"]
    assert text.startswith("Det er vores plan\n") and "- Alle ved, hvad de skal." in text
    voices(x)
    client.force_login(x.users["resource_advisor"])
    client.post(reverse("comparison_give", args=[x.p1.uuid]), {"til": str(x.mother.uuid)})
    with acting(x, "resource_advisor") as person:
        kept = IssuedDocument.objects.visible_to(person).get(kind="mapping")
    assert kept.facts["text"].startswith("Sådan ser vi det")
