"""A school's plans in one go: claimed one by one, resumed after a kill, stopped, seen by whoever asked alone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from insight import actions_bundles as acts
from insight.models import BundlePart, DocumentBundle
from insight.queries.bundles import progress_of
from tests.cast import acting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-05-21T09:00:00+02:00", tick=False)


@pytest.fixture(autouse=True)
def rung(monkeypatch):
    bells = []
    monkeypatch.setattr(acts, "nudge", lambda task, *ids: bells.append(task))
    return bells


def work(x, bundle, who="principal"):
    return acts.make_parts(x.municipality.pk, x.users[who].pk, bundle.pk)


def state(x, bundle, who="principal"):
    with acting(x, who) as person:
        page = progress_of(DocumentBundle.objects.visible_to(person).get(pk=bundle.pk), person)
        return page.made, page.total, page.is_going


def test_every_plan_of_the_school_is_made_once(cast, rung):
    x = cast.fjord
    with acting(x, "principal") as person:
        bundle = acts.ask_for_bundle(unit=x.school, by=person)
        plans = list(acts.plans_to_bundle(x.school, person))
    assert rung == ["insight.make_bundle"] * acts.WORKERS
    assert (work(x, bundle), work(x, bundle)) == (len(plans), 0)
    assert state(x, bundle) == (len(plans), len(plans), False)


def test_what_a_killed_worker_held_is_made_by_the_next_once_its_minute_is_over(cast, time_machine):
    x = cast.fjord
    with acting(x, "principal") as person:
        bundle = acts.ask_for_bundle(unit=x.school, by=person)
    assert acts._claim(x.municipality.pk, x.users["principal"].pk, bundle.pk) is not None  # and then it died
    held = state(x, bundle)[1]
    assert work(x, bundle) == held - 1
    time_machine.move_to(timezone.now() + acts.LEASE + timedelta(seconds=1), tick=False)
    assert work(x, bundle) == 1


def test_stopped_nothing_more_is_made_until_it_goes_on(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        bundle = acts.ask_for_bundle(unit=x.school, by=person)
        acts.cancel_bundle(bundle=bundle, by=person)
    assert work(x, bundle) == 0
    with acting(x, "principal") as person:
        acts.go_on(bundle=bundle, by=person)
    assert work(x, bundle) > 0


def test_one_that_cannot_be_made_is_named_and_the_others_are_made(cast):
    x = cast.fjord
    with acting(x, "principal") as person:
        bundle = acts.ask_for_bundle(unit=x.school, by=person)
        BundlePart.objects.visible_to(person).filter(bundle=bundle, order=1).update(subject=x.c1.uuid, title="Ukendt")
    total = state(x, bundle)[1]
    assert work(x, bundle) == total - 1
    with acting(x, "principal") as person:
        assert progress_of(bundle, person).failed == ("Ukendt",)
    assert state(x, bundle)[2] is False


def test_nobody_else_sees_it(cast):
    x = cast.fjord
    with acting(x, "provider_manager") as person:
        assert not DocumentBundle.objects.visible_to(person).filter(pk=x.bundle.pk).exists()
        assert DocumentBundle._base_manager.count() == 0


def test_a_unit_without_plans_and_a_role_that_gives_none_are_refused(cast):
    x = cast.fjord
    with acting(x, "principal") as person, pytest.raises(ValidationError):
        acts.ask_for_bundle(unit=x.other_school, by=person)
    with acting(x, "teacher") as person, pytest.raises(PermissionDenied):
        acts.ask_for_bundle(unit=x.school, by=person)


def test_after_a_day_it_is_gone(cast, time_machine):
    x = cast.fjord
    time_machine.move_to(timezone.now() + acts.KEPT + timedelta(days=400), tick=False)
    with acting(x, "system") as person:
        acts.forget_bundles(timezone.localdate())
        assert (DocumentBundle.objects.visible_to(person).count(), BundlePart.objects.visible_to(person).count()) == (
            0,
            0,
        )
