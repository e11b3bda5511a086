"""A child's own drawing as the dream behind a goal: attached, chosen, kept from the parents, and where it is shown (C21, L06)."""

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions.goal_drawings import draw_dream, drawing_of
from cases.documents_annex import annex, annex_pdf
from cases.models import AudienceVersion, Goal, GoalDrawing
from cases.queries.goal_drawings import drawings_told
from core import files
from core.uploads import clean_upload
from mapping.actions.privacy import keep_from_parents
from mapping.models import Drawing, Perspective
from tests.cast import acting
from tests.core.test_uploads import picture

pytestmark = pytest.mark.django_db
WORDS = "Adam og en stor hund æøå"


@pytest.fixture(autouse=True)
def story_day():
    with time_machine.travel("2026-05-21T10:00+02:00", tick=False):
        yield


@pytest.fixture
def x(cast, db):
    return cast.fjord


def photo(name="hund.png", data=None):
    return SimpleUploadedFile(name, data or picture())


def post(client, x, who="resource_advisor", goal=None, **data):
    client.force_login(x.users[who])
    return client.post(reverse("goal_drawing", args=[(goal or x.goal).uuid]), data)


def get(client, x, name, *args, who="resource_advisor"):
    client.force_login(x.users[who])
    return client.get(reverse(name, args=args))


def standing(x, who="resource_advisor"):
    with acting(x, who) as person:
        return drawing_of(x.goal, person)


def attached(client, x, **said):
    page = post(client, x, file=photo(), **{"words": WORDS, "parents": "yes"} | said)
    assert page.status_code == 302
    return standing(x)


def test_a_photo_of_a_drawing_stands_at_the_goal_and_is_opened(client, x):
    row = attached(client, x)
    assert (row.words, row.is_kept, row.sector, row.child_id, row.kind) == (WORDS, False, "school", x.c1.pk, "png")
    page = get(client, x, "annex_detail", x.p1.uuid)
    address = reverse("goal_drawing_open", args=[row.uuid])
    assert f'<img src="{address}" alt="{WORDS}">' in page.content.decode()
    opened = get(client, x, "goal_drawing_open", row.uuid)
    assert (opened.status_code, opened["Content-Type"], opened["Content-Disposition"][:6]) == (
        200,
        "image/png",
        "inline",
    )
    assert 'alt="' + WORDS in get(client, x, "plan_detail", x.w.uuid, who="group_leader").content.decode()


def test_the_new_drawing_takes_the_place_of_the_old_and_undo_brings_that_back(client, x):
    first = attached(client, x)
    second = attached(client, x, words="En båd")
    assert first.pk != second.pk
    with acting(x, "resource_advisor") as person:
        assert GoalDrawing.objects.visible_to(person).kept().filter(goal=x.goal).count() == 1
    page = client.get(reverse("annex_detail", args=[x.p1.uuid]))
    undo = re.findall(r'action="(/fortryd[^"]*|/konto/fortryd[^"]*)"', page.content.decode())
    assert undo
    client.post(undo[-1])
    assert standing(x).pk == first.pk


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Vælg et foto eller et billede (JPG eller PNG)."),
        ({"file": photo("hund.pdf", b"%PDF-1.7 x")}, "Vælg et foto eller et billede (JPG eller PNG)."),
        ({"file": photo("hund.png", b"MZ" + b"x" * 90)}, "er noget andet, end dens navn siger"),
    ],
)
def test_what_is_no_picture_is_refused_and_the_words_stay(client, x, sent, words):
    with acting(x, "resource_advisor"):
        GoalDrawing.objects.filter(pk=x.goal_drawing.pk).update(removed_at=timezone.now())
    page = post(client, x, **sent, words=WORDS, parents="no")
    assert page.status_code == 422
    assert words in page.content.decode() and WORDS in page.content.decode()
    assert standing(x) is None


