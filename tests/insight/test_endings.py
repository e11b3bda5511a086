"""I11 and F13, counted by hand: who was referred on, how long it took, and what was decided at the end."""

import html
from datetime import date

import pytest

from core.export import MOST
from followup.models import ChildClosing, PathwayClosing
from insight.models import InsightFigure
from insight.schedule import refresh_figures
from parentgroups.models import GroupEnrolment
from tests.cast import TODAY, acting, canary
from tests.insight.test_numbers import cells, rows_of

# Sent on, answered: three wait since 1, 11 and 20 days; two were answered after 4 and after 9 days.
WAITING = (date(2026, 5, 20), date(2026, 5, 10), date(2026, 5, 1))
ANSWERED = ((date(2026, 3, 2), date(2026, 3, 6)), (date(2026, 3, 2), date(2026, 3, 11)))


@pytest.fixture
def referred(cast, db, noon):
    """keep(waiting, answered): the school's referrals of children as they are given, all of them about the same child."""
    x = cast.fjord

    def keep(waiting=WAITING, answered=ANSWERED):
        with acting(x, "resource_advisor"):
            ChildClosing.objects.filter(pathway=x.w).delete()
            for sent_on, told_on in [*((on, None) for on in waiting), *answered]:
                x.make(
                    ChildClosing, pathway=x.w, pathway_child=x.p1, child=x.c1, decision="refer", refer_to="Familieafdelingen",
                    from_on=sent_on, answered_on=told_on, answer="accepted" if told_on else "",
                    decided_by=x.staff["resource_advisor"],
                )  # fmt: skip

    keep.x = x
    return keep


def page(client, x, who, address="/overblik/"):
    client.force_login(x.users[who])
    return client.get(address).content.decode()


def test_the_school_reads_its_own_referrals_and_each_number_opens_its_rows(referred, client):
    referred()
    x = referred.x
    told = cells(page(client, x, "resource_advisor"), "Hvem er henvist")
    assert told["Børn fra klasseforløb"] == ["3", "11", "2", "6,5"]
    for what, n in (("waiting", 3), ("answered", 2)):
        listed = page(client, x, "resource_advisor", f"/overblik/henvisninger/?hvad={what}&hvem=skole")
        assert rows_of(listed) == n
        assert "Familieafdelingen" in listed and canary(x, "Barn1") in listed
    assert rows_of(page(client, x, "resource_advisor", "/overblik/henvisninger/")) == 5


def test_a_reopened_decision_counts_no_more(referred, client):
    referred(answered=())
    x = referred.x
    with acting(x, "resource_advisor"):
        ChildClosing.objects.filter(pathway=x.w, from_on=WAITING[0]).update(reopened_at="2026-05-20T10:00Z")
    assert cells(page(client, x, "principal"), "Hvem er henvist")["Børn fra klasseforløb"] == ["2", "15,5", "0", "–"]


def test_fewer_than_five_are_hidden_from_those_who_see_no_person(referred, client):
    referred(waiting=(date(2026, 5, 11),) * 5)
    x = referred.x
    with acting(x, "system") as person:
        refresh_figures(TODAY)
        rows = InsightFigure.objects.visible_to(person).filter(indicator="referred_children", unit=None)
        assert {row.key: (row.n, row.value and int(row.value), row.is_suppressed) for row in rows} == {
            "waiting": (5, 10, False), "answered": (None, None, True),
        }  # fmt: skip
    text = page(client, x, "steering_group")
    assert cells(text, "Hvem er henvist")["Børn fra klasseforløb"] == ["5", "10", "skjult", "skjult"]
    assert "/overblik/henvisninger/" not in text
    assert client.get("/overblik/henvisninger/").status_code == 404


def test_parents_who_were_referred_on_from_a_group_stand_apart(referred, client):
    x = referred.x
    with acting(x, "group_leader"):
        GroupEnrolment.objects.filter(pk=x.enrolment.pk).update(
            state="stopped", stopped_on=date(2026, 5, 11), reason="other", referred_to="Familieafdelingen", referred_on=date(2026, 5, 11)
        )  # fmt: skip
    told = cells(page(client, x, "group_leader"), "Hvem er henvist")
    assert told["Forældre fra grupper"] == ["1", "10", "0", "–"]
    listed = page(client, x, "group_leader", "/overblik/henvisninger/?hvad=waiting&hvem=social")
    assert rows_of(listed) == 1
    with acting(x, "system"):
        refresh_figures(TODAY)
    assert "Forældre fra grupper" not in page(client, x, "other_principal")
    assert cells(page(client, x, "steering_group"), "Hvem er henvist")["Forældre fra grupper"][0] == "skjult"


def closed(x, mapping, on, **more):
    with acting(x, "resource_advisor"):
        return x.make(
            PathwayClosing, pathway=x.w, decision="goals_reached", reason="Nået", from_on=on, mapping=mapping,
            decided_by=x.staff["resource_advisor"], **more,
        )  # fmt: skip


def test_a_pathway_counts_once_with_its_newest_decision_in_the_period(referred, client):
    x = referred.x
    with acting(x, "resource_advisor"):
        ChildClosing.objects.filter(pathway=x.w).update(closing=None)
        PathwayClosing.objects.filter(pathway=x.w).delete()
    closed(x, "left_out", date(2026, 4, 1), no_mapping_reason="Klassen blev delt")
    closed(x, "completed", date(2026, 5, 4))
    text = page(client, x, "principal")
    assert cells(text, "Afsluttende kortlægning") == {"Med afsluttende kortlægning": ["1"]}
    assert rows_of(page(client, x, "principal", "/overblik/afslutninger/?hvad=completed")) == 1
    assert rows_of(page(client, x, "principal", "/overblik/afslutninger/")) == 1
    assert "Besluttet ved afslutningen" not in page(client, x, "other_principal")


def test_what_stands_on_the_page_goes_out_with_it(referred, client):
    referred()
    x = referred.x
    client.force_login(x.users["resource_advisor"])
    told = html.unescape(client.get("/overblik.csv").content.decode("utf-8-sig"))
    assert "Børn fra klasseforløb;3;11;2;6,5" in told.replace('"', "")
    rows = client.get("/overblik/henvisninger.csv?hvad=waiting").content.decode("utf-8-sig")
    assert rows.count("Familieafdelingen") == 3 <= MOST
