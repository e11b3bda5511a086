"""The steps of the story, each as the person who takes it, on its day. The order is that of tests/story/test_story.py."""

import re
from datetime import date, timedelta

from cases.models import Pathway, PathwayChild
from classes.actions.log import log_session
from classes.models import SchoolClass
from insight.demo import ground
from insight.demo.pathways import ClassStory
from mapping.models import NeedsMapping
from parentgroups.actions import join_group, save_register
from parentgroups.models import GroupEnrolment, GroupSession, ParentGroup
from tests.story.walker import press, write

STATUS = {"p": "present", "n": "notice", "u": "absent"}
WORDS = {"p": "Til stede", "n": "Afbud", "u": "Udeblevet"}


class Story:
    """5.B on its way; `walkers` are its people. What one step finds, the next ones use."""

    def __init__(self, stage, walkers, numbers, data):
        self.stage, self.walkers, self.numbers, self.data = stage, walkers, numbers, data

    def page(self, who, address):
        page = self.walkers(who)
        page.goto(address)
        return page

    # ---- the class ----

    def fetch_the_class_list(self):
        self.walkers.on("2026-01-08")
        page = self.page("ressourcevejleder", "/klasser/hent")
        page.get_by_label("Klasseliste").set_input_files(self.data / "5b.csv")
        press(page)
        previewed = page.locator("main").inner_text()
        press(page, twice=True)
        with self.stage.acting("ressourcevejleder", "2026-01-08"):
            self.stage.classes["Fjordby Skole", "5.B"] = SchoolClass.objects.get(name="5.B")
        ground.add_class_teams(self.stage)
        return previewed, page.locator("main").inner_text()

    def choose_the_class(self):
        """Nominated by the principal, assessed by the advisor, three parties, decided, accepted."""
        self.walkers.on("2026-01-12")
        principal = self.page("skoleleder", "/klasser/")
        principal.get_by_role("link", name="5.B", exact=True).click()
        principal.get_by_role("link", name="Foreslå klassen").click()
        for label, choice in (
            ("Ressourcevejleder", "Karen Lindholm"),
            ("Enhed i social", "Familiehuset"),
            ("Gruppeleder", "Samira Nygaard"),
        ):
            principal.get_by_label(label).select_option(label=choice)
        press(principal, twice=True)
        self.selection = principal.url
        self._assess()
        self.walkers.on("2026-01-20")
        for who in ("ressourcevejleder", "gruppeleder", "skoleleder"):
            self._answer(who, "Klassen har brug for det, og teamet er klar.")
        self._answer("skoleleder", "De tre parter er enige.")
        self.walkers.on("2026-01-26")
        self._answer("skoleleder", "Teamet siger ja.")

    def _assess(self):
        page = self.page("ressourcevejleder", f"{self.selection}/ret")
        for box in page.locator("main textarea").all():
            box.fill("Timerne begynder uroligt. Når opgaven er klar, arbejder de fleste godt.")
        press(page)

    def _answer(self, who, reason):
        """Vote, decide and answer look alike: a yes first, and why."""
        page = self.page(who, self.selection)
        page.get_by_role("radio").first.check()
        write(page, "Hvorfor?", reason)
        press(page, twice=True)

    def find_the_pathway(self):
        self.walkers.on("2026-01-29")
        page = self.page("ressourcevejleder", "/forloeb/")
        page.get_by_role("link", name="5.B, Fjordby Skole").first.click()
        self.pathway = page.url
        with self.stage.acting("ressourcevejleder", "2026-01-29"):
            row = Pathway.objects.get(uuid=self.pathway.rpartition("/")[2])
        self.b5 = ClassStory(self.stage, "fjordby", "5.B", advisor="ressourcevejleder", principal="skoleleder")
        self.b5.pathway = row
        return page.locator("main").inner_text()

    # ---- the mapping ----

    def map_the_class(self):
        page = self.page("ressourcevejleder", f"{self.pathway}/kortlaegning")
        press(page, twice=True)
        page.locator("a[href*='/miljoe/team']").first.click()
        page.get_by_label("Det går godt").first.fill("Klassen er hjælpsom og har humor.")
        page.get_by_label("Det er svært").first.fill("Skift mellem timer er svære.")
        press(page)
        page.locator("a[href*='/miljoe/pupils']").first.click()
        page.get_by_label("Det går godt").first.fill("Vi er gode til at hjælpe.")
        press(page)

    def confirm_children(self):
        self.walkers.on("2026-02-02")
        page = self.page("ressourcevejleder", f"{self.pathway}/boern")
        for name in ("Adam Winther", "Selma Poulsen", "Noah Juhl"):
            page.get_by_label(name).check()
        press(page, twice=True)
        with self.stage.acting("ressourcevejleder", "2026-02-02"):
            rows = PathwayChild.objects.select_related("child").filter(pathway=self.b5.pathway)
            self.rows = {row.child.given_name: row for row in rows}
            self.b5.mapping = NeedsMapping.objects.get(pathway=self.b5.pathway)
        self.b5.children = {row.child_id: row for row in self.rows.values()}

    def of_child(self, name, what):
        return f"/barn-i-forloeb/{self.rows[name].uuid}/{what}"

    def make_the_offers(self):
        self.walkers.on("2026-02-09")
        self._offer("Adam", {"Camilla Winther": "Ja", "Bo Winther": "Ja"})
        self._offer("Selma", {"Fatma Poulsen": "Ja"})
        return self._offer("Noah", {"Gitte Juhl": "Ja", "Lars-Ole Juhl": "Nej"})

    def _offer(self, name, answers):
        page = self.page("ressourcevejleder", self.of_child(name, "tilbud"))
        for holder, answer in answers.items():
            part = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=holder))
            part.get_by_label(answer, exact=True).check()
            part.get_by_label("Svarede den").fill("2026-02-09")
        page.get_by_label("På et møde").check()
        write(page, "Det blev sagt", "Hvad forløbet er, hvem der er med, og at I kan stoppe igen.")
        press(page, twice=True)
        return page.locator("main").inner_text()

    def record_the_basis(self):
        self.walkers.on("2026-02-11")
        page = self.page("ressourcevejleder", self.of_child("Adam", "grundlag"))
        page.get_by_label("Skriftligt samtykke").check()
        write(page, "Det har familien fået at vide", "Teksten er læst højt og givet med hjem.")
        press(page, twice=True)

    def hear_everybody(self):
        """Adam is heard by the three who write; Selma's part is told by the same actions."""
        self.walkers.on("2026-02-12")
        self._voice("ressourcevejleder", "child", "Jeg er hurtig og god til fodbold.")
        self._voice("gruppeleder", "parent", "Han hjælper sine søskende.")
        self._voice("laerer", "professional", "Husker alle regler udenad.")
        self.b5.share(self.rows["Selma"], "2026-02-12")
        self.b5.voices(
            self.rows["Selma"],
            "2026-02-13",
            "Jeg kan tegne.",
            "",
            "Siger fra.",
            missing="Mor ville hellere ringes op efter ferien.",
        )
        self.walkers.on("2026-02-16")
        page = self.page("ressourcevejleder", f"{self.pathway}/kortlaegning")
        page.locator("a[href$='/afslut']").first.click()
        press(page)
        page.get_by_label("Hvad ser I sammen?").fill(
            "Klassen har et stærkt fællesskab at bygge på. Skift er det sværeste."
        )
        press(page)

    def _voice(self, who, informant, text):
        page = self.page(who, self.of_child("Adam", f"perspektiv/{informant}"))
        page.locator("main textarea").first.fill(text)
        page.get_by_label("Samtale").check()
        press(page, twice=True)

    # ---- plan and start ----

    def write_the_plan(self):
        self.walkers.on("2026-02-18")
        page = self.page("ressourcevejleder", f"{self.pathway}/plan")
        press(page)
        write(page, "Det går godt", "Klassen er hjælpsom, når opgaven er klar.")
        write(page, "Det arbejder vi med", "Rolig start: alle er i gang inden for fem minutter.")
        press(page, "main button:visible:text-is('Tilføj et mål')")
        page.get_by_label("Mål", exact=True).fill("Alle er i gang inden for fem minutter, fire ud af fem dage.")
        press(page, twice=True)
        press(page, "main button:visible:has-text('Tilføj et tiltag')")
        page.get_by_label("Kerneelement").select_option(label="Ros og opmuntring")
        press(page, "main button:visible:text-is('Vis forslag')")
        page.get_by_label("Fem konkrete ros").check()
        page.get_by_label("Hvem sørger for det").select_option(label="Anders Bech")
        press(page, twice=True)
        press(page, "main button:visible:text-is('Gem og del planen')")
        press(page, "main button:visible:text-is('Sæt planen i kraft')")
        press(page, twice=True)
        self._annex()

    def _annex(self):
        page = self.page("ressourcevejleder", self.of_child("Adam", "bilag"))
        write(page, "Det er Adam god til", "Er hurtig til at hjælpe de små.")
        press(page, twice=True)

    def start_the_pathway(self):
        self.walkers.on("2026-02-24")
        page = self.page("ressourcevejleder", f"{self.pathway}/start")
        page.get_by_label("Planlagt sidste dag").fill(self.numbers["follow_up"]["ends_on"].isoformat())
        press(page, twice=True)
        return page.locator("main").inner_text()

    # ---- the course ----

    def log_sessions(self):
        """The first as a person writes it, the others of 5.B by the same action."""
        page = self.page("ressourcevejleder", f"{self.pathway}/session")
        page.get_by_label("Sammen i klassen").check()
        page.get_by_label("Tydelighed og forudsigelighed").check()
        write(page, "Hvad skete der?", "Alle kom i gang inden for fem minutter.")
        press(page, twice=True)
        for day in ("2026-03-03", "2026-03-05", "2026-03-10"):
            with self.stage.acting("ressourcevejleder", day, 12) as by:
                log_session(
                    pathway=self.b5.pathway,
                    held_on=date.fromisoformat(day),
                    kind="class",
                    elements=["praise"],
                    line="Ti konkrete ros.",
                    by=by,
                )

    def write_co_teaching(self):
        """Gives what the page says after each of the two weeks."""
        said = []
        for week in self.numbers["co_teaching"]["weeks"]:
            self.walkers.on((week["monday"] + timedelta(days=4)).isoformat(), "13:00")
            page = self.page("ressourcevejleder", f"{self.pathway}/tolaerer?uge={week['monday']}")
            write(page, "Lektioner med to voksne", week["lessons"].replace(".", ","))
            write(page, "Hvem?", "Karen og Anders")
            press(page, twice=True)
            said.append(page.locator("main").inner_text())
        return said

    # ---- the parent group ----

    def start_the_group(self):
        """Invited and taken in on the page, the one with a companion; the other seven by the same action."""
        self.walkers.on("2026-03-06", "15:00")
        page = self.page("gruppeleder", "/foraeldregrupper/ny")
        for label, text in (
            ("Gruppens navn", "Forældregruppe forår"),
            ("Første mødegang", "2026-03-11"),
            ("Begynder kl", "16:30"),
            ("Antal mødegange", "7"),
        ):
            write(page, label, text)
        page.get_by_label("Hvor tit").select_option(label="Hver uge")
        days = page.locator("#days")
        days.get_by_text("Onsdag 29. april 2026").wait_for()  # they follow what is written, past the Easter holiday
        self.days_shown = days.locator("li > p:first-child").all_inner_texts()
        press(page, twice=True)
        self.group = page.url
        page.get_by_role("link", name="Inviter forældre").first.click()
        for box in page.get_by_role("checkbox", name=re.compile("5.B|, mor til")).all():
            box.check()
        press(page, twice=True)
        page.goto(f"{self.group}/familier")
        page.get_by_role("listitem").filter(has_text="Fatma Poulsen").locator("a[href$='/kom-med']").first.click()
        write(page, "Ledsager", "Inger (mormor)")
        press(page, twice=True)
        self._take_in()

    def _take_in(self):
        with self.stage.acting("gruppeleder", "2026-03-06", 16) as by:
            self.parent_group = ParentGroup.objects.get(pathway__uuid=self.group.rpartition("/")[2])
            for each in GroupEnrolment.objects.filter(group=self.parent_group, state="invited"):
                join_group(enrolment=each, by=by, on=date(2026, 3, 6))
            found = GroupEnrolment.objects.filter(group=self.parent_group).select_related("parent")
            self.enrolments = list(found.order_by("parent__name_key"))

    def keep_the_registers(self):
        """The first with "Alle til stede" and the second parent by parent, on the page; the other five by the same action."""
        days, marks = self.numbers["group"]["days"], self.numbers["attendance"]["marks"]
        self._register_on_page(days[0], marks[0])
        self._register_on_page(days[1], marks[1])
        for number, (day, line) in enumerate(zip(days[2:], marks[2:], strict=True), 3):
            with self.stage.acting("gruppeleder", day, 19) as by:
                session = GroupSession.objects.get(group=self.parent_group, number=number)
                given = {
                    (each.pk, False): (STATUS[mark], "ill" if mark == "n" else "")
                    for each, mark in zip(self.enrolments, line, strict=True)
                }
                save_register(session=session, marks=given, by=by)

    def _register_on_page(self, day, line):
        self.walkers.on(day, "19:00")
        page = self.page("gruppeleder", self.group)
        page.get_by_role("link", name="Registrér fremmøde").first.click()
        for each, mark in zip(self.enrolments, line, strict=True):
            if mark != "p":
                self.mark(page, each.parent.name, mark)
        page.get_by_role("button", name="Alle til stede").click()
        press(page, twice=True)

    @staticmethod
    def mark(page, parent, mark):
        row = page.get_by_role("group", name=parent, exact=True)
        row.get_by_label(WORDS[mark]).check()
        if mark == "n":
            row.get_by_label("Syg").check()

    # ---- the follow-up ----

    def hold_the_follow_up(self):
        self.walkers.on("2026-05-26")
        page = self.page("ressourcevejleder", "/")
        page.locator("main a[href$='/hold']").first.click()
        self.held_at = page.url
        for name in ("Anders Bech", "Samira Nygaard"):
            page.get_by_label(name).check()
        page.get_by_text("Andre, eller en anden dag").click()
        write(page, "Andre", "Adams mor, SFO-leder")
        for row in page.get_by_role("radio", name="Stadig i den almindelige klasse").all():
            row.check()
        for row in page.get_by_role("radio", name="Var med").all():
            row.check()
        page.get_by_label("Tættere på").first.check()
        write(page, "Hvad så I?", "Færre uenigheder i frikvarteret.")
        page.get_by_role("group", name="Har I brug for").get_by_label("Nej").check()
        write(page, "Aftale 1", "Fast legeplan i frikvarteret")
        press(page, twice=True)
        return page.locator("main").inner_text()
