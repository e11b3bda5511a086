"""The voices, walked as one: three people answer, each in their own way; what is seen becomes goals, the plan is told, and
the family stops the sharing. All of it in the browser; what
the pages must show is counted by hand below."""

import re

import pytest

from cases.models import AudienceVersion, Goal, PathwayChild, PathwayPlan
from insight.demo import ground, story
from insight.demo.names import Guardian, Pupils, pupil
from insight.demo.pathways import ClassStory
from mapping.models import Perspective
from tests.story.ground import make_stage
from tests.story.walker import press

pytestmark = pytest.mark.browser
PEOPLE = ("ressourcevejleder", "gruppeleder", "skoleleder", "udfoererleder", "laerer")
PHONE = {"width": 390, "height": 844}
# What each of them answers to "Hverdagen lige nu", in its order; None: would rather not say.
CHILD = ("Fodbold", 8, 5, None, 3, None, 4, None, None, None)
MOTHER = ("يحب مساعدة إخوته", 7, 6, None, 6, None, 4, None, "نادرًا", "كل أسبوع", 5, None, None)
TEACHER = ("Hjælper de små", 4, 4, None, 6, None, 5, None, "Nogle gange", "Flere gange om ugen", 8, None, None)
# By hand, on 1-10. Calm: the child 4; the mother (4 + 3.25 + 5.5) / 3 = 4.25, for "sjældent" is 2 of 5, and "hver uge" is
# 3 of 5 and turned round; the teacher (5 + 5.5 + 3.25) / 3 = 4.58. Together: the child would not say.
FIGURES = {
    "Styrker og interesser": ("8", "7", "4"), "Trivsel": ("5", "6", "4"), "Samvær med andre": ("3", "6", "6"), "Ro og reaktioner": ("4", "4,3", "4,6"),
    "Skole og hjem sammen": ("ville ikke svare", "5", "8"),
}  # fmt: skip
WORDS = {
    "da": {"next": "Næste", "not": "Det vil jeg ikke svare på"},
    "ar": {"next": "التالي", "not": "لا أريد الإجابة عن هذا"},
}


@pytest.fixture
def stage(cast, chromium, live_address, settings):
    """3.B is being mapped; Adam, nine years old, is in, and his mother and the two sides share."""
    settings.SITE_URL = live_address  # slips carry whole addresses
    stage = make_stage("Stemmerup", needed=PEOPLE)
    born = stage.clock.day("2016-11-12")
    adam = pupil("Adam", "Winther", "3.B", 3, born, [Guardian("Camilla Winther", "mother", "20 10 20 30")])
    rows = [adam, *Pupils(seed=3, year=2025).rows("3.B", 3, 7)]
    story.fetch_classes(stage, {("fjordby", "ressourcevejleder"): rows})
    stage.plan["people"] = [(*line[:5], "3.B") if line[4] == "class_team" else line for line in stage.plan["people"]]
    ground.add_class_teams(stage)
    stage.b3 = ClassStory(stage, "fjordby", "3.B", advisor="ressourcevejleder", principal="skoleleder")
    stage.b3.choose("2026-01-12", "2026-01-20", "2026-01-26")
    stage.b3.map_class("2026-01-29")
    (pupil_,) = story.pupils_of(stage.b3, 1)
    (stage.adam,) = stage.b3.confirm("2026-02-02", [pupil_])
    stage.b3.take_in(stage.adam, "2026-02-09")
    return stage


def go(page, what):
    """Follow a link, or press a button that leads on, and wait for what comes."""
    page.wait_for_load_state("load")
    with page.expect_event("load"):
        what.first.click()


def of(what, whose):
    """A link whose words tell those who do not see it what it is of."""
    return re.compile(rf"^{re.escape(what)}\s*: {re.escape(whose)}")


def link(page, name, **more):
    return page.get_by_role("link", name=name, **more)


def button(page, name, **more):
    return page.get_by_role("button", name=name, **more)


def answer(page, given, language="da"):
    """One question a page: a figure, the words of a point, own words, or that one would rather not."""
    words = WORDS[language]
    for each in given:
        if each is None:
            go(page, button(page, words["not"]))
            continue
        choose(page, each)
        go(page, button(page, words["next"], exact=True))


def choose(page, value):
    if page.locator("main textarea").count():
        page.get_by_role("textbox").fill(value)
    else:
        page.get_by_label(str(value), exact=True).check(force=True)  # the label is what is pressed


def test_voices_become_a_plan_that_is_told_and_a_family_stops_the_sharing(stage, people):
    walkers = people(stage)
    walkers.on("2026-02-12", "09:00")
    walk = Walk(stage, walkers)
    walk.mother_answers()
    walk.child_answers()
    walk.teacher_answers()
    walk.compare()
    walk.write_what_is_seen()
    walk.make_goals()
    walk.put_the_plan_in_force()
    walk.tell()
    walk.stop_the_sharing()


