"""A class pathway of the story ends: closing mapping, a decision for the class and for each child, and half a year later one tap."""

import io
import re
from datetime import datetime

import pypdf
import pytest
import time_machine
from django.test import Client

from accounts.models import User
from cases.models import Pathway, PathwayChild
from followup.models import ChildClosing, Occurrence, PlacementAnswer
from mapping.actions import complete_mapping, save_environment, write_analysis
from mapping.models import NeedsMapping
from tests.story.ground import EVERYBODY, make_stage, play_whole

AGAIN = {"calm": ("Alle er i gang efter fem minutter.", ""), "resources": ("Klassen hjælper nye i gang.", "")}


@pytest.fixture(scope="module")
def stage(cast, django_db_blocker):
    with django_db_blocker.unblock():
        stage = make_stage("Kildedal", needed=EVERYBODY)
        stage.b5, stage.a4, stage.group = play_whole(stage)
    return stage


@pytest.fixture
def at(stage, django_db_blocker):
    """`at(who, day)`: the site as that person sees it on that day."""
    travels = []

    def of(who, day):
        for each in travels:
            each.stop()
        travels[:] = [time_machine.travel(datetime.fromisoformat(f"{day}T10:00+02:00"), tick=False)]
        travels[0].start()
        client = Client()
        client.force_login(User.objects.get(pk=stage.users[who].pk))
        return Reader(client)

    with django_db_blocker.unblock():
        yield of
        for each in travels:
            each.stop()


class Reader:
    def __init__(self, client):
        self.client = client

    def page(self, address):
        answered = self.client.get(address)
        assert answered.status_code == 200, (address, answered.status_code)
        return answered.content.decode()

    def send(self, address, **data):
        answered = self.client.post(address, data)
        assert answered.status_code == 302, re.findall(
            r"form-error-message[^<]*<[^>]*>[^<]*</span>([^<]*)", answered.content.decode()
        )
        return answered.url


def state(stage, cadence):
    row = Occurrence.objects.filter(pathway=stage.b5.pathway, cadence=cadence).order_by("-number").first()
    return row and (row.state, row.due_on.isoformat())


def test_a_class_pathway_of_the_story_ends_properly(stage, at):
    map_again(stage, at)
    decide(stage, at)
    referral(stage, at)
    half_a_year_after(stage, at)
    paper(stage, at)


def map_again(stage, at):
    """5.B ends on 19 June: four weeks before is 22 May, and it may be begun a fortnight earlier."""
    pathway = f"/forloeb/{stage.b5.pathway.uuid}"
    advisor = at("ressourcevejleder", "2026-05-21")
    with stage.acting("ressourcevejleder", "2026-05-21"):
        assert state(stage, "closing_mapping") == ("open", "2026-05-22")
    today = advisor.page("/")
    assert f'action="{pathway}/kortlaegning/closing"' in today and "Afsluttende kortlægning" in today
    advisor.send(f"{pathway}/kortlaegning/closing")
    advisor.send(f"{pathway}/kortlaegning/closing")  # the second tap goes on with the same one
    with stage.acting("ressourcevejleder", "2026-05-28") as by:
        stage.b5.mapping = NeedsMapping.objects.visible_to(by).get(pathway=stage.b5.pathway, kind="closing")
        save_environment(mapping=stage.b5.mapping, informant="team", answers=AGAIN, by=by, names_checked=True)
    for row, words in ((stage.b5.adam, "Jeg har fået en ven mere."), (stage.b5.selma, "Jeg tegner med de andre.")):
        stage.b5.voices(row, "2026-05-29", words, "Der er ro om aftenen.", "Siger selv til.")
    with stage.acting("ressourcevejleder", "2026-06-02") as by:
        done = complete_mapping(mapping=stage.b5.mapping, by=by)
        assert state(stage, "closing_mapping")[0] == "held"
        write_analysis(mapping=done, analysis="Starten på timerne er blevet rolig.", by=by)
        assert state(stage, "closing_analysis")[0] == "held"
    side_by_side = at("skoleleder", "2026-06-16").page(f"{pathway}/afslutning")
    assert "Ro, når dagens program står på tavlen." in side_by_side and AGAIN["calm"][0] in side_by_side
    assert "Siger noget nyt" in side_by_side
    assert "Jeg har fået en ven mere." not in side_by_side  # a principal reads no child's answer


