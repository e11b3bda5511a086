"""What a child keeps from its parents (L06) is absent from everything that they are given: its words, its drawing, its no.

The same outputs show what a child lets its parents see, or the test would prove nothing.
"""

import io
import re
import time
import zipfile
from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import files
from core.export import TYPES
from core.links import by_link, hash_of
from followup.models import OutboxMail
from insight.queries.lists import LISTS
from mapping.actions import open_mapping, save_voice
from mapping.actions.evidence import reuse_answer
from mapping.actions.privacy import finish_as_child, keep_from_parents, say_of_parents, show_parents
from mapping.models import Drawing, NeedsMapping, Perspective
from mapping.undo import privacy_changed
from tests.cast import acting
from tests.cast_voices import token
from tests.core.test_uploads import picture
from tests.walls.test_pages import _text

pytestmark = pytest.mark.django_db
WORDS = "QxHemmeligtOrd"
SAID = "QxHemmeligSagt"
NO = "QxHemmeligtNej"
NAME = "QxHemmeligTegning"
STAFF = ("resource_advisor", "group_leader")


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-05-21T12:00+02:00")


def said(x, *, hidden):
    """Adam has said something in a talk and by link, drawn, and would not say the rest; and it is kept from his parents, or not."""
    with acting(x, "resource_advisor"):
        voice = Perspective.objects.get(pk=x.child_voice.pk)
        Drawing.objects.filter(pk=x.drawing.pk).update(
            name=f"{NAME}.png", stored=files.keep(picture(), x.municipality.pk)
        )
        voice.strengths, voice.hidden_from_parents, voice.finished_at = SAID, hidden, timezone.now()
        voice.shown_because = "" if hidden else "Adam siger ja."
        voice.answers = {"wishes": SAID, "needs": SAID}
        voice.versions = {"three_houses": "1", "child_pictures": "1"}
        voice.values = {
            "three_houses": {"good_words": WORDS, "worries_words": WORDS, "good_drawing": str(x.drawing.uuid)},
            "child_pictures": {"at_school": 1},
        }
        voice.save()
        follow_up = NeedsMapping.objects.create(
            municipality=x.municipality, pathway=x.w, kind="closing", state="complete", opened_on="2026-05-18"
        )
        Perspective.objects.create(
            municipality=x.municipality, mapping=follow_up, pathway_child=x.p1, child=x.c1, informant="child", sector="school",
            author=x.staff["resource_advisor"], not_obtained_reason=NO, hidden_from_parents=hidden,
        )  # fmt: skip


def log_in(x, who):
    client = Client()
    client.force_login(x.users[who])
    return client


