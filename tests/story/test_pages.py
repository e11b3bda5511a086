"""Every page of the walk: for everybody's eyes and hands (WCAG 2.2 AA), on a phone and a desk, with and without JavaScript."""

import inspect
import re

import pytest
from django.urls import get_resolver, resolve

from classes.models import ClassSession
from followup.models import Meeting
from parentgroups.models import Attendance, GroupSession
from tests.story.ground import make_stage
from tests.story.pages import DAY, OUTSIDE, addresses
from tests.story.walker import PRIMARY, log_in, press

pytestmark = pytest.mark.browser
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PARTS = 4  # so that workers share the walk
EMPTY = {
    "ressourcevejleder": (
        "/", "/klasser/", "/klasser/hent", "/forloeb/", "/opfoelgninger/", "/overblik/", "/overblik/forloeb/", "/overblik/sessioner/", "/soeg", "/soeg?q=findes-ikke",
    ),
    "gruppeleder": ("/", "/foraeldregrupper/", "/foraeldregrupper/ny", "/forloeb/", "/opfoelgninger/", "/overblik/", "/overblik/fremmoede/", "/soeg?q=findes-ikke"),
    "udfoererleder": ("/", "/foraeldregrupper/", "/overblik/", "/overblik/foraeldre/"),
    "skoleleder": ("/", "/klasser/", "/forloeb/", "/overblik/", "/overblik/boern/", "/overblik/advarsler/"),
    "raadgiver": ("/", "/forloeb/", "/opfoelgninger/"),
    "ppr": ("/", "/forloeb/"),
    "laeringsvejleder": ("/", "/klasser/", "/overblik/"),
    "laeringskoordinator": ("/", "/forloeb/"),
    "styregruppe": ("/", "/overblik/"),
    "evaluator": ("/", "/overblik/"),
    "kursusleder": ("/",),
    "dpo": ("/", "/log/"),
    "administrator": ("/", "/medarbejdere/", "/medarbejdere/?q=findes-ikke", "/enheder/", "/tekster/", "/ord/", "/skolekalender/"),
}  # fmt: skip
NOT_VISITED = {
    **dict.fromkeys(("link_door", "answer_home", "answer_question", "answer_review", "answer_thanks", "answer_decline"), "by link: tests/story/test_links.py"),
    "healthz": "for machines", "readyz": "for machines", "opsz": "for machines", "favicon": "a picture", "service_worker": "a script", "set_language": "posted to",
    "agreement_of": "leads to the agreement; while there is none: tests/cases/test_agreements.py", "agreement_pdf": "a paper",
    "date_agree": "of programmes that are not offered yet: tests/followup/test_agreed.py",
    "contact_start": "leads to the form of the pathway: tests/followup/test_contacts.py",
    "family_home": "by link: tests/story/test_family_link.py", "family_withdraw": "by link: tests/story/test_family_link.py", "family_document": "a paper", "family_read": "by link: tests/cases/test_family_page.py",
    "answer_drawing": "a picture", "drawing_open": "a picture", "goal_drawing_open": "a picture", "file_open": "a file",
    "audience_pdf": "a paper", "audience_page": "a paper, looked at: tests/cases/test_audiences.py", "praise_start": "leads to the page of the pathway: tests/followup/test_praise.py",
    "plan_pdf": "a paper", "comparison_pdf": "a paper", "ask_paper": "a paper", "pathway_closing_pdf": "a paper", "annex_pdf": "a paper", "invitation_pdf": "a paper", "register_paper": "a paper",
    "paper_view": "a paper, looked at: tests/insight/test_papers.py", "paper_pdf": "a paper", "paper_open": "a paper", "paper_package": "a file", "bundle_zip": "a file",
    "meeting_pdf": "a paper", "meeting_before_pdf": "a paper", "occurrence_before_pdf": "a paper",
    "dashboard_export": "a file", "dashboard_list_export": "a file", "meeting_file": "a file", "follow_up_health_export": "a file", "calendar_feed": "for phones", "pathway_list_export": "a file",
    "group_days": "a part of the page of a new group", "selection_vote": "posted to from the selection's page", "selection_decide": "posted to from the selection's page",
    "selection_answer": "posted to from the selection's page", "account_signup": "shut: nobody signs up alone", "account_inactive": "led to when a login has been closed",
    "account_reauthenticate": "asked for by no page of ours", "account_reset_password_from_key": "needs the key of a mail: tests/accounts", "account_logout": "posted to from the menu",
}  # fmt: skip
"""Addresses that answer GET and are no page of the walk, and why."""


class Look:
    """Opens pages as people of a municipality, in one browser, and notes what is wrong with them at both widths."""

    def __init__(self, walkers, axe):
        self.walkers, self.axe, self.found = walkers, axe, []

    def open(self, who, address):
        page = self.walkers(who)
        answer = page.goto(address)
        led = answer.request.redirected_from  # to another page than the one that is to be looked at
        if led or answer.status != 200:
            self.found.append(f"{who} {address}: {answer.status} {page.url}")
        self.at_both_widths(page, f"{who} {address}")
        return page

    def at_both_widths(self, page, what, read=(PHONE, DESK)):
        """`read` are the widths at which axe reads the page."""
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
            if wide > 0:
                self.found.append(f"{what} at {size['width']}: scrolls {wide} px sideways")
            if size in read:
                self.found += [f"{what} at {size['width']}: {line}" for line in self.axe(page)]


@pytest.fixture
def look(people, whole, axe):
    walkers = people(whole)
    walkers.on(DAY, "09:00")
    return Look(walkers, axe)


