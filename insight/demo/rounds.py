"""The questions of 5.B: one round in February beside the first talks, one in May that is under way.

All by our own actions, on the days of the story. Adam's figures are those of the mapping's mock-up: 1 is hard, 10 goes well.
"""

from cases.actions.sharing import share_all_of_my_side
from cases.models import CustodyRelation, PathwayChild
from cases.queries.sharing import live_basis
from core.links import by_link, hash_of
from mapping.actions import open_mapping
from mapping.actions.answers import answering, finish, save_answer
from mapping.actions.asks import make_ask, shut_class_ask
from mapping.actions.evidence import add_evidence
from mapping.actions.papers import type_in_tally

VOICES, CLASS = "child_voices", "class_environment"
# Strengths, wellbeing, with others, calm and reactions, school and home together; None: would rather not say.
FEBRUARY = {"child": (7, 3, 2, 5, None), "mother": (7, 5, 4, 4, 5), "teacher": (4, 5, 5, 3, 6)}
MAY = {"child": (8, 4, 5, 6, None), "mother": (8, 6, 5, 3, 7), "teacher": (6, 7, 6, 6, 8)}
FIGURES = ("uses_strengths", "feels", "with_others", "calms", "together")
WORDS = {
    "child": {
        "good_at": "Fodbold. Jeg er hurtig, og jeg kan reglerne.",
        "feels_words": "Det er bedst, når jeg ved, hvem jeg skal lege med. Ellers går jeg bare rundt.",
        "calms_words": "At nogen siger det roligt, og at jeg må gå en tur.",
    },
    "mother": {
        "good_at": "Han hjælper sine søskende og husker alt, hvad vi aftaler.",
        "feels_words": "Han fortæller mere hjemme nu. Søndag aften er stadig svær.",
    },
    "teacher": {
        "good_at": "Kender alle regler og hjælper de små.",
        "feels_words": "Adam er med i flere lege, især når de er aftalt. Han beder selv om pauser.",
    },
}
TEAM = ("laerer", "laerer2", "paedagog")
# How many of the pupils ticked each point, from the lowest to the highest.
TICKED_IN_FEBRUARY = ((1, 3, 6, 7, 3), (2, 4, 6, 6, 2), (1, 2, 5, 8, 4), (3, 6, 6, 4, 1))


def play_first_round(b5):
    """In February, before what they see is written: Adam, his mother and his teacher; the team and the pupils."""
    mapping = b5.mapping
    _team_and_pupils(b5, mapping)
    _ask(b5, mapping, "ressourcevejleder", "2026-02-12", b5.adam, "child", FEBRUARY["child"], words=())
    _ask(
        b5,
        mapping,
        "gruppeleder",
        "2026-02-13",
        b5.adam,
        "parent",
        FEBRUARY["mother"],
        words=(),
        parent=_parent(b5, "mother"),
    )
    _ask_teacher(b5, mapping, "2026-02-11", "2026-02-13", FEBRUARY["teacher"], words=())
    _know(b5, mapping)


def play_follow_up(b5):
    """In May: Adam's three have answered, his father and Selma's people are asked, the pupils are answering."""
    stage = b5.stage
    with stage.acting("ressourcevejleder", "2026-05-11") as by:
        mapping = open_mapping(pathway=b5.pathway, kind="follow_up", by=by)
    _ask(b5, mapping, "ressourcevejleder", "2026-05-12", b5.adam, "child", MAY["child"], words=WORDS["child"])
    _ask(
        b5,
        mapping,
        "gruppeleder",
        "2026-05-14",
        b5.adam,
        "parent",
        MAY["mother"],
        words=WORDS["mother"],
        parent=_parent(b5, "mother"),
    )
    _ask_teacher(b5, mapping, "2026-05-11", "2026-05-13", MAY["teacher"], words=WORDS["teacher"])
    _share(b5, "2026-05-14")
    father = _parent(b5, "father")
    with stage.acting("gruppeleder", "2026-05-14") as by:
        _make(b5, by, mapping, b5.adam, "parent", "link", "2026-05-30", parent=father)
    with stage.acting("ressourcevejleder", "2026-05-15") as by:
        _make(b5, by, mapping, b5.selma, "child", "paper", "2026-05-29")
        _make(b5, by, mapping, b5.selma, "professional", "logged_in", "2026-05-22", staff=stage.staff["laerer2"])
    _pupils_on_their_tablets(b5, mapping)


def _row(b5, by, row):
    return PathwayChild.objects.visible_to(by).select_related("child", "pathway__programme_version").get(pk=row.pk)


def _parent(b5, relation):
    with b5.stage.acting("gruppeleder", "2026-02-12") as by:
        rows = CustodyRelation.objects.visible_to(by).filter(child=b5.adam.child_id, relation=relation)
        return rows.select_related("parent").get().parent


