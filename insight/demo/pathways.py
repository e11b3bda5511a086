"""How a class comes to have a pathway, and what is written in it: each step as the person who takes it."""

from datetime import timedelta
from decimal import Decimal

from cases.actions.alignments import Aligned, align
from cases.actions.offers import add_custody, save_offer
from cases.actions.plan_parts import record_level
from cases.actions.plans import (
    add_goal,
    add_measure,
    present_plan,
    put_plan_in_force,
    share_plan,
    start_version,
    write_annex,
    write_class_part,
)
from cases.actions.sharing import record_basis, share_all_of_my_side
from cases.models import Child, ClassMembership, CustodyRelation, Goal, LegalBasis, PathwayChild
from classes.actions.log import log_session, write_co_teaching
from classes.actions.selection import (
    answer_selection,
    assess_class,
    decide_selection,
    nominate_class,
    vote_on_selection,
)
from classes.queries import measures_to_try
from followup.actions import start_pathway
from followup.calendar import is_school_day
from insight.demo.stage import version_with
from mapping.actions import (
    complete_mapping,
    confirm_children,
    open_mapping,
    save_environment,
    save_voice,
    write_analysis,
)

TEXTS = {
    "teaching": "Timerne begynder uroligt. Når opgaven er klar, arbejder de fleste godt.",
    "social": "Mange venskaber. Nogle står udenfor i frikvarteret.",
    "health": "Flere er trætte om morgenen.",
    "psychology": "PPR har set godt samspil i små grupper.",
}
ENVIRONMENT = {
    "resources": ("Klassen er hjælpsom og har humor.", ""),
    "wellbeing": ("Mange er glade for at komme i skole.", "Nogle er kede af det efter frikvarteret."),
    "interaction": ("De trøster hinanden.", "Små uenigheder bliver hurtigt store."),
    "calm": ("Ro, når dagens program står på tavlen.", "Skift mellem timer er svære."),
}
LINES = (
    ("class", ("clarity", "praise"), "Alle kom i gang inden for fem minutter. Programmet på tavlen hjalp.", {"teaching_theme": "En god start på timen"}),
    ("sparring", ("cooperation", "relations"), "Talte om, hvem der skal have en god start på dagen.", {"next_step": "To elever får en fast voksen ved døren mandag.", "next_step_owner": "team"}),
    ("class", ("praise", "relations"), "Ti konkrete ros i første time. De smittede af.", {}),
    ("observation", ("clarity", "differentiation"), "Det gik bedst, da opgaven var delt i tre trin. Det blev svært ved skiftet til gruppearbejde. Prøv at dele grupperne ind på forhånd.", {"next_step": "Vi laver faste grupper til de næste tre uger.", "next_step_owner": "advisor"}),
    ("class", ("belonging", "praise"), "Aftalt leg i frikvarteret. Fire nye var med.", {"teaching_theme": "Gode frikvarterer"}),
    ("pupils", ("belonging", "home_school"), "Eleverne valgte ugens ros, som går med hjem fredag.", {"next_step": "Gruppelederen fortæller forældregruppen om fredagsrosen.", "next_step_owner": "leader", "leader_took_part": True}),
)  # fmt: skip