def test_every_page_that_can_be_opened_is_on_the_walk(whole):
    visited = {resolve(address.partition("?")[0]).url_name for _who, address in addresses(whole)}
    visited |= {resolve(address).url_name for address in OUTSIDE if address != "/findes-ikke"}
    opened = {each.name for each in patterns(get_resolver()) if not only_posted(each.callback)}
    assert opened - visited == set(NOT_VISITED)


def patterns(resolver):
    for each in resolver.url_patterns:
        yield from patterns(each) if hasattr(each, "url_patterns") else (each,)


def only_posted(view):
    """Whether one of its decorators is require_POST."""
    while inspect.isfunction(view):
        if inspect.getclosurevars(view).nonlocals.get("request_method_list") == ["POST"]:
            return True
        view = getattr(view, "__wrapped__", None)
    return False


@pytest.mark.parametrize("part", range(PARTS))
def test_pages_of_the_walk_are_accessible(look, whole, part):
    """As they are, and as they answer when their form is sent with all its fields emptied: 422, and what is missing."""
    refused = 0
    for who, address in addresses(whole)[part::PARTS]:
        page = look.open(who, address)
        if page.locator(PRIMARY).count() and page.locator(ASKED).count() and not REGISTER.fullmatch(address):
            refused += send_empty(look, page, f"{who} {address}")
    assert look.found == []
    assert refused > 45 // PARTS - 4  # the forms do not lie evenly


def send_empty(look, page, what):
    page.evaluate(EMPTY_IT)
    with page.expect_navigation() as sent:
        page.locator(PRIMARY).first.click()
    status = sent.value.status
    if status >= 500:
        look.found.append(f"{what}: {status}")
    if status == 422:
        if not page.title().startswith("Fejl: "):
            look.found.append(f"{what}: the title says nothing of the error")
        look.at_both_widths(page, f"{what} refused", read=(PHONE,))  # what an error adds looks the same on a desk
    return status == 422


REGISTER = re.compile(r"/moedegang/[^/]+")  # nothing on it must be said: emptied, it is saved
ASKED = "main form :is(input:not([type=hidden]), textarea, select):visible"  # a form that asks nothing would be done, not refused
EMPTY_IT = """() => {
    for (const field of document.querySelectorAll("main form input:not([type=hidden]), main form textarea, main form select"))
        ["checkbox", "radio"].includes(field.type) ? field.checked = false : field.value = "";
}"""


def test_pages_of_a_new_municipality_are_accessible(people, axe, cast, chromium):
    stage = make_stage("Nyby", needed=tuple(EMPTY))
    look = Look(people(stage), axe)
    for who, found in EMPTY.items():
        for address in found:
            look.open(who, address)
    page = look.walkers.open_page()
    for address in OUTSIDE:
        page.goto(address)
        look.at_both_widths(page, address)
    assert look.found == []


# ---- without JavaScript ----


def test_every_page_is_whole_without_javascript(people, whole):
    walkers = people(whole, width=390, java_script_enabled=False)
    walkers.on(DAY, "09:00")
    assert [line for who, address in addresses(whole) if (line := unread(walkers(who), address))] == []


def unread(page, address):
    """What is wrong with the page when no script runs: asked of the server alone, for nothing on it may wait for a script."""
    answer = page.request.get(address)
    return "" if answer.status == 200 and "<h1" in answer.text() else f"{address}: {answer.status}"


def test_daily_work_is_done_without_javascript(people, played):
    walkers = people(played, width=390, java_script_enabled=False)
    walkers.on(DAY, "09:00")
    page = walkers.open_page(width=390, java_script_enabled=False)
    log_in(page, "ressourcevejleder@solbjerg.example", "samspil-demo-2026")
    assert page.locator("h1").inner_text() == "I dag"
    before = logged(played)
    page.goto(f"/forloeb/{played.b5.pathway.uuid}/session")
    page.get_by_label("Sammen i klassen").check()
    page.get_by_label("Tydelighed og forudsigelighed").check()
    page.get_by_label("Hvad skete der?").fill("Skrevet uden script.")
    press(page, twice=True)
    assert logged(played) == before + 1
    keep_a_register(walkers, played)
    hold_a_follow_up(page, played)


def logged(stage):
    with stage.acting("ressourcevejleder", DAY):
        return ClassSession.objects.filter(pathway=stage.b5.pathway).count()


def keep_a_register(walkers, stage):
    with stage.acting("gruppeleder", DAY):
        session = GroupSession.objects.get(group=stage.group, number=7)
        Attendance.objects.filter(session=session).delete()
    page = walkers("gruppeleder")
    page.goto(f"/moedegang/{session.uuid}")
    with page.expect_navigation():
        page.get_by_role("button", name="Alle til stede").click()
    assert page.get_by_role("radio", name="Til stede", checked=True).count() >= 8
    press(page)
    with stage.acting("gruppeleder", DAY):
        assert (
            list(Attendance.objects.filter(session=session, is_companion=False).values_list("status", flat=True))
            == ["present"] * 8
        )


def hold_a_follow_up(page, stage):
    with stage.acting("ressourcevejleder", DAY):
        occurrence = stage.b5.pathway.occurrences.open().get(cadence="follow_up")
        before = Meeting.objects.filter(pathway=stage.b5.pathway).count()
    page.goto(f"/opfoelgning/{occurrence.uuid}/hold")
    for name in ("Var med", "Stadig i den almindelige klasse"):
        for choice in page.get_by_role("radio", name=name).all():
            choice.check()
    page.get_by_role("group", name="Har I brug for").get_by_label("Nej").check()
    press(page, twice=True)  # what is said of the first press may be gone with its page; what was done is not
    assert page.locator("h1").inner_text() == "Fælles opfølgning" and "/moede/" in page.url
    with stage.acting("ressourcevejleder", DAY):
        assert Meeting.objects.filter(pathway=stage.b5.pathway).count() == before + 1
