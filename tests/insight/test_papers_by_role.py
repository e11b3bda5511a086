"""Who may look at which document, and who may give it: each button stands only where its POST is accepted."""

import pytest
from django.urls import reverse

from insight.papers import kinds
from insight.papers.kinds import KINDS
from tests.cast import acting
from tests.matrix import ROLES

pytestmark = pytest.mark.django_db

SUBJECTS = {
    "plan": lambda x: x.w, "annex": lambda x: x.p1, "minutes": lambda x: x.meeting, "agreement": lambda x: x.w,
    "closing": lambda x: x.w, "sharing": lambda x: x.p1,
}  # fmt: skip
RUN = {"resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor"}
OF_CHILD = RUN | {"ppr_advisor", "caseworker"}
GIVE = {
    "plan": RUN, "annex": OF_CHILD, "minutes": RUN, "agreement": RUN, "closing": RUN, "sharing": OF_CHILD,
}  # fmt: skip
BUTTON = 'aria-labelledby="h-give"'


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-05-21T09:00:00+02:00")


@pytest.fixture(autouse=True)
def undrawn(monkeypatch):
    """Here it is asked who may, not how it looks."""
    monkeypatch.setattr(kinds, "render", lambda template, context: f"%PDF {context['doc'].sheet.title}".encode())


@pytest.mark.parametrize("kind", KINDS)
def test_the_button_stands_where_its_post_is_accepted(cast, client, kind):
    x, said, gave = cast.fjord, {}, set()
    page = reverse("paper_make", args=[kind, SUBJECTS[kind](x).uuid])
    for who in ROLES:
        client.force_login(x.users[who])
        looked = client.get(page)
        answer = client.post(page, {"chosen": "1", "other": "Netværksmødet"})
        offered = looked.status_code == 200 and BUTTON in looked.content.decode()
        said[who] = (offered, answer.status_code)
        if answer.status_code == 302:
            gave.add(who)
        else:
            assert answer.status_code == (403 if looked.status_code == 200 else 404), (who, answer.status_code)
    assert {who for who, (offered, _status) in said.items() if offered} == gave
    assert gave <= GIVE[kind] and gave >= {"resource_advisor", "group_leader"} & GIVE[kind]


def test_the_annex_offers_to_give_it_to_whom_may(cast, client):
    x, offered = cast.fjord, {}
    for who in ("resource_advisor", "teacher", "group_leader", "ppr_advisor"):
        client.force_login(x.users[who])
        page = client.get(reverse("annex_detail", args=[x.p1.uuid]))
        if page.status_code == 200:
            offered[who] = "Giv det til nogen" in page.content.decode()
    assert offered == {"resource_advisor": True, "teacher": False, "group_leader": True, "ppr_advisor": True}


def test_a_role_elsewhere_opens_no_restricted_part_here(cast):
    x, kind = cast.fjord, KINDS["annex"]
    with acting(x, "other_advisor") as person:
        said = next(part for part in kind.parts if part.key == "said")
        assert person.has("resource_advisor")
        assert (said.is_open_to(person, x.w), said.is_open_to(person, x.p1.pathway)) == (False, False)
    with acting(x, "resource_advisor") as person:
        assert said.is_open_to(person, x.w)


@pytest.mark.parametrize("kind", ["closing", "minutes"])
def test_children_by_name_are_not_given_to_all_around_the_class(cast, client, kind):
    x = cast.fjord
    client.force_login(x.users["resource_advisor"])
    page = reverse("paper_make", args=[kind, SUBJECTS[kind](x).uuid])
    answer = client.post(page, {"chosen": "1", "parts": ["goals", "children"], "other": "Netværksmødet"})
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "kan læses af alle omkring klassen" in told and 'value="Netværksmødet"' in told


def test_unticked_no_line_of_a_class_paper_names_a_child(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        for key, lines in (
            ("minutes", ("goals", "decisions", "successes", "children")),
            ("closing", ("goals", "measures", "children")),
        ):
            kind = KINDS[key]
            found = kind.find(SUBJECTS[key](x).uuid, person)
            bare = kind.chosen(found, kind.default_parts(), person)
            for name, attribute in next(part for part in kind.parts if part.key == "children").named:
                assert [line for line in getattr(bare, name) if getattr(line, attribute)] == []
            whole = kind.chosen(found, [*kind.default_parts(), "children"], person)
            assert all(getattr(whole, name) == getattr(found.doc, name) for name in lines)


def test_what_is_of_one_child_keeps_what_is_about_it(cast):
    x, kind = cast.fjord, KINDS["minutes"]
    with acting(x, "resource_advisor") as person:
        found = kind.find(x.meeting.uuid, person)
        of_child = kinds.replace(found, pathway_child=x.p1)
        assert kind.chosen(of_child, kind.default_parts(), person).decisions == found.doc.decisions