def decide(stage, at):
    """The class goes on in maintenance; Adam is referred on, Selma stays with the class, Noah stops."""
    pathway = f"/forloeb/{stage.b5.pathway.uuid}"
    adam, selma, noah = (each.pk for each in (stage.b5.adam, stage.b5.selma, stage.b5.noah))
    advisor = at("ressourcevejleder", "2026-06-19")
    form = advisor.page(f"{pathway}/afslut")
    assert "Hvorfor beslutter I uden en afsluttende kortlægning?" not in form
    advisor.send(
        f"{pathway}/afslut",
        **{
            "decision": "maintain_class", "reason": "Starten på timerne skal holdes ved lige.", "from_on": "2026-06-19",
            "decided_with": stage.staff["gruppeleder"].pk, f"decision_{selma}": "follows",
            f"decision_{adam}": "refer", f"refer_to_{adam}": "Familieafdelingen", f"why_{adam}": "Familien ønsker støtte derhjemme.",
            f"decision_{noah}": "goals_reached", f"why_{noah}": "Noah trives.",
        },
    )  # fmt: skip
    with stage.acting("ressourcevejleder", "2026-06-19"):
        found = Pathway.objects.get(pk=stage.b5.pathway.pk)
        assert (found.state, found.phase) == ("active", "maintenance")
        said = ChildClosing.objects.filter(pathway=found).values_list("child__given_name", "decision")
        assert dict(said) == {"Adam": "refer", "Selma": "maintain_class", "Noah": "goals_reached"}
        assert state(stage, "maintenance")[0] == "open"
        ended = PathwayChild.objects.filter(pathway=found).exclude(ends_on=None)
        assert [(row.child.given_name, row.ends_on.isoformat()) for row in ended] == [("Noah", "2026-06-19")]


def referral(stage, at):
    """Due until it is answered: on I dag, on the pathway's page and on the child's."""
    pathway = f"/forloeb/{stage.b5.pathway.uuid}"
    with stage.acting("ressourcevejleder", "2026-06-19"):
        waiting = ChildClosing.objects.select_related("task").get(pathway_child=stage.b5.adam)
    advisor = at("ressourcevejleder", "2026-08-12")
    for address in ("/?hvad=overskredet", pathway, f"/barn/{stage.b5.adam.child.uuid}"):
        assert "Familieafdelingen" in advisor.page(address), address
    assert f'href="/henvisning/{waiting.task.uuid}"' in advisor.page("/?hvad=overskredet")
    advisor.send(
        f"/henvisning/{waiting.task.uuid}",
        answer="accepted",
        answered_on="2026-08-12",
        words="De begynder i september.",
    )
    assert f"/henvisning/{waiting.task.uuid}" not in advisor.page("/?hvad=overskredet")
    with stage.acting("ressourcevejleder", "2026-08-12"):
        assert PathwayChild.objects.get(pk=stage.b5.adam.pk).ends_on.isoformat() == "2026-08-12"


def half_a_year_after(stage, at):
    """Noah stopped on 19 June: 19 December is a Saturday before the Christmas holiday, and Monday 4 January is a school day."""
    pathway = f"/forloeb/{stage.b5.pathway.uuid}"
    assert "Hvor er børnene nu?" not in at("ressourcevejleder", "2026-11-02").page("/")
    with stage.acting("ressourcevejleder", "2026-11-02"):
        asked = Occurrence.objects.get(pathway_child=stage.b5.noah, cadence="placement_half_year", state="open")
    advisor = at("ressourcevejleder", asked.due_on.isoformat())
    assert f'href="{pathway}/efter"' in advisor.page("/")
    page = advisor.page(f"{pathway}/efter")
    assert "Hvor er Noah nu?" in page and "Hvor er Adam nu?" not in page
    assert at("gruppeleder", asked.due_on.isoformat()).client.get(f"{pathway}/efter").status_code == 403
    advisor = at("ressourcevejleder", asked.due_on.isoformat())
    advisor.send(f"{pathway}/efter", **{f"placement_{asked.pk}": "ordinary"})
    assert f'href="{pathway}/efter"' not in advisor.page("/")
    with stage.acting("ressourcevejleder", asked.due_on):
        answer = PlacementAnswer.objects.get(pathway_child=stage.b5.noah)
        assert (answer.placement, answer.months) == ("ordinary", 6)
        assert Occurrence.objects.get(pk=asked.pk).state == "held"


def paper(stage, at):
    def text(who):
        answered = at(who, "2026-06-19").client.get(f"/forloeb/{stage.b5.pathway.uuid}/afslutning.pdf")
        return " ".join(
            " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answered.content)).pages).split()
        )

    school = text("ressourcevejleder")
    for words in (
        "Vedligehold tiltag i klassen", "Starten på timerne skal holdes ved lige.", "Henvis videre", "Familieafdelingen",
        "Jeg har fået en ven mere.", AGAIN["calm"][0],
    ):  # fmt: skip
        assert words in school, words
    assert "Jeg er hurtig og god til fodbold." not in school  # Adam keeps it from his parents, who get the paper
    assert "Jeg har fået en ven mere." not in text("skoleleder")