def _make(b5, by, mapping, row, informant, way, due_on, **whom):
    return make_ask(
        mapping=mapping, pathway_child=_row(b5, by, row), informant=informant, way=way, instruments=[VOICES],
        due_on=b5.stage.clock.day(due_on), by=by, **whom,
    )  # fmt: skip


def _ask(b5, mapping, who, day, row, informant, figures, *, words, **whom):
    """Asked and answered the same day: the child together with the advisor, the mother by her link."""
    way = "link" if whom else "together"
    with b5.stage.acting(who, day) as by:
        made = _make(b5, by, mapping, row, informant, way, day, **whom)
        if not made.token:
            _answer(made.ask, by, figures, words)
            return
    with b5.stage.clock.at(b5.stage.clock.day(day), 20), by_link(hash_of(made.token)) as holder:
        _answer(made.ask, holder, figures, words)


def _ask_teacher(b5, mapping, asked, answered, figures, *, words):
    stage = b5.stage
    with stage.acting("ressourcevejleder", asked) as by:
        made = _make(b5, by, mapping, b5.adam, "professional", "logged_in", answered, staff=stage.staff["laerer"])
    with stage.acting("laerer", answered) as by:
        _answer(made.ask, by, figures, words)


def _answer(ask, by, figures, words):
    given = dict(zip(FIGURES, figures, strict=True)) | dict(words)
    known = {each.item.key for each in answering(ask, by).questions}
    for key, value in given.items():
        if key in known:
            save_answer(ask=ask, instrument=VOICES, item=key, value=value, by=by)
    finish(ask=ask, by=by)


def _share(b5, day):
    """The advisor passes the teacher's answer on, as the page asks her to."""
    with b5.stage.acting("ressourcevejleder", day, 15) as by:
        row = _row(b5, by, b5.adam)
        share_all_of_my_side(basis=live_basis(row.child_id, row.pathway, by), by=by)


# ---- the class ----


def _team_and_pupils(b5, mapping):
    stage, due = b5.stage, b5.stage.clock.day("2026-02-12")
    with stage.acting("ressourcevejleder", "2026-02-03") as by:
        team = make_ask(mapping=mapping, informant="team", way="logged_in", instruments=[CLASS], due_on=due, by=by).ask
        pupils = make_ask(mapping=mapping, informant="pupils", way="paper", instruments=[CLASS], due_on=due, by=by).ask
    for n, who in enumerate(TEAM):
        with stage.acting(who, "2026-02-05") as by:
            for each in _scales(team, by):
                points = [point.value for point in each.item.points]
                value = points[(len(points) - 1 + n) // 2]
                save_answer(ask=team, instrument=CLASS, item=each.item.key, value=value, by=by)
            finish(ask=team, by=by)
    with stage.acting("ressourcevejleder", "2026-02-12") as by:
        counts = [
            (CLASS, each.item.key, _spread(each.item, TICKED_IN_FEBRUARY[n % len(TICKED_IN_FEBRUARY)]))
            for n, each in enumerate(_scales(pupils, by))
        ]
        type_in_tally(ask=pupils, counts=counts, by=by)
        for ask in (team, pupils):
            shut_class_ask(ask=ask, by=by)


def _scales(ask, by):
    return [each for each in answering(ask, by).questions if each.item.points]


def _spread(item, ticked):
    values = sorted(point.value for point in item.points)
    return [value for value, count in zip(values, ticked, strict=False) for _n in range(count)]


def _pupils_on_their_tablets(b5, mapping):
    stage = b5.stage
    with stage.acting("ressourcevejleder", "2026-05-18") as by:
        made = make_ask(
            mapping=mapping, informant="pupils", way="link", instruments=[CLASS], due_on=stage.clock.day("2026-05-29"), by=by
        )  # fmt: skip
    for n in range(12):
        with stage.clock.at(stage.clock.day("2026-05-19"), 10), by_link(hash_of(made.token)) as holder:
            sheet = None
            for m, each in enumerate(_scales(made.ask, holder)):
                points = [point.value for point in each.item.points]
                value = points[(2 * n + m) % len(points)]
                row = save_answer(
                    ask=made.ask, instrument=CLASS, item=each.item.key, value=value, by=holder, sheet=sheet
                )
                sheet = row.uuid
            finish(ask=made.ask, by=holder, sheet=sheet)


def _know(b5, mapping):
    day = b5.stage.clock.day
    with b5.stage.acting("ressourcevejleder", "2026-02-13") as by:
        add_evidence(
            mapping=mapping, kind="wellbeing", source="Skolen", dated_on=day("2025-11-10"), by=by,
            text="Klassen ligger over skolens gennemsnit i sammenhold og under i ro i timerne.",
        )  # fmt: skip
        add_evidence(
            mapping=mapping, pathway_child=_row(b5, by, b5.adam), kind="pupil_plan", source="Klasselæreren", by=by,
            dated_on=day("2025-10-01"), text="Læser alderssvarende. Har brug for en aftale om, hvad der sker i pauserne.",
        )  # fmt: skip
