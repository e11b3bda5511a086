"""The child's own page: pictures and few words, a drawing, "I will not", and what the parents may not see."""

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from core import files
from mapping.actions.asks import make_ask
from mapping.models import Drawing, NeedsMapping, Perspective
from programmes.instruments.catalogue import instrument
from programmes.instruments.parts import PICTURES, Kind
from tests.cast import acting
from tests.core.test_uploads import picture

STORY = "2026-05-21T09:00:00+02:00"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(STORY, tick=False)


def asked(x, *slugs, **more):
    """Adam is asked by the advisor, by link."""
    with acting(x, "resource_advisor") as by:
        mapping = NeedsMapping._base_manager.create(
            municipality=x.municipality, pathway=x.w, kind="follow_up", opened_on=date(2026, 5, 18)
        )
        wanted = {
            "mapping": mapping, "pathway_child": x.p1, "informant": "child", "way": "link", "instruments": slugs or ("child_pictures",),
            "due_on": date(2026, 6, 1), "by": by,
        }  # fmt: skip
        return make_ask(**wanted | more)


@pytest.fixture
def adam(cast, client):
    made = asked(cast.fjord, "child_pictures", "three_houses")
    assert client.post(f"/l/{made.token}", {"factor": made.code}).status_code == 302
    client.made = made
    return client


def item(slug, kind):
    return next(each for each in instrument(slug).items if each.kind is kind)


def address(slug, kind):
    return f"/svar/{slug}/{item(slug, kind).key}"


def voice(x, made):
    with acting(x, "resource_advisor") as person:
        return Perspective.objects.visible_to(person).get(link=made.ask.link_id)


def drawings(x):
    with acting(x, "resource_advisor") as person:
        return list(Drawing.objects.visible_to(person).exclude(pk=x.drawing.pk).order_by("pk"))


def png(colour="blue", name="tegning.png"):
    return SimpleUploadedFile(name, picture(colour=colour))


def test_the_first_page_has_three_doors_the_house_of_good_things_first(adam, cast):
    words = adam.get("/svar/").content.decode()
    assert re.findall(r"#(house-\w+)", words) == ["house-good", "house-worries", "house-dreams"]
    assert "Jeg vil ikke med. Sig det for mig." in words
    assert [name for name in (cast.fjord.c1.given_name, cast.fjord.c1.family_name) if name in words] == []


def test_faces_are_radio_buttons_with_words(adam):
    page = adam.get(address("child_pictures", Kind.FACES)).content.decode()
    found = re.findall(r'type="radio" name="value" id="(v\d)" value="(\d)"', page)
    assert found == [(f"v{n}", str(n)) for n in range(1, 6)]
    labels = re.findall(r'<label for="v\d">.*?#face-(\d).*?<span data-say>(.*?)</span></label>', page)
    assert labels == [
        ("1", "Rigtig svært"),
        ("2", "Lidt svært"),
        ("3", "Midt imellem"),
        ("4", "Godt"),
        ("5", "Rigtig godt"),
    ]
    assert "%" not in re.sub(r"<[^>]*>", "", page)  # no progress in per cent


def test_choices_have_pictures_beside_their_words(adam):
    page = adam.get(address("child_pictures", Kind.CHOICE)).content.decode()
    options = item("child_pictures", Kind.CHOICE).options
    assert [f"pictures.svg#{each.picture}" in page for each in options if each.picture] == [True] * len(options)


def test_every_picture_is_in_the_sprite(settings):
    sprite = (settings.BASE_DIR / "static/pictures.svg").read_text()
    wanted = {
        *PICTURES,
        *(f"face-{n}" for n in range(1, 6)),
        "house-good",
        "house-worries",
        "house-dreams",
        "say",
        "pause",
    }
    assert wanted - set(re.findall(r'<symbol id="([\w-]+)"', sprite)) == set()


def test_an_answer_is_kept_and_the_next_question_comes(adam, cast):
    faces = item("child_pictures", Kind.FACES)
    answer = adam.post(address("child_pictures", Kind.FACES), {"value": "2"})
    assert (answer.status_code, answer.url.startswith("/svar/child_pictures/")) == (302, True)
    assert voice(cast.fjord, adam.made).values == {"child_pictures": {faces.key: 2}}


