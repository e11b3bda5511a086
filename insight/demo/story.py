"""The story of 5.B, with the numbers that tests/data/numbers.toml counts by hand."""

from datetime import timedelta

from cases.actions.notes import create_note
from cases.actions.people import join_pathway
from cases.actions.sharing import share_all_of_my_side
from cases.models import Child, Goal, PathwayChild
from cases.queries.sharing import live_basis
from classes.actions.class_lists import apply_import, keep_class_list
from classes.importing import Guardian
from classes.models import SchoolClass
from classes.queries import plan_import
from followup.actions import hold_meeting
from followup.models import Occurrence
from insight.demo.closing import close_7a, close_8b
from insight.demo.contacts import play_contacts
from insight.demo.findings import play_findings
from insight.demo.names import Pupils, pupil
from insight.demo.pathways import ClassStory, pupils_of
from insight.demo.rounds import play_first_round, play_follow_up
from insight.demo.team import play_team
from insight.demo.told import play_told


def fetch_classes(stage, lists):
    """Each school's class lists through the same import as the page. lists: {(school, advisor): rows}."""
    day = stage.clock.day("2025-08-11")
    for (school, advisor), rows in lists.items():
        unit = stage.units[school]
        with stage.acting(advisor, day) as by:
            draft = keep_class_list(school=unit, rows=rows, by=by)
            apply_import(draft=draft, choices={}, fingerprint=plan_import(by, unit, rows, day).fingerprint, by=by)
            for school_class in SchoolClass.objects.filter(school=unit):
                stage.classes[unit.name, school_class.name] = school_class


def class_lists(clock):
    """Four schools, sixteen classes, 352 pupils; 5.B has its 24 by name where the story needs them."""
    pupils = Pupils(seed=7, year=clock.day("2025-08-01").year)
    row = lambda school, classes: [r for name, grade, n in classes for r in pupils.rows(name, grade, n)]  # noqa: E731
    return {
        ("fjordby", "ressourcevejleder"): named_pupils(clock)
        + row("fjordby", [("5.B", 5, 20), ("4.C", 4, 21), ("6.C", 6, 22), ("7.B", 7, 21)]),
        ("strand", "ressourcevejleder2"): row(
            "strand", [("4.A", 4, 22), ("5.A", 5, 22), ("6.B", 6, 23), ("8.A", 8, 21)]
        ),
        ("bakke", "ressourcevejleder4"): row("bakke", [("3.A", 3, 22), ("5.C", 5, 22), ("7.A", 7, 21), ("8.B", 8, 23)]),
        ("eng", "ressourcevejleder3"): row("eng", [("4.B", 4, 22), ("5.D", 5, 24), ("6.A", 6, 21), ("9.A", 9, 21)]),
    }


def named_pupils(clock):
    """Adam has no CPR number yet, Selma's address is protected, Noah's parents disagree; two pupils are called Ida Holm."""
    born = lambda text: clock.day(text)  # noqa: E731
    both = lambda mother, father: [Guardian(mother, "mother", "20 10 20 30"), Guardian(father, "father", "20 40 50 60")]  # noqa: E731
    return [
        pupil("Adam", "Winther", "5.B", 5, born("2014-11-12"), both("Camilla Winther", "Bo Winther")),
        pupil(
            "Selma",
            "Poulsen",
            "5.B",
            5,
            born("2014-06-03"),
            [Guardian("Fatma Poulsen", "mother", "20 11 22 33")],
            protected=True,
            address="Kaptajnens Have 4, Fjordby",
        ),
        pupil("Noah", "Juhl", "5.B", 5, born("2015-02-20"), both("Gitte Juhl", "Lars-Ole Juhl")),
        pupil("Ida", "Holm", "5.B", 5, born("2014-12-01"), [Guardian("Mia Holm", "mother")]),
    ]


