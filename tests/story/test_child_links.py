"""The child's own page in the browser: on a phone with pictures, houses and a drawing; by keyboard; without a script; read aloud."""

from datetime import date

import pytest
import time_machine

from core import files
from mapping.actions.asks import make_ask
from mapping.models import Drawing, NeedsMapping, Perspective
from tests.cast import acting, make_municipality
from tests.conftest import log_in_as
from tests.core.test_uploads import picture
from tests.story.test_links import enter, looked_at

pytestmark = pytest.mark.browser
DAY = "2026-05-21"
PHONE = {"width": 390, "height": 844}
# A device with one voice of its own for Danish, or with one that would send the words away.
VOICES = """
(() => {
  const said = [], voice = { lang: "LANG", localService: LOCAL, name: "x" };
  window.said = said;
  window.SpeechSynthesisUtterance = function (text) {
    const heard = {};
    return { text, addEventListener: (name, act) => (heard[name] = act), end: () => heard.end() };
  };
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => [voice], cancel: () => {}, addEventListener: () => {},
    speak: (each) => { said.push(each.text); setTimeout(each.end, 5); },
  } });
})();
"""


def voices(language, local):
    return VOICES.replace("LANG", language).replace("LOCAL", "true" if local else "false")


@pytest.fixture(scope="module")
def skov(cast, chromium, django_db_blocker):
    with django_db_blocker.unblock():
        log_in_as("owner")
        x = make_municipality("Kær", cast.fjord.version)
        log_in_as("runtime")
    return x


@pytest.fixture
def ask(skov, people, django_db_blocker):
    people(skov).on(DAY, "09:00")

    def one(*slugs):
        with (
            django_db_blocker.unblock(),
            time_machine.travel(f"{DAY}T09:00+02:00"),
            acting(skov, "resource_advisor") as by,
        ):
            row = NeedsMapping._base_manager.create(
                municipality=skov.municipality, pathway=skov.w, kind="follow_up", opened_on=date(2026, 5, 18)
            )
            return make_ask(
                mapping=row, pathway_child=skov.p1, informant="child", way="link", instruments=slugs or ["child_pictures"],
                due_on=date(2026, 6, 1), by=by,
            )  # fmt: skip

    return one


@pytest.fixture
def kept(skov, django_db_blocker):
    def read(made):
        with (
            django_db_blocker.unblock(),
            time_machine.travel(f"{DAY}T09:00+02:00"),
            acting(skov, "resource_advisor") as by,
        ):
            voice = Perspective.objects.visible_to(by).get(link=made.ask.link_id)
            return voice, list(Drawing.objects.visible_to(by).filter(perspective=voice))

    return read


def test_a_child_on_a_phone(ask, kept, open_page, axe):
    made, page = ask("child_pictures", "three_houses"), open_page(**PHONE)
    enter(page, made)
    seen = looked_at(page, axe)
    page.click("text=Huset med de gode ting")
    page.wait_for_url("**/good_words")
    page.fill("textarea", "Min hund")
    page.click("text=Næste")
    page.wait_for_url("**/good_drawing")
    seen += looked_at(page, axe)
    page.click("[data-pen=red]")
    draw(page)
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 204):
        pass  # kept by itself when the pen rests
    voice, (drawing,) = kept(made)
    assert voice.values["three_houses"] == {"good_words": "Min hund", "good_drawing": str(drawing.uuid)}
    assert reddest(drawing) > 50
    page.click("text=Næste")
    page.wait_for_url("**/worries_words")
    page.click("text=Det vil jeg ikke svare på")
    page.goto("/svar/child_pictures/at_school")
    seen += looked_at(page, axe)
    page.check("[name=value][value='2']", force=True)
    page.click("text=Jeg er færdig")
    page.wait_for_url("**/igennem")
    seen += looked_at(page, axe)
    page.click("text=Send det")
    page.wait_for_selector("[role=alert]")
    seen += looked_at(page, axe)
    page.check("#parents-no", force=True)
    page.click("text=Send det")
    page.wait_for_url("**/tak")
    seen += looked_at(page, axe)
    voice, _drawings = kept(made)
    assert (voice.hidden_from_parents, voice.values["child_pictures"]["at_school"]) == (True, 2)
    assert voice.values["three_houses"]["worries_words"] is None
    assert seen == []


def draw(page):
    box = page.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 30 + step * 15, box["y"] + 30 + (step % 3) * 40)
    page.mouse.up()


def reddest(drawing):
    """How many points of the kept picture are red."""
    import io

    from PIL import Image

    image = Image.open(io.BytesIO(files.read(drawing.stored, drawing.municipality_id)))
    return sum(n for n, (r, g, b) in image.getcolors(1_000_000) if r > 150 and g < 120 and b < 120)


def test_faces_and_a_photo_by_keyboard_on_a_wide_screen(ask, kept, open_page, axe):
    made, page = ask(), open_page(width=1280)
    enter(page, made)
    page.goto("/svar/child_pictures/at_school")
    page.locator("[name=value]").first.focus()
    with page.expect_response(lambda answer: answer.status == 204):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/in_breaks")
    page.goto("/svar/child_pictures/good_day")
    seen = looked_at(page, axe)
    page.locator("[data-photo]").focus()
    page.set_input_files("[data-photo]", {"name": "foto.png", "mimeType": "image/png", "buffer": picture()})
    page.click("text=Næste")
    page.wait_for_url("**/igennem")
    voice, (drawing,) = kept(made)
    assert voice.values["child_pictures"] == {"at_school": 2, "good_day": str(drawing.uuid)}
    page.click("text=Ikke endnu")
    page.click("text=Jeg vil ikke med")
    seen += looked_at(page, axe)
    page.fill("textarea", "Jeg er træt.")
    page.click("text=Sig det for mig")
    page.wait_for_selector("text=Det er helt i orden")
    seen += looked_at(page, axe)
    assert seen == []


def test_without_a_script_everything_can_be_answered(ask, kept, open_page):
    made, page = ask(), open_page(**PHONE, java_script_enabled=False)
    enter(page, made)
    assert page.locator("[data-read]").is_hidden()
    page.goto("/svar/child_pictures/at_school")
    page.check("[name=value][value='5']", force=True)
    page.click("text=Næste")
    page.goto("/svar/child_pictures/good_day")
    assert page.locator("[data-board]").is_hidden()
    page.set_input_files("[data-photo]", {"name": "foto.png", "mimeType": "image/png", "buffer": picture()})
    page.click("text=Næste")
    page.wait_for_url("**/igennem")
    page.check("#parents-yes", force=True)
    page.click("text=Send det")
    page.wait_for_url("**/tak")
    voice, drawings = kept(made)
    assert (voice.hidden_from_parents, voice.values["child_pictures"]["at_school"], len(drawings)) == (False, 5, 1)


def test_it_is_read_aloud_only_by_a_voice_of_this_device(ask, open_page):
    made = ask()
    for language, local, shown in (("da-DK", True, True), ("da-DK", False, False), ("en-GB", True, False)):
        page = open_page(**PHONE)
        page.add_init_script(voices(language, local))
        enter(page, made)
        page.goto("/svar/child_pictures/at_school")
        page.wait_for_timeout(200)
        assert page.locator("[data-read]").is_visible() is shown, (language, local)
        if shown:
            page.click("[data-read]")
            page.wait_for_timeout(800)
            assert page.evaluate("window.said") == [
                "Hvordan har du det i skolen?",
                "Rigtig svært",
                "Lidt svært",
                "Midt imellem",
                "Godt",
                "Rigtig godt",
            ]
        page.context.close()