def test_i_will_not_answer_that_is_kept_as_such(adam, cast):
    faces = item("child_pictures", Kind.FACES)
    adam.post(address("child_pictures", Kind.FACES), {"value": "2", "rather_not": "1"})
    assert voice(cast.fjord, adam.made).values == {"child_pictures": {faces.key: None}}
    assert "Du må gerne svare alligevel" in adam.get(address("child_pictures", Kind.FACES)).content.decode()


def test_a_drawing_is_kept_behind_the_childs_answer(adam, cast):
    x, key = cast.fjord, item("child_pictures", Kind.DRAWING).key
    where = address("child_pictures", Kind.DRAWING)
    assert adam.post(where, {"drawing": png()}).status_code == 302
    row = drawings(x)[0]
    kept = voice(x, adam.made)
    assert kept.values == {"child_pictures": {key: str(row.uuid)}}
    assert (row.perspective_id, row.child_id, row.sector, row.link_id, row.state) == (
        kept.pk, x.c1.pk, "school", adam.made.ask.link_id, "clean",
    )  # fmt: skip
    shown = adam.get(reverse("answer_drawing", args=[row.uuid]))
    assert Image.open(io.BytesIO(shown.content)).getpixel((1, 1)) == (0, 0, 255)
    assert (shown["Content-Disposition"].split(";")[0], "sandbox" in shown["Content-Security-Policy"]) == (
        "inline",
        True,
    )
    assert reverse("answer_drawing", args=[row.uuid]) in adam.get(where).content.decode()


def test_drawn_anew_it_is_one_picture_and_the_old_bytes_go(adam, cast, django_capture_on_commit_callbacks):
    x, where = cast.fjord, address("child_pictures", Kind.DRAWING)
    adam.post(where, {"drawing": png("blue")})
    first = drawings(x)[0]
    with django_capture_on_commit_callbacks(execute=True):
        adam.post(where, {"drawing": png("red")})
    (second,) = drawings(x)
    assert (second.pk, second.uuid, second.stored == first.stored) == (first.pk, first.uuid, False)
    with pytest.raises(FileNotFoundError):
        files.read(first.stored, first.municipality_id)
    assert Image.open(io.BytesIO(files.read(second.stored, second.municipality_id))).getpixel((1, 1)) == (255, 0, 0)


def is_calm(page):
    """Nothing of an error: no red box, no "Fejl", in whichever of the two."""
    words = page.content.decode()
    return ('class="problems"' in words, "Fejl:" in words, "Der er et problem" in words) == (False, False, False)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (
            ("tegning.png", b"\x89PNG\r\n\x1a\n" + bytes(50 * 1024 * 1024)),
            "Det billede er for stort til at blive sendt.",
        ),
        (("tegning.png", b"MZ" + bytes(100)), "Vi kan ikke åbne det billede."),
        (("tegning.svg", b"<svg onload='alert(1)'/>"), "Vi kan ikke åbne det billede."),
        (("tegning.png", b""), "Vi kan ikke åbne det billede."),
    ],
)
def test_a_picture_that_cannot_be_kept_is_told_calmly(adam, cast, file, words):
    page = adam.post(address("child_pictures", Kind.DRAWING), {"drawing": SimpleUploadedFile(*file)})
    assert (page.status_code, words in page.content.decode(), is_calm(page), drawings(cast.fjord)) == (
        422,
        True,
        True,
        [],
    )


@pytest.mark.parametrize("kind", [Kind.DRAWING, Kind.FACES, Kind.CHOICE])
def test_next_with_nothing_said_is_skipped_with_a_friendly_word(adam, cast, kind):
    page = adam.post(address("child_pictures", kind), {"value": ""}, follow=True)
    assert (page.status_code, "Det er helt i orden." in page.content.decode(), is_calm(page)) == (200, True, True)
    assert page.redirect_chain[-1][0] != address("child_pictures", kind)
    with acting(cast.fjord, "resource_advisor") as person:
        assert not Perspective.objects.visible_to(person).filter(link=adam.made.ask.link_id).exists()


