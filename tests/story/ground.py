"""A municipality of a story's own, made as the owner: browser tests commit, so none of them shares one with another."""

from followup.actions import hold_meeting
from followup.models import Occurrence
from insight.demo import ground, groups, story
from insight.demo.names import Pupils
from insight.demo.stage import STORY_TODAY, Clock, Stage
from programmes.actions import load_programmes
from tests.conftest import log_in_as

STRAND = ("strand", "ressourcevejleder2")
NEEDED = (
    "ressourcevejleder", "ressourcevejleder2", "gruppeleder", "gruppeleder2", "skoleleder", "skoleleder2", "udfoererleder", "laerer", "laerer2", "paedagog",
    "raadgiver", "ppr", "styregruppe", "dpo",
)  # fmt: skip
EVERYBODY = tuple(line[0] for line in ground.FJORDBY["people"])


def make_stage(name, needed=NEEDED) -> Stage:
    """The municipality with its units, people and roles; nobody is in a class yet. Call it with the database unblocked."""
    log_in_as("owner")
    try:
        load_programmes()
        plan = ground.FJORDBY | {"domain": f"{name}.example".lower()}
        plan["people"] = [line for line in plan["people"] if line[0] in needed]
        stage = ground.make_municipality(f"{name} Kommune", plan, Clock(STORY_TODAY))
    finally:
        log_in_as("runtime")
    ground.add_units_and_people(stage)
    ground.set_passwords(stage)
    return stage


def fetch_strand(stage):
    """4.A at Strandskolen: the second school, whose families are not on the walk."""
    story.fetch_classes(stage, {STRAND: Pupils(seed=5, year=2025).rows("4.A", 4, 22)})


def play_strand(stage, sessions_until="2026-03-10"):
    """4.A on its way, with five children whose families said yes."""
    return story.play_running(
        stage,
        "strand",
        "4.A",
        "ressourcevejleder2",
        "skoleleder2",
        "gruppeleder",
        5,
        "2026-03-03",
        "2026-06-19",
        sessions_until=sessions_until,
    )


def play_whole(stage):
    """The story as it stands in its week of the follow-up, told through the actions alone. Gives (5.B, 4.A, group)."""
    story.fetch_classes(
        stage,
        {
            ("fjordby", "ressourcevejleder"): story.named_pupils(stage.clock)
            + Pupils(seed=7, year=2025).rows("5.B", 5, 20)
        },
    )
    fetch_strand(stage)
    ground.add_class_teams(stage)
    b5 = story.play_5b(stage)
    a4 = play_strand(stage)
    return b5, a4, groups.play_spring_group(stage, b5, a4)


def hold_of_4a(stage):
    """The follow-up of 4.A, held two weeks early; gives its minutes."""
    with stage.acting("ressourcevejleder2", "2026-05-20") as by:
        occurrence = Occurrence.objects.visible_to(by).open().get(pathway=stage.a4.pathway, cadence="follow_up")
        return hold_meeting(
            occurrence=occurrence,
            held_on=stage.clock.day("2026-05-20"),
            participants=[{"words": "forældre"}],
            summary="Det går godt.",
            by=by,
        )