class Walk:
    def __init__(self, stage, walkers):
        self.stage, self.walkers = stage, walkers

    def mapping(self, who):
        """As one comes there: from the list of pathways."""
        page = self.walkers(who)
        page.goto("/forloeb/")
        go(page, link(page, re.compile("3.B, Fjordby Skole")))
        go(page, link(page, "Kortlægning", exact=True))
        return page

    def ask(self, who, voice, *, also=(), way="", language=""):
        """`also` are ticked besides what stands ticked: people and instruments."""
        page = self.mapping(who)
        go(page, link(page, of("Spørg", voice)))
        for label in also:
            page.get_by_label(label).check()
        if way:
            page.get_by_label(way).check()
        if language:
            page.get_by_label("Sprog").select_option(label=language)
        press(page)
        return page

    # ---- three voices ----

    def mother_answers(self):
        """In Arabic on her phone, put away in the middle of a question, and taken up again."""
        page = self.ask("gruppeleder", "Forældre", language="العربية")
        slip = handed(page)
        go(page, link(page, "Jeg har givet det videre"))
        phone = self.enter(slip)
        assert phone.get_attribute("html", "dir") == "rtl"
        go(phone, link(phone, "ابدأ"))
        answer(phone, MOTHER[:4], "ar")
        choose(phone, MOTHER[4])
        phone.get_by_text("تم الحفظ").wait_for()  # kept before "next" is pressed
        phone.context.close()

        phone = self.enter(slip)
        assert "5 من 13" in phone.locator("main").inner_text()
        go(phone, link(phone, "متابعة"))
        answer(phone, MOTHER[5:], "ar")
        go(phone, button(phone, "أرسل إجاباتي"))
        assert phone.locator("h1").inner_text() == "شكرًا على إجابتك"
        phone.context.close()

    def enter(self, slip):
        phone = self.walkers.open_page(**PHONE)
        address, code = slip
        phone.goto(address)
        phone.get_by_label("الرمز").fill(code)
        go(phone, button(phone, "افتح"))
        assert address.rpartition("/")[2] not in phone.url and "Adam" not in phone.title()
        return phone

    def child_answers(self):
        """Beside the advisor, who hands over her screen: figures first, then faces and pictures."""
        page = self.ask("ressourcevejleder", "Barnet", way="Sammen med dig nu", also=["Min dag"])
        go(page, link(page, "Giv skærmen til barnet"))
        answer(page, CHILD)
        self.pictures(page)
        go(page, button(page, "Ja, det må de gerne se"))
        assert "Giv skærmen tilbage nu." in page.locator("main").inner_text()
        go(page, link(page, "Jeg er den voksne: fortsæt"))
        go(page, button(page, "Det hele er sagt"))

    def pictures(self, page):
        for each in ("At tegne og bygge", "Dyr"):
            page.get_by_label(each).check(force=True)
        go(page, button(page, "Næste", exact=True))
        for face in ("Godt", "Lidt svært", "Rigtig godt"):
            choose(page, face)
            go(page, button(page, "Næste", exact=True))
        go(page, link(page, "Jeg er færdig"))

    def teacher_answers(self):
        page = self.ask("ressourcevejleder", "Fagfolk", also=["Anders Bech"])
        assert "er spurgt" in page.locator("main").inner_text()
        desk = self.walkers("laerer")
        desk.set_viewport_size({"width": 1280, "height": 900})
        desk.goto("/")
        go(desk, link(desk, re.compile("Svar")))
        go(desk, link(desk, "Begynd"))
        answer(desk, TEACHER)
        go(desk, button(desk, "Det hele er sagt"))

    # ---- side by side, and what is seen ----

    def compare(self):
        page = self.mapping("ressourcevejleder")
        go(page, link(page, of("Tre syn, side om side", "Adam W.")))
        assert figures_of(page, "Hverdagen lige nu") == {
            area: list(zip(("Adam", "Mor", "Skolen"), figures, strict=True)) for area, figures in FIGURES.items()
        }
        assert figures_of(page, "Min dag") == {"Trivsel": [("Adam", "7")]}
        assert "Stor forskel. Adam oplever det sværere end mor og skolen." in page.locator("main").inner_text()
        words = page.get_by_role("region", name="Med deres egne ord").inner_text()
        assert all(each in words for each in ("Fodbold", "يحب مساعدة إخوته", "Hjælper de små"))

    def write_what_is_seen(self):
        """Of Adam where the three see it differently; of the class from its answers."""
        page = self.walkers("ressourcevejleder")
        go(page, link(page, of("Skriv, hvad I ser", "Samvær med andre")))
        page.get_by_label("Det ser vi").fill("Adam har det sværest, når legen ikke er aftalt.")
        page.get_by_label("Det betyder i klassen").fill("Én aftalt leg i det store frikvarter.")
        press(page)
        assert "Adam har det sværest" in page.get_by_role("region", name="Det ser vi sammen").inner_text()
        self.mapping("ressourcevejleder")
        go(page, link(page, "Afslut kortlægningen"))
        press(page)
        go(page, link(page, of("Skriv, hvad I ser", "Klassen")))
        page.get_by_label("Det ser vi").fill("Alle er i gang, fem minutter efter at timen begynder.")
        page.get_by_label("Det betyder i klassen").fill("Samme åbning i alle fag.")
        press(page)

    def make_goals(self):
        """One click and one save each."""
        page = self.walkers("ressourcevejleder")
        go(page, link(page, of("Lav til mål", "Alle er i gang")))
        press(page)
        go(page, link(page, of("Lav til mål", "Adam har det sværest")))
        assert "Fodbold" not in page.get_by_label("Mål", exact=True).input_value()
        press(page)
        with self.stage.acting("ressourcevejleder", "2026-02-12") as by:
            goals = Goal.objects.visible_to(by).values_list("text", "plan__number", "annex__sector")
            assert sorted(goals, key=str) == [
                ("Adam har det sværest, når legen ikke er aftalt.", None, "school"),
                ("Alle er i gang, fem minutter efter at timen begynder.", 1, None),
            ]

    # ---- the plan, and how it is told ----

    def put_the_plan_in_force(self):
        """It asks for one measure, which is what the finding means in the class."""
        page = self.walkers("ressourcevejleder")
        go(page, link(page, of("Lav til tiltag", "Alle er i gang")))
        page.get_by_label("Kerneelement").select_option(label="Tydelighed og forudsigelighed")
        press(page)
        page.goto("/forloeb/")
        go(page, link(page, re.compile("3.B, Fjordby Skole")))
        go(page, link(page, "Fælles plan"))
        go(page, link(page, "Skriv videre"))
        page.get_by_label("Det går godt").first.fill("Klassen er hjælpsom, når opgaven er klar.")
        page.get_by_label("Det arbejder vi med").first.fill("Rolig start på timen.")
        go(page, button(page, "Gem og del planen"))
        go(page, button(page, "Sæt planen i kraft"))
        press(page)

    def tell(self):
        page = self.walkers("ressourcevejleder")
        go(page, link(page, "Fortæl planen"))
        for card in ("Barnet", "Barnets forældre", "Klassen", "Alle forældre i klassen"):
            self.give(page, card)
        with self.stage.acting("ressourcevejleder", "2026-02-12", 12) as by:
            assert PathwayPlan.objects.visible_to(by).get().state == "in_force"
            given = AudienceVersion.objects.visible_to(by).given()
            assert sorted(given.values_list("audience", flat=True)) == [
                "child",
                "child_parents",
                "class",
                "class_parents",
            ]

    def give(self, page, card):
        go(page, button(page.get_by_role("region", name=card, exact=True), re.compile("^Skriv den")))
        press(page)
        preview = page.get_by_role("article", name="Sådan kommer den til at se ud")
        assert ("Adam" in preview.inner_text()) is (card.startswith("Barne"))
        if card == "Barnets forældre":
            page.get_by_label("Camilla Winther").check()
            page.get_by_label("Hvorfor uden delen fra gruppelederen?").fill(
                "Gruppelederen fortæller sin del på mandag."
            )
        press(page)
        assert "Udleveret" in page.get_by_role("region", name=card, exact=True).inner_text()

    # ---- the family's page ----

    def stop_the_sharing(self):
        leader = self.mapping("gruppeleder")
        go(leader, link(leader, "Adam Winther"))
        go(leader, link(leader.get_by_role("region", name="Familiens side"), "Åbn"))
        leader.get_by_text("Lav et link").click()
        leader.get_by_label("Sprog").select_option(label="العربية")
        go(leader, button(leader, "Lav linket"))
        phone = self.enter(handed(leader))
        assert "Winther" not in phone.url
        go(phone, link(phone, re.compile("Planen for jeres barn")))
        assert "Adam har det sværest, når legen ikke er aftalt." in phone.locator("main").inner_text()
        phone.go_back()
        assert self.read_by("gruppeleder") == (True, 2) and self.read_by("ressourcevejleder") == (True, 3)
        go(phone, link(phone, "إيقاف المشاركة …"))
        press(phone)
        assert "توقفت المشاركة" in phone.locator("body").inner_text()
        assert self.read_by("gruppeleder") == (False, 0)
        assert self.read_by("ressourcevejleder") == (
            True,
            2,
        )  # the child's and the teacher's: the mother's is the other side's
        self.mapping("gruppeleder")
        assert "Adam" not in leader.content()

    def read_by(self, who):
        """Whether the child is seen on this side, and how many of the voices."""
        with self.stage.acting(who, "2026-02-12", 12) as by:
            rows = PathwayChild.objects.seen_with_child(by).filter(pk=self.stage.adam.pk)
            return rows.exists(), Perspective.objects.visible_to(by).filter(pathway_child=self.stage.adam.pk).count()


def figures_of(page, title):
    """{area: [(who, figure)]} of one instrument, from its table of numbers."""
    table = page.get_by_role("region", name=title, exact=True)
    page.get_by_role("region", name=f"{title} · styrker først").get_by_text("Vis tal som tabel").click()
    found = {}
    for row in table.get_by_role("row").all()[1:]:
        area, who, now, _before = [cell.strip() for cell in row.locator("th, td").all_inner_texts()]
        found.setdefault(area, []).append((who, now))
    return found


def handed(page):
    """(address, code) as they stand on the slip."""
    return page.get_by_label("Adresse").input_value(), page.locator(".code-shown").first.inner_text()