def test_words_that_a_child_wipes_out_are_gone(adam, cast):
    key, where = item("three_houses", Kind.TEXT).key, address("three_houses", Kind.TEXT)
    adam.post(where, {"value": "Noget, jeg fortryder"})
    adam.post(where, {"value": "  "}, headers={"Accept": "application/json"})
    assert voice(cast.fjord, adam.made).values == {"three_houses": {key: None}}


def test_too_many_words_stand_there_still_and_nothing_is_red(adam):
    page = adam.post(address("three_houses", Kind.TEXT), {"value": "æ" * 4001})
    assert (page.status_code, "æ" * 4001 in page.content.decode(), is_calm(page)) == (422, True, True)
    assert "Gør det lidt kortere." in page.content.decode()


def test_sent_with_nothing_said_it_is_told_calmly_what_else_there_is(adam):
    page = adam.post("/svar/igennem", {"parents": "yes"})
    assert (page.status_code, is_calm(page), "Jeg vil ikke med. Sig det for mig." in page.content.decode()) == (
        422,
        True,
        True,
    )


def test_after_a_long_break_the_page_says_how_to_go_on_and_nothing_of_anybody(adam, cast, time_machine):
    where = address("three_houses", Kind.TEXT)
    adam.post(where, {"value": "Min hund"})
    time_machine.move_to("2026-05-21T09:31:00+02:00", tick=False)
    page = adam.post(where, {"value": "Min hund hedder Æble"})
    assert (page.status_code, "Har du holdt en pause?" in page.content.decode(), is_calm(page)) == (404, True, True)
    stranger = Client().get("/svar/three_houses/good_words")
    assert (stranger.status_code, "Har du holdt en pause?" in stranger.content.decode()) == (404, True)
    assert adam.post(where, {"value": "x"}, headers={"Accept": "application/json"}).status_code == 404
    adam.post(f"/l/{adam.made.token}", {"factor": adam.made.code})
    assert "Min hund</textarea>" in adam.get(where).content.decode()


def test_a_photo_of_a_drawing_loses_where_it_was_taken(adam, cast):
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1], exif[0x010F] = "N", "QxKamera"
    photo = SimpleUploadedFile("IMG_1.jpg", picture("JPEG", exif=exif))
    adam.post(address("child_pictures", Kind.DRAWING), {"drawing": photo})
    row = drawings(cast.fjord)[0]
    kept = files.read(row.stored, row.municipality_id)
    assert b"Exif" not in kept and b"QxKamera" not in kept


def test_next_without_anything_new_leaves_the_drawing(adam, cast):
    where = address("child_pictures", Kind.DRAWING)
    adam.post(where, {"drawing": png()})
    assert adam.post(where, {}).status_code == 302
    assert len(drawings(cast.fjord)) == 1


def test_who_would_rather_write_is_shown_where(adam):
    page = adam.get(address("three_houses", Kind.DRAWING)).content.decode()
    assert address("three_houses", Kind.TEXT) in page and "Jeg vil hellere skrive det" in page


def test_it_is_sent_only_with_a_word_on_the_parents(adam, cast):
    x = cast.fjord
    adam.post(address("child_pictures", Kind.FACES), {"value": "2"})
    page = adam.post("/svar/igennem", {})
    assert (page.status_code, "Sig først, om dine forældre må se det." in page.content.decode()) == (422, True)
    assert voice(x, adam.made).finished_at is None
    assert adam.post("/svar/igennem", {"parents": "no"}).status_code == 302
    kept = voice(x, adam.made)
    assert (kept.hidden_from_parents, kept.finished_at is not None) == (True, True)
    assert "dine forældre ikke må se det" in adam.get("/svar/tak").content.decode()
    assert adam.post("/svar/igennem", {"parents": "yes"}).status_code == 200  # sent twice: the page of thanks
    assert voice(x, adam.made).hidden_from_parents is True