MEASURES_1 = [
    {
        "title": "Fast start på timen: program på tavlen, første opgave klar",
        "arena": "school",
        "core_element": "clarity",
        "owner": "laerer",
        "starts": "2026-03-02",
        "ends": "2026-06-19",
    },
    {
        "title": "Fem konkrete ros i hver time, sagt højt eller skrevet",
        "arena": "school",
        "core_element": "praise",
        "owner": "laerer2",
        "starts": "2026-03-16",
        "ends": "2026-06-19",
        "intensity": 1,
        "intensity_words": "ti ros i timen de første fire uger",
    },
    {
        "title": "Alle forældre får ugens ros fra klassen hver fredag",
        "arena": "home",
        "core_element": "home_school",
        "owner": "laerer2",
        "starts": "2026-03-20",
        "ends": "2026-06-19",
    },
]
MEASURES_2 = [
    {
        "title": "Aftalt leg i det store frikvarter, tre hold",
        "arena": "school",
        "core_element": "belonging",
        "owner": "paedagog",
        "starts": "2026-06-01",
        "ends": "2026-06-19",
        "partner": "Fjordby Idrætsforening",
        "partner_contact": "Kontoret, 20 99 88 77",
    },
    {
        "title": "Forældremøde om, hvordan vi taler om hinandens børn",
        "arena": "home",
        "core_element": "home_school",
        "owner": "gruppeleder",
        "starts": "2026-04-15",
        "ends": "2026-04-15",
    },
]


GOAL_1 = {
    "sign": "Alle har fundet bogen frem og skriver, når klokken er fem minutter over.",
    "points": [
        "Én dag om ugen eller sjældnere.",
        "To eller tre dage om ugen.",
        "Fire dage om ugen.",
        "Hver dag i mindst to uger.",
        "Hver dag, også når der er vikar.",
    ],
}


def play_5b(stage):
    """From selection to the week of the follow-up. Gives the ClassStory."""
    b5 = ClassStory(stage, "fjordby", "5.B", advisor="ressourcevejleder", principal="skoleleder")
    b5.choose("2026-01-12", "2026-01-20", "2026-01-26")
    b5.map_class("2026-01-29")
    with stage.acting("ressourcevejleder", "2026-02-02"):
        adam, selma, noah = (
            Child.objects.get(given_name=given, family_name=family)
            for given, family in (("Adam", "Winther"), ("Selma", "Poulsen"), ("Noah", "Juhl"))
        )
    b5.adam, b5.selma, b5.noah = b5.confirm("2026-02-02", [adam, selma, noah])
    b5.offer(b5.adam, "2026-02-09", entry_group="school_support")
    b5.offer(b5.selma, "2026-02-10")
    b5.offer(b5.noah, "2026-02-10", ["yes", "no"])
    b5.share(b5.adam, "2026-02-11")
    b5.share(b5.selma, "2026-02-11")
    b5.voices(
        b5.adam,
        "2026-02-12",
        "Jeg er hurtig og god til fodbold.",
        "Han hjælper sine søskende.",
        "Husker alle regler udenad.",
        private=True,
    )
    b5.voices(
        b5.selma,
        "2026-02-13",
        "Jeg kan tegne.",
        "",
        "Siger fra, når hun har brug for en pause.",
        missing="Mor ville hellere ringes op efter ferien.",
    )
    play_first_round(b5)
    b5.analyse("2026-02-16")
    b5.plan_version(
        "2026-02-18", "2026-02-24", MEASURES_1, goal="Alle er i gang inden for fem minutter, fire ud af fem dage.", more=GOAL_1
    )  # fmt: skip
    b5.start("2026-02-24", "2026-06-19")
    _tell_5b(b5)
    _annexes_5b(b5)
    b5.level("ressourcevejleder", "2026-04-17", -1, "Tre dage ud af fem i uge 15 og 16.")
    b5.plan_version(
        "2026-04-22", "2026-04-24", MEASURES_2, aligned=[("progress_book", "Klassens del af meddelelsesbogen")]
    )
    b5.level("gruppeleder", "2026-05-19", 0, "Fire dage ud af fem. Mandag er sværest.")
    b5.tell("2026-04-27", "class")
    b5.tell("2026-04-29", "class_parents")
    b5.sessions("2026-02-24", "2026-05-20")
    b5.co_teaching(
        dict.fromkeys(("2026-03-02", "2026-03-09", "2026-03-16", "2026-04-13", "2026-04-20", "2026-04-27"), "10.5")
        | {"2026-05-04": "10.5", "2026-05-11": "10.0"}
    )
    _people_5b(b5, adam)
    play_team(b5)
    play_contacts(b5)
    play_told(b5)
    play_follow_up(b5)
    play_findings(b5)
    return b5