def read(answer):
    """The text of a page, a PDF, a spreadsheet, or all that lies in a package."""
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("application/zip"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            return " ".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    if answer.content == b"%PDF":
        return ""  # the cast's own, which holds nothing
    assert kind.startswith(("text/", "application/pdf", "application/json", TYPES["xlsx"], TYPES["csv"])), kind
    return _text(answer)


def got(client, address, expect=200):
    answer = client.get(address)
    assert answer.status_code == expect, address
    return read(answer)


# ---- the outputs ----


def annex(x):
    """1. The child's annex, as page and as paper."""
    for who in STAFF:
        client = log_in(x, who)
        yield got(client, reverse("annex_detail", args=[x.p1.uuid]))
        yield got(client, reverse("annex_pdf", args=[x.p1.uuid]))
        yield got(client, reverse("paper_pdf", args=["annex", x.p1.uuid]))
        yield got(client, reverse("paper_view", args=["annex", x.p1.uuid]))


def told(x, audience):
    """A safe version of the plan, begun, looked at and as paper."""
    client = log_in(x, {"child_parents": "group_leader", "child": "resource_advisor"}[audience])
    begun = client.post(reverse("audience_begin", args=[x.plan.uuid, audience]), {"barn": x.p1.uuid}, follow=True)
    yield read(begun)
    uuid = begun.redirect_chain[-1][0].split("/")[2]
    yield got(client, reverse("audience_detail", args=[uuid]))
    yield got(client, reverse("audience_page", args=[uuid]))
    yield got(client, reverse("audience_pdf", args=[uuid]))


def comparison(x):
    """4. The three views side by side, in the copy that one who holds custody gets."""
    client = log_in(x, "resource_advisor")
    yield got(client, f"{reverse('comparison_pdf', args=[x.p1.uuid])}?til={x.mother.uuid}&runde={x.mapping.uuid}")
    client.post(reverse("comparison_give", args=[x.p1.uuid]), {"til": str(x.mother.uuid)})


def minutes(x):
    """5. The minutes of a meeting, which go home."""
    for who in STAFF:
        yield got(log_in(x, who), reverse("meeting_pdf", args=[x.meeting.uuid]))


def before_meeting(x):
    """6. The sheet "Før I mødes", which lies on the table."""
    for who in STAFF:
        client = log_in(x, who)
        for name in ("occurrence_before", "occurrence_before_pdf"):
            yield got(client, reverse(name, args=[x.occurrence.uuid]))


def closing(x):
    """7. The closing's page and paper: the parents sit at the meeting."""
    for who in STAFF:
        client = log_in(x, who)
        yield got(client, reverse("pathway_closing", args=[x.w.uuid]))
        yield got(client, reverse("pathway_closing_pdf", args=[x.w.uuid]))


def family_page(x):
    """8. The family's own page, and what was given to them there."""
    client = Client()
    session = client.session
    session["links"] = {"family": {"hash": hash_of(token(x, "LinkMor1")), "seen": int(time.time())}}
    session.save()
    page = client.get(reverse("family_home"))
    assert page.status_code == 200
    yield read(page)
    for address in re.findall(r'href="(/familien/papir/[^"]+)"', page.content.decode()):
        yield read(client.get(address))


def exports(x):
    """9. Every list that can be taken out as CSV or XLSX."""
    for who in (*STAFF, "principal", "provider_manager"):
        client = log_in(x, who)
        addresses = ["/overblik.csv", "/overblik.xlsx", "/forloeb.csv", "/forloeb.xlsx"]
        addresses += [f"/overblik/{slug}.{kind}" for slug in LISTS for kind in ("csv", "xlsx")]
        for address in addresses:
            answer = client.get(f"{address}?periode=alt")
            if answer.status_code == 200:
                yield read(answer)


def journal(x):
    """10. What is packed for the journal, as file and as text, of all that was issued."""
    for who in STAFF:
        client = log_in(x, who)
        page = client.get(reverse("paper_list", args=[x.w.uuid]))
        for address in sorted(set(re.findall(r'"(/dokument/[0-9a-f-]{36})', page.content.decode()))):
            for more in ("", "/pakke", "/tekst"):
                answer = client.get(address + more)
                if answer.status_code == 200:
                    yield read(answer)


def sharing(x):
    """11. Information about sharing, and who has looked, as the family is given it."""
    for who in STAFF:
        client = log_in(x, who)
        yield got(client, reverse("sharing_detail", args=[x.p1.uuid]))
        yield got(client, reverse("paper_pdf", args=["sharing", x.p1.uuid]))
    yield got(log_in(x, "principal"), f"{reverse('child_access', args=[x.c1.uuid])}?vis=familie")


def post(x):
    """12. Mails and messages that wait or have gone."""
    with acting(x, "resource_advisor"):
        yield " ".join(f"{row.subject} {row.body} {row.attachment}" for row in OutboxMail.objects.all())
    yield " ".join(f"{each.subject} {each.body}" for each in mail.outbox)


OUTPUTS = {
    "annex": annex,
    "parents' plan": lambda x: told(x, "child_parents"),
    "child's plan": lambda x: told(x, "child"),
    "comparison for a parent": comparison,
    "minutes": minutes,
    "before the meeting": before_meeting,
    "closing": closing,
    "family page": family_page,
    "exports": exports,
    "journal": journal,
    "sharing and looks": sharing,
    "post": post,
}


def found_in(texts, x):
    """Which of the child's own words and things stand in them; the drawing also by its address."""
    whole = " ".join(texts)
    wanted = {WORDS: WORDS, SAID: SAID, NO: NO, NAME: NAME, "drawing": str(x.drawing.uuid)}
    return {name for name, words in wanted.items() if words in whole}


@pytest.mark.parametrize("name", OUTPUTS)
def test_what_a_child_keeps_from_its_parents_is_in_none_of_their_papers(cast, name):
    x = cast.fjord
    said(x, hidden=True)
    texts = list(OUTPUTS[name](x))
    assert texts
    assert found_in(texts, x) == set()


@pytest.mark.parametrize(
    ("name", "expect"), [("comparison for a parent", WORDS), ("before the meeting", SAID), ("closing", SAID)]
)
def test_the_same_papers_show_what_a_child_lets_them_see(cast, name, expect):
    x = cast.fjord
    said(x, hidden=False)
    assert expect in found_in(OUTPUTS[name](x), x)


def test_those_who_plan_with_the_child_read_it_all_the_same(cast):
    x = cast.fjord
    said(x, hidden=True)
    page = got(log_in(x, "resource_advisor"), f"{reverse('comparison', args=[x.p1.uuid])}?runde={x.mapping.uuid}")
    assert {WORDS, SAID} <= found_in([page], x)


def test_a_goal_made_of_what_was_seen_does_not_quote_what_is_kept(cast):
    """The annex goes home: from a finding to a goal the child's words come along only when the parents may see them (C21)."""
    x = cast.fjord
    for hidden, expect in ((True, set()), (False, {SAID})):
        said_once(x, hidden)
        with acting(x, "resource_advisor") as person:
            from mapping.queries.comparison import own_words

            voices = (
                Perspective.objects.visible_to(person).shown_to_parents().filter(pathway_child=x.p1, informant="child")
            )
            words = own_words(voices, x.w.content, "nothing", wishes="needs")
        assert {each for each in (SAID,) if each in words} == expect


def said_once(x, hidden):
    with acting(x, "resource_advisor"):
        Perspective.objects.filter(pk=x.child_voice.pk).update(
            strengths=SAID,
            answers={"needs": SAID},
            hidden_from_parents=hidden,
            shown_because="" if hidden else "Adam siger ja.",
        )


def test_half_an_answer_is_nobodys_paper_yet(cast):
    x = cast.fjord
    said(x, hidden=False)
    with acting(x, "resource_advisor") as person:
        rows = Perspective.objects.visible_to(person).filter(pk=x.child_voice.pk)
        assert (rows.shown_to_parents().count(), Drawing.objects.visible_to(person).shown_to_parents().count()) == (
            1,
            1,
        )
        rows.update(finished_at=None)
        assert (rows.shown_to_parents().count(), Drawing.objects.visible_to(person).shown_to_parents().count()) == (
            0,
            0,
        )


# ---- the stricter stands: a no is not talked over ----


def says_yes_by_link(x):
    with by_link(hash_of(token(x, "LinkBarn1"))) as holder:
        finish_as_child(ask=x.child_ask, hidden=False, by=holder)


def says_yes_on_the_advisors_screen(x):
    with acting(x, "resource_advisor") as person:
        say_of_parents(ask=x.child_ask, hidden=False, by=person)


def is_written_down_again(x):
    with acting(x, "resource_advisor") as person:
        voice = Perspective.objects.get(pk=x.child_voice.pk)
        save_voice(
            mapping=x.mapping, pathway_child=x.p1, informant="child", by=person, strengths=SAID, answers=voice.answers, obtained_on=voice.obtained_on,
            hidden_from_parents=False,
        )  # fmt: skip


LATER = {
    "by link": says_yes_by_link,
    "on the advisor's screen": says_yes_on_the_advisors_screen,
    "written down again": is_written_down_again,
}


def asked_again(x):
    """The child is still asked, in the round where it has said no."""
    with acting(x, "resource_advisor"):
        NeedsMapping.objects.filter(pk=x.mapping.pk).update(state="open")
        Perspective.objects.filter(pk=x.child_voice.pk).update(link=x.child_link)


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_later_yes_opens_none_of_their_papers(cast, name):
    x = cast.fjord
    said(x, hidden=True)
    asked_again(x)
    says_yes_on_the_advisors_screen(x)
    is_written_down_again(x)
    says_yes_by_link(x)
    assert found_in(OUTPUTS[name](x), x) == set()


@pytest.mark.parametrize("later", LATER)
def test_a_no_is_not_talked_over(cast, later):
    x = cast.fjord
    said(x, hidden=True)
    asked_again(x)
    LATER[later](x)
    with acting(x, "resource_advisor"):
        assert Perspective.objects.get(pk=x.child_voice.pk).hidden_from_parents is True


def test_a_professional_lifts_it_with_a_reason_and_her_name(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        with pytest.raises(ValidationError):
            show_parents(voice=x.child_voice, because="  ", by=person)
        row = show_parents(voice=x.child_voice, because="Adam sagde det i dag.", by=person)
        assert (row.hidden_from_parents, row.shown_because, row.shown_by_id, str(row.shown_on)) == (
            False, "Adam sagde det i dag.", person.staff_id, "2026-05-21",
        )  # fmt: skip
        row = keep_from_parents(voice=x.child_voice, by=person)  # a new no: the old reason is gone with the yes
        assert (row.hidden_from_parents, row.shown_because, row.shown_by_id) == (True, "", None)
    with acting(x, "learning_advisor") as person, pytest.raises(PermissionDenied):
        show_parents(voice=x.child_voice, because="Jeg synes det.", by=person)


def test_postgresql_asks_for_the_reason_too(cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        rows = Perspective.objects.filter(pk=x.child_voice.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(hidden_from_parents=False)
        rows.update(link=x.child_link)
    with by_link(hash_of(token(x, "LinkBarn1"))), pytest.raises(IntegrityError), transaction.atomic():
        Perspective.objects.filter(pk=x.child_voice.pk).update(hidden_from_parents=False, shown_because="Selv")


def test_in_a_new_round_the_child_is_asked_anew_and_the_old_no_stands(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        later = open_mapping(pathway=x.w, kind="closing", by=person)
        row = save_voice(
            mapping=later, pathway_child=x.p1, informant="child", by=person, strengths="Fodbold.", obtained_on=date(2026, 5, 20)
        )  # fmt: skip
        assert row.hidden_from_parents is False
        assert Perspective.objects.get(pk=x.child_voice.pk).hidden_from_parents is True


def test_an_answer_used_again_is_kept_with_the_one_it_was_taken_from(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        show_parents(voice=x.child_voice, because="Adam siger ja.", by=person)
        later = open_mapping(pathway=x.w, kind="closing", by=person)
        Perspective.objects.filter(pk=x.child_voice.pk).update(
            finished_at="2026-05-20T10:00Z", obtained_on="2026-05-20", values={"child_voices": {"feels": 3}}, versions={"child_voices": "1"}
        )  # fmt: skip
        old = Perspective.objects.get(pk=x.child_voice.pk)
        taken = reuse_answer(mapping=later, pathway_child=x.p1, perspective=old, by=person)
        assert taken.hidden_from_parents is False
        keep_from_parents(voice=taken, by=person)
        assert set(Perspective.objects.filter(pk__in=[old.pk, taken.pk]).values_list("hidden_from_parents")) == {
            (True,)
        }


def test_undo_of_a_no_leaves_what_the_child_has_said_since(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        show_parents(voice=x.child_voice, because="Adam siger ja.", by=person)
        row = keep_from_parents(voice=x.child_voice, by=person)
        privacy_changed(by=person, voice=row.pk, hidden=False, version=row.row_version)  # pressed by mistake
        assert Perspective.objects.get(pk=row.pk).hidden_from_parents is False
        row = keep_from_parents(voice=x.child_voice, by=person)
        Perspective.objects.filter(pk=row.pk).update(row_version=row.row_version + 1)
        with pytest.raises(ValidationError):
            privacy_changed(by=person, voice=row.pk, hidden=False, version=row.row_version)