def test_yes_lets_the_parents_see_it(adam, cast):
    adam.post(address("child_pictures", Kind.FACES), {"value": "2"})
    adam.post("/svar/igennem", {"parents": "yes"})
    assert voice(cast.fjord, adam.made).hidden_from_parents is False


def test_i_do_not_want_to_is_said_for_the_child(adam, cast):
    page = adam.post("/svar/nej", {"words": "Jeg vil hellere tale med Line.", "hide": "1"}, follow=True)
    assert "Det er helt i orden" in page.content.decode()
    kept = voice(cast.fjord, adam.made)
    assert (kept.hidden_from_parents, "tale med Line" in kept.not_obtained_reason) == (True, True)
    with acting(cast.fjord, "resource_advisor"):
        adam.made.ask.refresh_from_db()
    assert adam.made.ask.declined_words == "Jeg vil hellere tale med Line."


def test_half_an_answer_is_found_again_after_a_pause(adam, cast, client):
    adam.post(address("child_pictures", Kind.FACES), {"value": "4"})
    adam.post("/svar/luk")
    assert client.get("/svar/").status_code == 404
    client.post(f"/l/{adam.made.token}", {"factor": adam.made.code})
    page = client.get(address("child_pictures", Kind.FACES)).content.decode()
    assert re.search(r'value="4" checked', page)