def _tell_5b(b5):
    b5.tell("2026-03-02", "class")
    b5.tell("2026-03-04", "class_parents")


NOT_DIFFERENT = {"feels_different": "no"}
DIFFERENT = {"feels_different": "yes", "different_words": "Pladserne ved vinduet går på skift, så det ikke ses, hvem det er for."}  # fmt: skip


def _annexes_5b(b5):
    clarity = {"core_element": "clarity", "starts": "2026-03-16", "ends": "2026-06-26"}
    school = b5.annex(
        b5.adam, "2026-03-06", "school", "Er hurtig til at hjælpe de små. Kan mange regler udenad. Siger selv fra, når han har brug for en pause.",
        goal={
            "child_words": "Jeg vil gerne være med i fodbold i frikvarteret, uden at det ender i skænderi.",
            "dream": "At score det afgørende mål til skolestævnet.",
            "sign": "Han bliver spurgt, om han vil være med.",
            "points": ["Er sjældent med.", "Er med to dage om ugen.", "Er med fire dage om ugen.", "Er med hver dag.", "Er med hver dag og henter andre ind."],
            "text": "Adam er med i en leg eller kamp i det store frikvarter fire ud af fem dage.", "baseline": "Én dag om ugen",
            "steps": [("Aftaler én leg med Jonas inden frikvarteret", b5.stage.clock.day("2026-03-05")), ("Er med i ti minutter, med en voksen i nærheden", None), ("Bruger sit pausetegn, før det bliver svært", None)],
        },
        measures=[
            {"title": "Kort aftale før frikvarteret: hvem, hvad, hvor", "arena": "single_child", "owner": "paedagog", **NOT_DIFFERENT, **clarity},
            {"title": "Pausetegn, som alle voksne kender", "arena": "school", "owner": "ressourcevejleder", **NOT_DIFFERENT, **clarity | {"core_element": "relations"}},
        ],
        aligned=[("progress_book", "Meddelelsesbogen, side 3")],
    )  # fmt: skip
    b5.annex(
        b5.adam, "2026-03-06", "provider", "Hele familien spiser sammen og fortæller om dagen.",
        measures=[{"title": "Ros samme aften for det, skolen har skrevet", "arena": "home", "owner_words": "Adams mor", **NOT_DIFFERENT, **clarity | {"core_element": "praise"}}],
        aligned=[("child_plan", "https://plan.fjordby.example/barnets-plan")],
    )  # fmt: skip
    b5.annex(
        b5.selma,
        "2026-03-09",
        "school",
        "Tegner og er god til at vente på tur.",
        measures=[{"title": "Fast plads ved vinduet", "arena": "school", "owner": "laerer", **DIFFERENT, **clarity}],
    )
    b5.level("ressourcevejleder", "2026-05-11", -1, "Med tirsdag og torsdag, med en voksen tæt på.", annex=school)
    b5.tell("2026-03-10", "child", school)
    b5.tell("2026-03-12", "child_parents", school, who="gruppeleder")


def _people_5b(b5, adam):
    stage = b5.stage
    with stage.acting("ressourcevejleder", "2026-03-02") as by:
        join_pathway(
            pathway=b5.pathway,
            staff_member=stage.staff["ppr"],
            role="ppr_advisor",
            starts_on=stage.clock.day("2026-02-02"),
            by=by,
        )
        join_pathway(
            pathway=b5.pathway,
            staff_member=stage.staff["raadgiver"],
            role="caseworker",
            child=adam,
            starts_on=stage.clock.day("2026-02-02"),
            by=by,
        )
        create_note(child=adam, body="Talt med Anders om en rolig overgang mandag morgen.", pathway=b5.pathway, by=by)
    with stage.acting("gruppeleder", "2026-03-18") as by:
        create_note(child=adam, body="Mor fortæller, at aftenrutinen holder de fleste dage.", pathway=b5.pathway, by=by)
    with stage.acting("ressourcevejleder", "2026-03-19") as by:
        row = PathwayChild.objects.visible_to(by).select_related("child", "pathway").get(pk=b5.adam.pk)
        share_all_of_my_side(basis=live_basis(row.child_id, row.pathway, by), by=by)  # now that a caseworker takes part


# ---- the other classes ----


