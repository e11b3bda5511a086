"""The parent groups of the story: who is invited, who came, who was called."""

from datetime import time

from cases.actions.sharing import share_all_of_my_side
from cases.models import CustodyRelation
from cases.queries.sharing import live_basis
from insight.demo.stage import version_with
from parentgroups.actions import create_group, invite_parent, join_group, log_call, save_register, stop_in_group
from parentgroups.models import GroupEnrolment, GroupSession

IN, NOTICE, OUT = "present", "notice", "absent"


def _custody(stage, who, child, name):
    with stage.acting(who, "2026-03-02") as by:
        return CustodyRelation.objects.visible_to(by).get(child=child, parent__name=name)


def make_group(
    stage,
    title,
    leader,
    first_on,
    count,
    weeks_between,
    custodies,
    *,
    joined,
    companion=None,
    weekly_at=time(16, 30),
    **fields,
):
    """custodies: who is invited, in order. companion: {index: name}."""
    clock = stage.clock
    with stage.acting("udfoererleder", joined) as by:
        group = create_group(
            version=version_with("parent_group"), title=title, unit=stage.units["hus"],
            lead=stage.staff[leader], first_on=clock.day(first_on), count=count, weeks_between=weeks_between, starts_at=weekly_at, minutes=120, by=by, **fields,
        )  # fmt: skip
    enrolments = []
    with stage.acting(leader, joined, 11) as by:
        for number, custody in enumerate(custodies):
            enrolment = invite_parent(group=group, custody=custody, invited_on=clock.day(joined), by=by)
            enrolments.append(
                join_group(
                    enrolment=enrolment, by=by, on=clock.day(joined), companion=(companion or {}).get(number, "")
                )
            )
    return group, enrolments


def register(stage, leader, group, enrolments, rows, companion_rows=()):
    """rows: for each held session the marks of the parents in order; companion_rows: the same for the companion of the last parent."""
    for number, marks in enumerate(rows, 1):
        with stage.acting(leader, stage.clock.today):
            session = GroupSession.objects.get(group=group, number=number)
        given = {
            (e.pk, False): (mark, "ill" if mark == NOTICE else "") for e, mark in zip(enrolments, marks, strict=True)
        }
        if number <= len(companion_rows):
            given[enrolments[-1].pk, True] = (companion_rows[number - 1], "")
        with stage.acting(leader, session.on_day, 19) as by:
            save_register(session=session, marks=given, by=by)


# Eight parents, seven sessions: 56 places, 43 present, 9 with notice, 4 without.
SPRING = (
    (IN, IN, IN, IN, IN, IN, IN, IN),
    (IN, IN, NOTICE, IN, IN, IN, OUT, IN),
    (IN, IN, NOTICE, IN, IN, NOTICE, IN, IN),
    (IN, OUT, IN, IN, IN, NOTICE, IN, IN),
    (IN, IN, IN, NOTICE, IN, IN, IN, OUT),
    (IN, IN, NOTICE, IN, OUT, NOTICE, IN, IN),
    (IN, NOTICE, IN, IN, IN, NOTICE, IN, IN),
)


def play_spring_group(stage, b5, a4):
    """Eight parents and a companion from two schools; seven sessions."""
    custodies = [
        *(_custody(stage, "gruppeleder", b5.adam.child_id, name) for name in ("Camilla Winther", "Bo Winther")),
        _custody(stage, "gruppeleder", b5.selma.child_id, "Fatma Poulsen"),
        *_mothers(stage, "gruppeleder", a4, 5),
    ]
    group, enrolments = make_group(
        stage,
        "Forældregruppe forår",
        "gruppeleder",
        "2026-03-11",
        7,
        1,
        custodies,
        joined="2026-03-04",
        companion={7: "Inger (mormor)"},
        venue="Biblioteket",
        childcare="SFO har åbent til kl. 19",
    )
    register(stage, "gruppeleder", group, enrolments, SPRING, companion_rows=(IN, IN, IN, IN, IN, IN, IN))
    with stage.acting("gruppeleder", "2026-03-24", 14) as by:
        for row in (b5.adam, b5.selma):  # the school learns the bare fact that the parents take part
            share_all_of_my_side(basis=live_basis(row.child_id, b5.pathway, by), by=by)
        log_call(enrolment=enrolments[2], reached=True, note="Kommer gerne, men mangler pasning.", by=by)
    return group


def _mothers(stage, leader, story, count):
    with stage.acting(leader, "2026-04-01") as by:
        rows = (
            CustodyRelation.objects.visible_to(by)
            .filter(child__in=list(story.children), relation="mother")
            .order_by("pk")
        )
        return list(rows[:count])


def play_tuesday_group(stage, c6):
    """Nine parents, under way: one stopped on the way and was referred on, the next session is this week."""
    group, enrolments = make_group(
        stage,
        "Forældregruppe tirsdag",
        "gruppeleder",
        "2026-04-28",
        7,
        1,
        _mothers(stage, "gruppeleder", c6, 9),
        joined="2026-04-21",
        weekly_at=time(17, 0),
        venue="Familiehuset, lokale 2",
    )
    register(
        stage,
        "gruppeleder",
        group,
        enrolments,
        [(IN,) * 7 + (NOTICE, OUT), (IN,) * 6 + (NOTICE, NOTICE, OUT), (IN,) * 8 + (OUT,)],
    )
    with stage.acting("gruppeleder", "2026-05-13", 14) as by:
        enrolment = GroupEnrolment.objects.get(pk=enrolments[8].pk)
        stop_in_group(
            enrolment=enrolment,
            reason="larger_needs",
            by=by,
            words="De får nu støtte i hjemmet.",
            referred_to="Familieafdelingen",
        )
    return group


def play_bilingual_group(stage, d5):
    """Fourteen parents with an interpreter, at the beginning."""
    group, enrolments = make_group(
        stage, "Forældregruppe på tyrkisk og dansk", "gruppeleder2", "2026-05-07", 6, 2, _mothers(stage, "gruppeleder2", d5, 14), joined="2026-04-30",
        language="tyrkisk", interpreter="Elif Demir", cultural_liaison="Yasemin Kaya", phone="20 30 40 60", venue="Engskolens bibliotek",
    )  # fmt: skip
    register(stage, "gruppeleder2", group, enrolments, [(IN,) * 11 + (NOTICE, NOTICE, OUT)])
    return group