def test_the_youngest_get_younger_words_and_bigger_letters(adam, cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        type(x.c1).objects.filter(pk=x.c1.pk).update(born_on=date(2019, 1, 1))
    assert "child-young" in adam.get(address("child_pictures", Kind.FACES)).content.decode()
    with acting(x, "resource_advisor"):
        type(x.c1).objects.filter(pk=x.c1.pk).update(born_on=date(2014, 1, 1))
    assert "child-young" not in adam.get(address("child_pictures", Kind.FACES)).content.decode()


def test_another_link_sees_neither_the_drawing_nor_the_page(adam, cast, client):
    adam.post(address("child_pictures", Kind.DRAWING), {"drawing": png()})
    row = drawings(cast.fjord)[0]
    stranger = Client()
    assert stranger.get(reverse("answer_drawing", args=[row.uuid])).status_code == 404
    other = asked(cast.bakke)
    stranger.post(f"/l/{other.token}", {"factor": other.code})
    assert stranger.get(reverse("answer_drawing", args=[row.uuid])).status_code == 404


def test_asked_about_more_the_drawing_comes_along_and_nothing_is_told_before_it_is_sent(adam, cast):
    """The words of the second time are under no earlier yes: the child says anew what the parents may see."""
    x = cast.fjord
    adam.post(address("child_pictures", Kind.DRAWING), {"drawing": png()})
    adam.post("/svar/igennem", {"parents": "yes"})
    row = drawings(x)[0]
    with acting(x, "resource_advisor") as by:
        mapping = NeedsMapping.objects.visible_to(by).get(pk=adam.made.ask.mapping_id)
        again = make_ask(
            mapping=mapping, pathway_child=x.p1, informant="child", way="link", instruments=["child_pictures"], due_on=date(2026, 6, 1), by=by
        )  # fmt: skip
    other = Client()
    other.post(f"/l/{again.token}", {"factor": again.code})
    other.post(address("child_pictures", Kind.FACES), {"value": "1"})
    assert reverse("answer_drawing", args=[row.uuid]) in other.get("/svar/igennem").content.decode()
    assert other.get(reverse("answer_drawing", args=[row.uuid])).status_code == 200
    with acting(x, "resource_advisor") as person:
        rows = Perspective.objects.visible_to(person).filter(mapping=mapping, informant="child")
        assert (rows.count(), rows.shown_to_parents().count()) == (1, 0)
    other.post("/svar/igennem", {"parents": "no"})
    with acting(x, "resource_advisor") as person:
        assert rows.get().hidden_from_parents is True


# ---- for those who read the answer ----


def test_a_drawing_is_read_as_the_answer_it_belongs_to(adam, cast):
    x, client = cast.fjord, Client()
    adam.post(address("child_pictures", Kind.DRAWING), {"drawing": png()})
    row = drawings(x)[0]
    readers = {"resource_advisor": 200, "learning_advisor": 200, "principal": 404, "teacher": 404, "group_leader": 404, "other_advisor": 404}  # fmt: skip
    for who, status in readers.items():
        client.force_login(x.users[who])
        assert client.get(reverse("drawing_open", args=[row.uuid])).status_code == status, who
    adam.post("/svar/igennem", {"parents": "yes"})  # sent, and shared as any other answer when a ground stands
    client.force_login(x.users["group_leader"])
    assert client.get(reverse("drawing_open", args=[row.uuid])).status_code == 200


def test_the_adult_whom_the_child_tells_keeps_it_from_the_parents_and_undoes_it(cast, client):
    x = cast.fjord
    client.force_login(x.users["resource_advisor"])
    where = reverse("voice_privacy", args=[x.child_voice.uuid])
    assert client.post(where, {"parents": "yes"}).status_code == 422  # a no is lifted with a reason
    page = client.post(where, {"parents": "yes", "because": "Adam sagde det til mig i dag."}, follow=True)
    assert "Forældrene må se barnets svar." in page.content.decode()
    assert "Adam sagde det til mig i dag." in client.get(where).content.decode()
    undo = next(m.extra_tags for m in page.context["messages"] if m.extra_tags).removeprefix("undo:")
    client.post(undo)
    with acting(x, "resource_advisor") as person:
        assert Perspective.objects.visible_to(person).get(pk=x.child_voice.pk).hidden_from_parents is True
    assert client.post(where, {}).status_code == 422
    assert client.get(reverse("voice_privacy", args=[x.teacher_voice.uuid])).status_code == 403
    client.force_login(x.users["other_advisor"])
    assert client.get(where).status_code == 404


# ---- on the professional's screen ----


def test_together_the_child_sees_its_own_page_and_says_what_the_parents_may_see(cast):
    x, client = cast.fjord, Client()
    made = asked(x, way="together")
    client.force_login(x.users["resource_advisor"])
    at = lambda name, kind=None: reverse(  # noqa: E731
        name, args=[made.ask.uuid, *(["child_pictures", item("child_pictures", kind).key] if kind else [])]
    )
    page = client.get(at("ask_child_question", Kind.FACES)).content.decode()
    assert "#face-1" in page and "css/child.css" in page
    assert [
        word
        for word in (x.c1.given_name, "Jeg vil ikke med", "/svar/", x.staff["resource_advisor"].name)
        if word in page
    ] == []
    client.post(at("ask_child_question", Kind.FACES), {"value": "4"})
    skipped = client.post(at("ask_child_question", Kind.DRAWING), {}, follow=True)
    assert (skipped.status_code, is_calm(skipped), drawings(x)) == (200, True, [])
    client.post(at("ask_child_question", Kind.DRAWING), {"drawing": png()})
    (row,) = drawings(x)
    assert (
        reverse("drawing_open", args=[row.uuid]) in client.get(at("ask_child_question", Kind.DRAWING)).content.decode()
    )
    assert client.get(reverse("drawing_open", args=[row.uuid])).status_code == 200
    assert "Må dine forældre se det?" in client.get(at("ask_given_back")).content.decode()
    page = client.post(at("ask_given_back"), {"parents": "no"}, follow=True).content.decode()
    assert "dine forældre ikke må se det" in page and "Giv skærmen tilbage nu." in page
    with acting(x, "resource_advisor"):
        voice = Perspective.objects.get(pk=row.perspective_id)
    assert (voice.hidden_from_parents, voice.finished_at, voice.link_id) == (True, None, None)
    page = client.get(at("ask_given_back")).content.decode()  # the no stands: it is not asked about again
    assert ("Må dine forældre se det?" in page, "dine forældre ikke må se det" in page) == (False, True)
    client.post(at("ask_given_back"), {"parents": "yes"})
    with acting(x, "resource_advisor"):
        voice.refresh_from_db()
    assert voice.hidden_from_parents is True
    review = client.get(reverse("ask_review", args=[made.ask.uuid])).content.decode()
    assert (reverse("voice_privacy", args=[voice.uuid]) in review, "Har du spurgt barnet" in review) == (True, False)