def play_running(stage, school, class_name, advisor, principal, leader, count, starts, ends, *, sessions_until, skip=0):
    """A class on its way, with `count` children whose families said yes."""
    story = ClassStory(stage, school, class_name, advisor=advisor, principal=principal, leader=leader)
    day = stage.clock.day
    before = lambda days: (day(starts) - timedelta(days=days) - stage.clock.shift).isoformat()  # noqa: E731
    story.choose(before(40), before(33), before(28))
    story.map_class(before(26))
    pupils = pupils_of(story, count, skip)
    for row in story.confirm(before(24), pupils[:2]):
        story.take_in(row, before(20))
        story.voices(
            row, before(16), "Jeg er god til at hjælpe.", "Vi har det rart i weekenden.", "Arbejder godt i små grupper."
        )
    story.analyse(before(12))
    story.plan_version(before(8), before(1), MEASURES_OTHER, goal="Alle har nogen at være sammen med i frikvarteret.")
    story.start(starts, ends)
    for row in story.confirm(starts, pupils[2:]):  # families who were asked once the class was under way
        story.take_in(row, starts)
    story.sessions(starts, sessions_until, per_week=1)
    return story


MEASURES_OTHER = [
    {
        "title": "Vi begynder dagen ens i alle fag",
        "arena": "school",
        "core_element": "clarity",
        "starts": "2026-02-02",
        "ends": "2026-06-19",
    },
    {
        "title": "Fredagsros med hjem",
        "arena": "home",
        "core_element": "home_school",
        "starts": "2026-02-06",
        "ends": "2026-06-19",
    },
]


def play_closed(stage):
    """A class that finished: it was followed up and then closed."""
    a7 = play_running(
        stage,
        "bakke",
        "7.A",
        "ressourcevejleder4",
        "skoleleder4",
        "gruppeleder2",
        2,
        "2025-10-21",
        "2026-02-27",
        sessions_until="2026-01-29",
    )
    with stage.acting("ressourcevejleder4", "2026-01-27") as by:
        occurrence = Occurrence.objects.visible_to(by).open().get(pathway=a7.pathway, cadence="follow_up")
        children = [
            {"pathway_child": row, "part": "before", "placement": "ordinary"}
            for row in PathwayChild.objects.seen_with_child(by).filter(pathway=a7.pathway)
        ]
        hold_meeting(
            occurrence=occurrence,
            held_on=stage.clock.day("2026-01-27"),
            participants=[{"staff": stage.staff["ressourcevejleder4"].pk}, {"words": "forældre"}],
            children=children,
            progress=[
                {"goal": goal, "reach": "reached"}
                for goal in Goal.objects.visible_to(by)
                .of_class()
                .filter(plan__pathway=a7.pathway, plan__state="in_force")
            ],
            summary="Ro i timerne er blevet bedre.",
            by=by,
        )
    close_7a(a7)
    return a7


def play_autumn(stage):
    """A class that was divided in two half a year ago."""
    b8 = play_running(
        stage,
        "bakke",
        "8.B",
        "ressourcevejleder4",
        "skoleleder4",
        "gruppeleder2",
        3,
        "2025-09-22",
        "2025-12-19",
        sessions_until="2025-11-25",
    )
    close_8b(b8)
    return b8


def play_planned(stage):
    """A class that has accepted and is being mapped, and one that waits for its parties."""
    b6 = ClassStory(
        stage, "strand", "6.B", advisor="ressourcevejleder2", principal="skoleleder2", leader="gruppeleder2"
    )
    b6.choose("2026-04-13", "2026-04-21", "2026-04-28")
    b6.map_class("2026-05-05")
    c4 = ClassStory(stage, "fjordby", "4.C", advisor="ressourcevejleder", principal="skoleleder")
    c4.nominate("2026-05-11")
    c4.assess("2026-05-13")
    c4.vote("2026-05-18", "ressourcevejleder")
    return b6, c4


def play_bakkerup(stage):
    """The neighbour: one running class, so that walls between municipalities can be seen."""
    play_running(
        stage,
        "fjordby",
        "4.A",
        "ressourcevejleder",
        "skoleleder",
        "gruppeleder",
        2,
        "2026-03-03",
        "2026-06-19",
        sessions_until="2026-05-19",
    )