class ClassStory:
    """One class on its way through the model. People by their short names on the stage."""

    def __init__(self, stage, school, class_name, *, advisor, principal, leader="gruppeleder"):
        self.stage, self.school, self.class_name = stage, stage.units[school], class_name
        self.advisor, self.principal, self.leader = advisor, principal, leader
        self.school_class = stage.classes[self.school.name, class_name]
        self.pathway = self.mapping = self.plan = None
        self.children = {}

    # ---- choosing ----

    def nominate(self, day):
        version = version_with("class")
        with self.stage.acting(self.principal, day) as by:
            self.selection = nominate_class(
                school_class=self.school_class, programme_version=version, partner_unit=self.stage.units["hus"],
                advisor=self.stage.staff[self.advisor], leader=self.stage.staff[self.leader], by=by,
            )  # fmt: skip

    def assess(self, day):
        with self.stage.acting(self.advisor, day) as by:
            self.selection = assess_class(
                selection=self.selection, dimensions=TEXTS, inputs="Trivselsmålingen ligger i klassens mappe på skolen.",
                team_readiness="Teamet vil gerne og har tid afsat tirsdag.", row_version=self.selection.row_version, by=by,
            )  # fmt: skip

    def vote(self, day, *who):
        party_of = {self.principal: "principal", self.advisor: "resource_advisor", self.leader: "group_leader"}
        for each in who or party_of:
            with self.stage.acting(each, day) as by:
                vote_on_selection(
                    selection=self.selection,
                    party=party_of[each],
                    offer=True,
                    reason="Klassen har brug for det, og teamet er klar.",
                    by=by,
                )

    def decide(self, day, answered):
        with self.stage.acting(self.principal, day) as by:
            self.selection = decide_selection(
                selection=self.selection, offer=True, reason="De tre parter er enige.", by=by
            )
        with self.stage.acting(self.principal, answered) as by:
            self.selection = answer_selection(selection=self.selection, accepted=True, reason="Teamet siger ja.", by=by)
        self.pathway = self.selection.pathway

    def choose(self, nominated, decided, answered):
        self.nominate(nominated)
        self.assess(nominated)
        self.vote(decided)
        self.decide(decided, answered)

    # ---- mapping ----

    def map_class(self, day):
        with self.stage.acting(self.advisor, day) as by:
            self.mapping = open_mapping(pathway=self.pathway, by=by)
            save_environment(mapping=self.mapping, informant="team", answers=ENVIRONMENT, by=by, names_checked=True)
            save_environment(
                mapping=self.mapping,
                informant="pupils",
                answers={"wellbeing": ("Vi er gode til at hjælpe.", "Der er larm i gangen.")},
                by=by,
                names_checked=True,
            )

    def confirm(self, day, children):
        with self.stage.acting(self.advisor, day) as by:
            rows = confirm_children(
                pathway=self.pathway,
                children=children,
                confirmed_with=self.stage.staff[self.leader],
                by=by,
                starts_on=self.stage.clock.day(day),
            )
        self.children |= {row.child_id: row for row in rows}
        return rows

    def offer(self, row, day, answers=None, *, entry_group="beginning"):
        """Each custody holder answers: `answers` in the order of the list, yes for all when left out."""
        with self.stage.acting(self.advisor, day) as by:
            holders = list(CustodyRelation.objects.visible_to(by).filter(child=row.child_id))
            given = {
                c.pk: {"answer": a, "reason": "", "answered_on": self.stage.clock.day(day)}
                for c, a in zip(holders, answers or ["yes"] * len(holders), strict=True)
            }
            save_offer(
                pathway_child=row, informed_on=self.stage.clock.day(day), method="meeting", told="Hvad forløbet er, hvem der er med, og at I kan stoppe igen.",
                entry_group=entry_group, answers=given, by=by,
            )  # fmt: skip

    def share(self, row, day):
        """The school records the basis and shares its side; the group leader shares the family's side."""
        with self.stage.acting(self.advisor, day) as by:
            row = PathwayChild.objects.visible_to(by).select_related("child", "pathway").get(pk=row.pk)
            ground = LegalBasis.objects.visible_to(by).get(key="consent")
            basis = record_basis(
                pathway_child=row,
                legal_basis=ground,
                note="Teksten er læst højt og givet med hjem.",
                decided_on=self.stage.clock.day(day),
                by=by,
            )
        with self.stage.acting(self.leader, day, 11) as by:
            share_all_of_my_side(basis=basis, by=by)
        return basis

    def take_in(self, row, day):
        self.offer(row, day)
        self.share(row, day)

    def voices(self, row, day, child, parents, professional, *, private=False, missing=""):
        self._voice(
            self.advisor,
            row,
            day,
            "child",
            strengths=child,
            answers={"needs": "En voksen, der siger det roligt."},
            method="talk",
            hidden_from_parents=private,
        )
        if missing:
            self._voice(self.leader, row, day, "parent", missing_because=missing, obtained_on=None)
        else:
            self._voice(
                self.leader,
                row,
                day,
                "parent",
                strengths=parents,
                answers={"wellbeing": "Glad om morgenen."},
                method="talk",
            )
        self._voice(
            self.advisor,
            row,
            day,
            "professional",
            strengths=professional,
            answers={"behaviour": "Bliver hurtigt vred ved skift."},
            method="observation",
        )

    def _voice(self, who, row, day, informant, **fields):
        with self.stage.acting(who, day) as by:
            row = PathwayChild.objects.visible_to(by).select_related("child", "pathway").get(pk=row.pk)
            save_voice(
                mapping=self.mapping,
                pathway_child=row,
                informant=informant,
                by=by,
                **{"obtained_on": self.stage.clock.day(day)} | fields,
            )

    def analyse(self, day):
        with self.stage.acting(self.advisor, day) as by:
            self.mapping = complete_mapping(mapping=self.mapping, by=by)
            self.mapping = write_analysis(
                mapping=self.mapping,
                analysis="Klassen har et stærkt fællesskab at bygge på. Skift og frikvarter er det sværeste.",
                by=by,
            )

    # ---- plan and start ----

    def plan_version(
        self,
        written,
        valid_from,
        measures,
        *,
        goal="",
        focus="Rolig start: alle timer begynder ens, og alle er i gang inden for fem minutter.",
        more=None,
        aligned=(),
    ):
        with self.stage.acting(self.advisor, written) as by:
            self.plan = start_version(pathway=self.pathway, by=by)
            write_class_part(
                plan=self.plan,
                strengths="Klassen er hjælpsom, når opgaven er klar. Mange kan trøste og rydde op sammen.",
                focus=focus,
                row_version=self.plan.row_version,
                by=by,
            )
            if goal:
                add_goal(plan=self.plan, text=goal, baseline="To dage om ugen", by=by, **(more or {}))
            for measure in measures:
                self._measure(by, plan=self.plan, **measure)
            share_plan(plan=self.plan, by=by)
            if aligned:
                align(plan=self.plan, said={key: Aligned(where, True) for key, where in aligned}, by=by)
            self.plan = put_plan_in_force(plan=self.plan, valid_from=self.stage.clock.day(valid_from), by=by)

    def _measure(self, by, *, owner="", starts="", ends="", **fields):
        day = self.stage.clock.day
        add_measure(
            owner=self.stage.staff.get(owner),
            starts_on=day(starts) if starts else None,
            ends_on=day(ends) if ends else None,
            by=by,
            **fields,
        )

    def tell(self, day, audience, annex=None, who=None):
        with self.stage.acting(who or self.advisor, day) as by:
            present_plan(
                plan=self.plan,
                audience=audience,
                annex=annex,
                presented_on=self.stage.clock.day(day),
                with_words="",
                by=by,
            )

    def level(self, who, day, level, words, **where):
        """How far the newest goal of the class part, or of an annex, had come that day."""
        with self.stage.acting(who, day) as by:
            goal = Goal.objects.visible_to(by).filter(**(where or {"plan": self.plan})).first()
            record_level(goal=goal, level=level, on=self.stage.clock.day(day), words=words, by=by)

    def annex(self, row, day, sector, strengths, goal=None, measures=(), aligned=()):
        who = self.advisor if sector == "school" else self.leader
        with self.stage.acting(who, day) as by:
            row = PathwayChild.objects.visible_to(by).select_related("child", "pathway").get(pk=row.pk)
            annex = write_annex(pathway_child=row, sector=sector, strengths=strengths, by=by)
            if goal:
                add_goal(annex=annex, by=by, **goal)
            for measure in measures:
                self._measure(by, annex=annex, **measure)
            if aligned:
                align(annex=annex, said={key: Aligned(where, True) for key, where in aligned}, by=by)
        return annex

    def start(self, day, ends, on=None):
        with self.stage.acting(self.advisor, on or day) as by:
            self.pathway = start_pathway(
                pathway=self.pathway,
                starts_on=self.stage.clock.day(day),
                planned_end_on=self.stage.clock.day(ends),
                by=by,
            )

    # ---- the log ----

    def sessions(self, first, last, per_week=2):
        """Sessions on Tuesdays and Thursdays from `first` to `last`, none on days without school."""
        day, last = self.stage.clock.day(first), self.stage.clock.day(last)
        number = 0
        while day <= last:
            if day.weekday() in ((1, 3) if per_week == 2 else (1,)) and self._open(day):
                kind, elements, line, more = LINES[number % len(LINES)]
                with self.stage.acting(self.advisor, day, 12) as by:
                    log_session(
                        pathway=self.pathway,
                        held_on=day,
                        kind=kind,
                        elements=elements,
                        line=line,
                        with_words="Klasseteamet",
                        measures=self._tried(kind, elements, day),
                        by=by,
                        **more,
                    )
                number += 1
            day += timedelta(days=1)

    def _tried(self, kind, elements, day):
        """In the class they try what the plan in force says of the elements they touch."""
        measures = measures_to_try(self.pathway, day) if kind == "class" else []
        return [each for each in measures if each.core_element in elements and each.arena == "school"]

    def _open(self, day):
        with self.stage.acting(self.advisor, day):
            return is_school_day(self.stage.municipality.pk, day)

    def co_teaching(self, lessons):
        """{Monday of the story: lessons as text}; a week that has become a holiday is left out."""
        for monday, number in lessons.items():
            day = self.stage.clock.day(monday)
            if not any(self._open(day + timedelta(days=n)) for n in range(5)):
                continue
            with self.stage.acting(self.advisor, day + timedelta(days=4), 13) as by:
                write_co_teaching(
                    pathway=self.pathway,
                    monday=day,
                    lessons=Decimal(number),
                    who="Ressourcevejleder og klasselærer",
                    by=by,
                )


def guardian(story, row, day, name, relation):
    with story.stage.acting(story.advisor, day) as by:
        return add_custody(pathway_child=row, name=name, relation=relation, starts_on=story.stage.clock.day(day), by=by)


def pupils_of(story, count, skip=0):
    """The first pupils of the class in Danish order, as the school knows them."""
    with story.stage.acting(story.advisor, story.stage.clock.today):
        ids = ClassMembership.objects.filter(school_class=story.school_class, ends_on=None).values("child_id")
        return list(Child.objects.filter(pk__in=ids).by_name()[skip : skip + count])
