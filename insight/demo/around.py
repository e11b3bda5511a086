"""Around the families of the demo: those who have the daily care, a page for each, a meeting to come, papers and a drawing."""

from datetime import datetime, time

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from cases.actions.attachments import attach
from cases.actions.audiences import begin_version, write_version
from cases.actions.audiences_given import give_version
from cases.actions.carers import add_carer
from cases.actions.families import choose_step, save_day, save_wish
from cases.actions.links import make_link, prove
from cases.models import AccessLink, Child, CustodyRelation, Goal, Pathway, PathwayChild, PathwayPlan
from core.links import by_link, hash_of
from core.uploads import clean_upload
from followup.actions import plan_meeting
from insight.demo import pictures
from mapping.actions.answers import finish, save_answer
from mapping.actions.asks import make_ask
from mapping.actions.drawings import save_drawing
from mapping.actions.dreams import use_as_dream
from mapping.models import Drawing, NeedsMapping

HOUSES = "three_houses"
FOSTER = ("Ellen Brink", "Peter Brink")
HOME = ("Birkehuset", ("Yusuf Demir", "Gitte Lund", "Rasmus Bang"))
# (day, hour, who of them, form, how it went, what worked)
FOSTER_DAYS = (
    ("2026-05-18", 20, 0, "mixed", "Glad for weekenden, træt mandag morgen.", "Vi gik i skole i stedet for at køre."),
    ("2026-05-19", 20, 1, "calm", "Lavede lektier uden at blive mindet om det.", "Samme stol, samme tid."),
    ("2026-05-20", 20, 0, "calm", "Legede hos en fra klassen for første gang.", ""),
)
HOME_DAYS = (
    ("2026-05-18", 22, 0, "hard", "Kom hjem og ville ikke tale om dagen.", "En tur med hunden, så kom det."),
    ("2026-05-19", 23, 1, "mixed", "", ""),
    ("2026-05-20", 21, 2, "calm", "Viste sit billede fra skolen ved aftensmaden.", "At vi hængte det op."),
)


def play_around(stage, b5, c6, a4):
    _papers(b5)
    _three_houses(b5)
    _draw_dreams(b5)
    _fathers_page(b5)
    _coming_meeting(b5)
    for story, names, home, kind, days in (
        (c6, FOSTER, "", "foster_parent", FOSTER_DAYS),
        (a4, HOME[1], HOME[0], "home_staff", HOME_DAYS),
    ):
        _daily_care(stage, story, names, home, kind, days)


def _row(row, by):
    return PathwayChild.objects.seen_with_child(by).select_related("child", "pathway__programme_version").get(pk=row.pk)


def _first_child(story, by):
    """A child that the demo tells nothing else of: the last of the class's list."""
    return _row(PathwayChild.objects.seen_with_child(by).filter(pathway=story.pathway).order_by("pk").last(), by)


# ---- who has the daily care ----


def _daily_care(stage, story, names, home, kind, days):
    """Each has a page of her own, given by the group leader, and writes what the day was like."""
    tokens = []
    with stage.acting("gruppeleder", "2026-05-15", 10) as by:
        row = _first_child(story, by)
        day = stage.clock.day("2026-03-02")
        for name in names:
            carer = add_carer(
                child=row.child, kind=kind, name=name, home=home, phone="", email="", starts_on=day, by=by
            )  # fmt: skip
            who = "Plejeforælder" if kind == "foster_parent" else home
            made = make_link(kind="family", pathway=row.pathway, pathway_child=row, carer=carer, who=who, by=by)
            tokens.append((made.token, made.code))
    with stage.acting("gruppeleder", "2026-05-18", 9) as by:
        choose_step(pathway_child=_row(row, by), text="Spørg ved aftensmaden: Hvem legede du med i dag?", by=by)
    if kind == "foster_parent":
        tokens[0] = _shown(stage, tokens[0], settings.DEMO_CARER_TOKEN)
    for day, hour, who, form, how, worked in days:
        token, code = tokens[who]
        with stage.clock.at(stage.clock.day(day), hour), by_link(hash_of(token)) as holder:
            prove(by=holder, given=code, device="")
            save_day(form=form, how=how, worked=worked, by=holder)


def _shown(stage, known, token):
    """The page that newcomers may open from the login page of the demo, as the mother's."""
    with stage.acting("gruppeleder", "2026-05-15", 11) as by:
        AccessLink.objects.visible_to(by).filter(token_hash=hash_of(known[0])).update(
            token_hash=hash_of(token), code_hash=make_password(settings.DEMO_FAMILY_CODE)
        )
    return token, settings.DEMO_FAMILY_CODE


# ---- Adam: his father's page, what both were given, and the meeting that comes ----


def _parent(by, row, relation):
    rows = CustodyRelation.objects.visible_to(by).filter(child=row.child_id, relation=relation)
    return rows.select_related("parent").get().parent


