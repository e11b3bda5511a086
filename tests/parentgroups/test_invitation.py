"""The invitation on paper: neutral words, one page a family, nothing of any child, in either language."""

import subprocess
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from parentgroups.models import GroupEnrolment
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
NEVER = (
    "adfærd", "behaviour", "vanskelig", "problem", "udad", "indsats", "skole ", "5.B", "4.A", "Barn", "bekym", "forløb", " sag ", "Fjordby",
)  # fmt: skip


@pytest.fixture
def leader(story, client):
    with time_machine.travel("2026-02-20T12:00+01:00", tick=False):
        client.force_login(story.users["group_leader"])
        yield client


@pytest.fixture
def families(story, make_group):
    group = make_group(
        childcare="SFO har åbent til kl. 19", language="tyrkisk", interpreter="Elif Demir", phone="20 30 40 50"
    )
    with acting(story, "group_leader") as by:
        return group, list(GroupEnrolment.objects.visible_to(by).filter(group=group).select_related("parent", "child"))


def paper(client, group, **asked):
    answer = client.get(reverse("invitation_pdf", args=[group.pathway.uuid]), asked)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return answer.content


def words(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_one_page_a_family_with_time_place_and_whom_to_ring(leader, families):
    group, enrolments = families
    chosen = [str(each.uuid) for each in enrolments[:3]]
    content = paper(leader, group, language="da", families=chosen)
    assert len(PdfReader(BytesIO(content)).pages) == 3
    said = words(content)
    for each in ("Første gang er torsdag 12. marts kl. 16.30–18.30.", "Biblioteket", "SFO har åbent til kl. 19", "Der er tolk: tyrkisk.",
                 "Samira Nygaard", "20 30 40 50", "Vi mødes 7 gange", "Torsdag 4. juni", f"Kære {enrolments[0].parent.name}"):  # fmt: skip
        assert each in said


def test_no_word_of_child_school_or_reason(leader, families):
    group, enrolments = families
    said = words(paper(leader, group, language="da", families=[str(each.uuid) for each in enrolments]))
    for each in enrolments:
        assert each.child.given_name not in said
    assert [each for each in NEVER if each in said.replace("skolealderen", "")] == []


def test_blank_and_english(leader, families):
    group, enrolments = families
    blank = words(paper(leader, group, language="da"))
    english = words(paper(leader, group, language="en", families=[str(enrolments[4].uuid)]))
    assert "Kære forælder" in blank and all(each.parent.name not in blank for each in enrolments)
    assert "Would you like to join a parent group?" in english and "Dear Fatma" in english
    assert "The first time is Thursday 12 March" in english and "We meet 7 times" in english


def test_the_paper_opens_as_a_picture(leader, families, tmp_path):
    group, enrolments = families
    (tmp_path / "a.pdf").write_bytes(paper(leader, group, language="da", families=[str(enrolments[0].uuid)]))
    subprocess.run(["pdftoppm", "-r", "40", "-png", tmp_path / "a.pdf", tmp_path / "a"], check=True)
    assert [each.stat().st_size > 2000 for each in tmp_path.glob("*.png")] == [True]


def test_the_page_shows_what_will_be_printed(leader, families):
    group, enrolments = families
    address = reverse("invitation_paper", args=[group.pathway.uuid])
    shown = leader.get(
        address, {"language": "da", "families": [str(each.uuid) for each in enrolments[:2]]}
    ).content.decode()
    assert "Hent PDF, 2 sider" in shown and enrolments[0].child.given_name not in shown
    assert "Hent PDF uden navn" in leader.get(address).content.decode()
    assert leader.get(reverse("invitation_pdf", args=[group.pathway.uuid]), {"language": "xx"}).status_code == 404