def test_words_are_asked_for_and_only_the_annexs_writer_writes_them(client, x):
    assert post(client, x, file=photo(), words=" ", parents="yes").status_code == 422
    assert post(client, x, who="teacher", file=photo(), words=WORDS, parents="yes").status_code == 403
    assert post(client, x, who="group_leader", file=photo(), words=WORDS, parents="yes").status_code == 403
    assert post(client, x, goal=x.class_goal, file=photo(), words=WORDS, parents="yes").status_code == 404
    assert standing(x).pk == x.goal_drawing.pk


def test_another_municipality_finds_nothing(client, cast, x):
    client.force_login(cast.bakke.users["resource_advisor"])
    for name, row in (("goal_drawing", x.goal), ("goal_drawing_open", x.goal_drawing), ("dream_choose", x.goal)):
        assert client.get(reverse(name, args=[row.uuid])).status_code == 404
    assert client.post(reverse("goal_drawing_remove", args=[x.goal_drawing.uuid])).status_code == 404


def test_pressed_twice_it_is_attached_once(client, x):
    page = get(client, x, "goal_drawing", x.goal.uuid)
    key = re.search(r'name="form_key" value="([^"]+)"', page.content.decode())[1]
    for _time in range(2):
        post(client, x, file=photo(), words=WORDS, parents="yes", form_key=key)
    with acting(x, "resource_advisor") as person:
        assert GoalDrawing.objects.visible_to(person).filter(goal=x.goal, words=WORDS).count() == 1


def test_taken_away_it_is_gone_from_the_page_and_undone_there_again(client, x):
    row = attached(client, x)
    client.post(reverse("goal_drawing_remove", args=[row.uuid]))
    assert standing(x) is None
    assert get(client, x, "goal_drawing_open", row.uuid).status_code == 404
    page = client.get(reverse("goal_drawing", args=[x.goal.uuid]))
    assert WORDS not in page.content.decode()


# ---- kept from the parents ----


def told_about(x, person, audience="child"):
    return AudienceVersion(
        pathway=x.w, plan=x.plan, audience=audience, pathway_child=x.p1, child=x.c1, sector="school", title="Min plan",
        municipality=x.municipality,
    )  # fmt: skip


@pytest.mark.parametrize(("parents", "seen"), [("yes", True), ("no", False)])
def test_papers_and_pages_that_parents_meet_show_it_only_when_they_may_see_it(client, x, parents, seen):
    row = attached(client, x, parents=parents)
    address = reverse("goal_drawing_open", args=[row.uuid])
    texts = [get(client, x, "annex_detail", x.p1.uuid), get(client, x, "plan_detail", x.w.uuid)]
    texts += [get(client, x, "paper_view", "annex", x.p1.uuid)] if not seen else []
    assert [address in page.content.decode() for page in texts] == [seen] * len(texts)
    with acting(x, "resource_advisor") as person:
        assert [each.address for each in annex(x.p1, person).pictures] == [address] * seen
        for audience in ("child", "child_parents"):
            assert [each.words for each in drawings_told(told_about(x, person, audience), person)] == [WORDS] * seen
        drawn = len(re.findall(rb"/Subtype\s*/Image", annex_pdf(x.p1, person)))
        assert drawn == seen
    assert address in get(client, x, "goal_drawing", x.goal.uuid).content.decode()


def test_a_paper_that_was_given_has_no_drawing_that_came_after_it(client, x):
    attached(client, x)
    with acting(x, "resource_advisor") as person:
        version = told_about(x, person)
        version.given_on = timezone.localdate() - timezone.timedelta(days=1)
        assert drawings_told(version, person) == ()
        version.given_on = timezone.localdate()
        assert len(drawings_told(version, person)) == 1


def test_the_childs_paper_carries_the_drawing_on_the_page_and_in_the_pdf(client, x):
    row = attached(client, x)
    client.post(reverse("audience_begin", args=[x.plan.uuid, "child"]), {"barn": x.p1.uuid})
    with acting(x, "resource_advisor") as person:
        version = AudienceVersion.objects.visible_to(person).filter(audience="child", pathway_child=x.p1).first()
    page = get(client, x, "audience_page", version.uuid).content.decode()
    assert f'<img src="{reverse("goal_drawing_open", args=[row.uuid])}" alt="{WORDS}">' in page
    pdf = get(client, x, "audience_pdf", version.uuid).content
    assert len(re.findall(rb"/Subtype\s*/Image", pdf)) == 1