def _fathers_page(b5):
    """He has a page of his own, and the same plan in a version given to him; he has not opened it yet."""
    stage = b5.stage
    with stage.acting("gruppeleder", "2026-05-18", 12) as by:
        row = _row(b5.adam, by)
        father = _parent(by, row, "father")
        make_link(kind="family", pathway=row.pathway, pathway_child=row, parent=father, who="Far", by=by)
    with stage.acting("gruppeleder", "2026-05-19", 12) as by:
        plan = PathwayPlan.objects.visible_to(by).select_related("pathway").get(pathway=b5.pathway, state="in_force")
        row = _row(b5.adam, by)
        version, _left = begin_version(plan=plan, audience="child_parents", pathway_child=row, by=by)
        sections = {each["key"]: (each["text"], "") for each in version.sections}
        write_version(version=version, title=version.title, sections=sections, row_version=version.row_version, by=by)
        both = [_parent(by, row, relation) for relation in ("mother", "father")]
        day = stage.clock.day("2026-05-19")
        give_version(
            version=version,
            parents=both,
            given_on=day,
            with_words="Samira Nygaard",
            looked_at=True,
            alone="Skolen har givet sin egen udgave.",
            by=by,
        )


def _coming_meeting(b5):
    """A network meeting in the week to come; his mother has written what she wants to talk about."""
    stage, day = b5.stage, b5.stage.clock.day("2026-05-28")
    at = lambda hour: timezone.make_aware(datetime.combine(day, time(hour)))  # noqa: E731
    with stage.acting("gruppeleder", "2026-05-18", 13) as by:
        row = _row(b5.adam, by)
        invited = [
            {"staff": stage.staff[who].pk} for who in ("gruppeleder", "ressourcevejleder", "laerer", "raadgiver")
        ]
        invited += [{"parent": _parent(by, row, relation).pk} for relation in ("mother", "father")]
        meeting = plan_meeting(
            pathway=Pathway.objects.visible_to(by).get(pk=b5.pathway.pk), kind="network", pathway_child=row,
            starts_at=at(14), ends_at=at(15), place="Fjordby Skole, mødelokale 2", invited=invited, by=by,
        )  # fmt: skip
    words = "Om han kan komme til fodbold efter skole om torsdagen, og hvem der følger ham derhen."
    with stage.clock.at(stage.clock.day("2026-05-20"), 20), by_link(hash_of(settings.DEMO_FAMILY_TOKEN)) as holder:
        save_wish(meeting=meeting.uuid, text=words, by=holder)


# ---- papers and a drawing ----


def _papers(b5):
    with b5.stage.acting("ressourcevejleder", "2026-05-12", 9) as by:
        child = Child.objects.visible_to(by).get(pk=b5.adam.child_id)
        attach(title="Aftale om frikvarteret", cleaned=clean_upload(pictures.support_page()), child=child, by=by)
        pathway = Pathway.objects.visible_to(by).get(pk=b5.pathway.pk)
        attach(title="Dagens program på tavlen", cleaned=clean_upload(pictures.board()), pathway=pathway, by=by)


def _three_houses(b5):
    """Adam and the advisor talk about the three houses on Tuesday, and he draws what lives in the good one."""
    with b5.stage.acting("ressourcevejleder", "2026-05-19", 11) as by:
        mapping = (
            NeedsMapping.objects.visible_to(by).select_related("pathway").get(pathway=b5.pathway, kind="follow_up")
        )
        ask = make_ask(
            mapping=mapping, pathway_child=_row(b5.adam, by), informant="child", way="together", instruments=[HOUSES],
            due_on=b5.stage.clock.day("2026-05-19"), by=by,
        ).ask  # fmt: skip
        save_answer(ask=ask, instrument=HOUSES, item="good_words", value="Fodbold med Jonas og dem fra 5.B.", by=by)
        save_drawing(ask=ask, instrument=HOUSES, item="good_drawing", file=pictures.pitch(), by=by)
        save_answer(ask=ask, instrument=HOUSES, item="worries_words", value="Når nogen råber på gangen.", by=by)
        finish(ask=ask, by=by)


def _draw_dreams(b5):
    """The picture that Adam drew on Tuesday shows his dream, he says: it stands at his goal from then on (C21)."""
    with b5.stage.acting("ressourcevejleder", "2026-05-19", 12) as by:
        drawing = Drawing.objects.visible_to(by).filter(child=b5.adam.child_id, item="good_drawing").get()
        goal = (
            Goal.objects.visible_to(by)
            .filter(annex__pathway_child=b5.adam.pk, annex__sector="school")
            .exclude(dream="")
        )
        words = "To venner på en fodboldbane med en bold foran målet"
        use_as_dream(drawing=drawing, goal=goal.first(), words=words, by=by)
