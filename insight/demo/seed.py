"""Plays the whole demo, once; the second time there is nothing to do."""

from followup.schedule import tick
from insight.demo import ground, groups, story
from insight.demo.agreements import play_agreements
from insight.demo.around import play_around
from insight.demo.closing import begin_closing
from insight.demo.families import play_recruitment
from insight.demo.homes import play_home
from insight.demo.names import Pupils
from insight.demo.post import play_post
from insight.demo.rhythms import play_rhythms
from insight.demo.scale import as_owner, scale
from insight.demo.stage import Clock
from programmes.actions import load_programmes

FJORDBY, BAKKERUP = "Fjordby Kommune", "Bakkerup Kommune"


def seed_demo(today, times=1):
    """Make both municipalities as they stand on `today`; gives True when it had to. times: see insight.demo.scale."""
    if ground.is_there(FJORDBY):
        return False
    clock = Clock(today)
    load_programmes()
    fjordby = ground.make_municipality(FJORDBY, ground.FJORDBY, clock)
    bakkerup = ground.make_municipality(BAKKERUP, ground.BAKKERUP, clock)
    ground.as_runtime_role()
    play_fjordby(fjordby)
    ground.add_units_and_people(bakkerup)
    pupils = Pupils(seed=11, year=clock.day("2025-08-01").year)
    story.fetch_classes(
        bakkerup, {("fjordby", "ressourcevejleder"): [*pupils.rows("4.A", 4, 22), *pupils.rows("5.A", 5, 21)]}
    )
    ground.add_class_teams(bakkerup)
    story.play_bakkerup(bakkerup)
    ground.set_passwords(fjordby, bakkerup)
    if times > 1:
        as_owner()
        scale(fjordby.municipality, times)
        ground.as_runtime_role()
    play_post(fjordby, today)
    tick(today)  # what is due is planned and the figures are counted, as on any morning
    return True


def play_fjordby(stage):
    ground.add_units_and_people(stage)
    ground.add_texts_and_words(stage)
    story.fetch_classes(stage, story.class_lists(stage.clock))
    ground.add_class_teams(stage)
    b5 = story.play_5b(stage)
    a4 = story.play_running(
        stage,
        "strand",
        "4.A",
        "ressourcevejleder2",
        "skoleleder2",
        "gruppeleder",
        6,
        "2026-02-10",
        "2026-06-12",
        sessions_until="2026-05-19",
    )
    c6 = story.play_running(
        stage,
        "fjordby",
        "6.C",
        "ressourcevejleder",
        "skoleleder",
        "gruppeleder",
        9,
        "2026-02-02",
        "2026-06-19",
        sessions_until="2026-05-12",
    )
    play_agreements(stage, c6, a4)
    play_rhythms(stage, b5)
    play_home(stage, b5)
    play_around(stage, b5, c6, a4)
    d5 = story.play_running(
        stage,
        "eng",
        "5.D",
        "ressourcevejleder3",
        "skoleleder3",
        "gruppeleder2",
        14,
        "2026-03-24",
        "2026-06-26",
        sessions_until="2026-05-19",
    )
    story.play_autumn(stage)
    story.play_closed(stage)
    begin_closing(a4, "2026-05-19")
    story.play_planned(stage)
    groups.play_spring_group(stage, b5, a4)
    play_recruitment(stage, groups.play_tuesday_group(stage, c6), c6)
    groups.play_bilingual_group(stage, d5)
