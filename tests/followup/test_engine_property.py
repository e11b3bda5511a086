"""Two simulated school years of random starts, holidays, acts and clocks: what is due is never lost, and never depends on the clock.

More of them: `SAMSPIL_EXAMPLES=200 .venv/bin/python -m pytest tests/followup/test_engine_property.py` (about ten seconds each).
"""

import os
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, note, settings
from hypothesis import strategies as st

from followup.models import Occurrence
from tests.followup.simulation import ACTS, FIRST, PERIOD, World, carers

pytestmark = pytest.mark.usefixtures("db")
MORE = int(os.environ.get("SAMSPIL_EXAMPLES", "0"))
USUAL = (
    9 * ["hold"] + 3 * ["meet", "call", "holiday"] + 2 * ["start", "reopen", "next_phase", "child_comes", "other_end"]
)
STEPS, ACTS_A_DAY = 50, 4


def story(seed):
    """[(days until then, [(act, a number to choose by)])] of two school years; everything has begun in its first weeks."""
    by = Random(seed)
    days = [(by.randint(1, 28), [_act(by, [*USUAL, *ACTS]) for _act_ in range(ACTS_A_DAY)]) for _step in range(STEPS)]
    return [(by.randint(1, 9), [("start", 0), _act(by, ["holiday", "hold"])]) for _pathway in range(4)] + days


def _act(by, names):
    return by.choice(names), by.randint(0, 9999)


class Undone(Exception):
    pass


@pytest.fixture
def world(cast, settings):
    settings.FOLLOWUP_SUBJECTS = settings.FOLLOWUP_SUBJECTS | {"carer": "tests.followup.simulation.carers"}
    assert carers
    return World(cast.fjord)


def live(world, steps, *, restless):
    """The story of `steps` in a world of its own, and all that is seen at its end. restless: a clock that rings at odd times too."""
    try:
        with transaction.atomic():
            world.today = FIRST
            for days, acts in steps:
                _wait(world, days, restless)
                world.tick(2 if restless else 1)
                assert world.wrong() == []
                for act, n in acts:
                    world.act(act, n)
                if world.today > FIRST + PERIOD:
                    break
            _rest_after(world)
            seen = world.seen()
            raise Undone
    except Undone:
        return seen


def _wait(world, days, restless):
    if restless and days > 2:
        first = 1 + days * 7 % (days - 1)
        world.advance(first)
        world.tick(1 + days % 3)
        days -= first
    world.advance(days)


def _rest_after(world):
    """Run once more, it changes nothing; then all is closed, and half a year later each child is asked after."""
    world.tick()
    assert world.tick() == {"cancelled": 0, "moved": 0, "planned": 0}
    for turn in range(12):
        world.act("close", 4 if turn % 2 else turn)
    world.tick()
    assert world.wrong() == []
    _children_are_asked_after(world)


def _children_are_asked_after(world):
    from cases.models import Pathway, PathwayChild
    from tests.cast import acting

    with acting(world.x, "system"):
        closed = Pathway.objects.filter(pk__in=world.pathways.values(), track="class").get()
        assert closed.state == "closed"
        for row in PathwayChild.objects.filter(pathway=closed, ends_on=closed.ended_on):
            asked = Occurrence.objects.filter(subject=row.uuid, form="placement").exclude(state="cancelled")
            assert set(asked.values_list("cadence", flat=True)) == {"placement_half_year", "placement_year"}


@settings(
    max_examples=MORE or 1,
    deadline=None,
    database=None,
    phases=[Phase.explicit, *([Phase.generate] if MORE else [])],
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**32))
@example(seed=0)  # once a planned session that passed without a register moved a call's day by mere waiting
@example(seed=1)
def test_two_school_years(world, seed):
    steps = story(seed)
    note(steps)
    assert live(world, steps, restless=False) == live(world, steps, restless=True)