def test_bytes_that_are_gone_stop_no_paper(client, x):
    with acting(x, "resource_advisor") as person:
        assert annex(x.p1, person).pictures[0].read() is None
        assert annex_pdf(x.p1, person)[:5] == b"%PDF-"


# ---- chosen among what the child drew ----


def drew(x, *, hidden=False):
    """Adam's answer is sent; the parents may see it, or he keeps it from them."""
    said = {"hidden_from_parents": hidden, "shown_because": "" if hidden else "Adam siger ja."}
    with acting(x, "resource_advisor"):
        Drawing.objects.filter(pk=x.drawing.pk).update(stored=files.keep(picture(), x.municipality.pk))
        Perspective.objects.filter(pk=x.child_voice.pk).update(finished_at=timezone.now(), **said)


def choose(client, x, **data):
    client.force_login(x.users["resource_advisor"])
    return client.post(
        reverse("dream_choose", args=[x.goal.uuid]), {"drawing": str(x.drawing.uuid), "words": WORDS} | data
    )


def test_a_drawing_from_the_childs_answer_is_chosen(client, x):
    drew(x)
    page = get(client, x, "dream_choose", x.goal.uuid)
    assert reverse("drawing_open", args=[x.drawing.uuid]) in page.content.decode()
    assert choose(client, x).status_code == 302
    row = standing(x)
    assert (row.words, row.copied_from, row.is_kept, row.stored != x.drawing.stored) == (
        WORDS,
        x.drawing.uuid,
        False,
        True,
    )
    assert files.read(row.stored, row.municipality_id)[:4] == b"\x89PNG"


def test_without_drawings_the_page_says_what_to_do(client, x):
    with acting(x, "resource_advisor"):
        Drawing.objects.filter(pk=x.drawing.pk).update(removed_at=timezone.now())
    page = get(client, x, "dream_choose", x.goal.uuid)
    assert (page.status_code, "Ingen tegning endnu" in page.content.decode()) == (200, True)
    assert choose(client, x).status_code == 422


def test_chosen_without_words_it_is_asked_again(client, x):
    drew(x)
    page = choose(client, x, words="")
    assert page.status_code == 422 and standing(x).pk == x.goal_drawing.pk


def test_what_the_child_keeps_in_its_answer_it_keeps_at_the_goal(client, x):
    drew(x, hidden=True)
    choose(client, x)
    row = standing(x)
    assert (row.answer_is_kept, row.kept_from_parents, row.is_kept) == (True, False, True)
    page = get(client, x, "goal_drawing", x.goal.uuid).content.decode()
    assert 'name="parents"' not in page and "Vises ikke til forældrene" in page
    post(client, x, words="Noget andet", parents="yes")
    assert (standing(x).words, standing(x).is_kept) == ("Noget andet", True)


def test_a_no_that_comes_later_reaches_the_copy_too(client, x):
    drew(x)
    choose(client, x)
    assert not standing(x).is_kept
    with acting(x, "resource_advisor") as person:
        keep_from_parents(voice=Perspective.objects.visible_to(person).get(pk=x.child_voice.pk), by=person)
    assert standing(x).is_kept
    with acting(x, "resource_advisor") as person:
        assert annex(x.p1, person).pictures == ()


def test_the_plan_asks_the_same_for_one_and_for_thirty_drawings(client, x):
    client.force_login(x.users["resource_advisor"])
    address = reverse("annex_detail", args=[x.p1.uuid])
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    with acting(x, "resource_advisor") as person:
        for number in range(30):
            goal = Goal.objects.create(municipality=x.municipality, annex=x.annex_school, text=f"Mål {number}")
            draw_dream(goal=goal, cleaned=clean_upload(photo()), words=WORDS, by=person)
    with CaptureQueriesContext(connection) as thirty:
        client.get(address)
    assert len(thirty) == len(one)
